import { z } from "zod";
import { IssueTargetSchema } from "./marker.ts";
import type { IssueView, Tracked } from "./tracked.ts";
import { readTracked } from "./tracked.ts";

const number = z.int().positive();

/** One issue of ours, for reports and for the next look at the tracker. */
export const RememberedSchema = z.strictObject({
  number,
  url: z.url({ protocol: /^https?$/ }).max(500),
  open: z.boolean(),
  target: IssueTargetSchema,
  subject: z.string().nullable(),
  /** Logins. */
  assignees: z.array(z.string().max(60)),
  /** The repair that was started last for its cells. */
  run: z.string().nullable(),
  /** Closed by a person as not planned, and left closed through this day. */
  restsUntil: z.iso.date().optional(),
});
export type Remembered = z.infer<typeof RememberedSchema>;

/** `issues.json`: our issues as the last validation saw them. */
export const IssueMemorySchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Every number that ever was ours, in order: a list without them is not believed. */
  known: z.array(number),
  issues: z.array(RememberedSchema),
});
export type IssueMemory = z.infer<typeof IssueMemorySchema>;

export const NO_MEMORY: IssueMemory = { schemaVersion: 1, known: [], issues: [] };

/** What is there now, and every number of before. */
export function rememberIssues(issues: readonly IssueView[], before: IssueMemory): IssueMemory {
  const numbers = [...before.known, ...issues.map((issue) => issue.number)];
  return {
    schemaVersion: 1,
    known: [...new Set(numbers)].sort((a, b) => a - b),
    issues: readTracked(issues, before.issues).tracked.map(rememberedOf),
  };
}

const rememberedOf = ({ view, target, state }: Tracked): Remembered => ({
  number: view.number,
  url: view.url,
  open: view.isOpen,
  target,
  subject: state.subject,
  assignees: [...view.assignees],
  run: state.run,
  ...(view.isOpen || state.restsUntil === undefined ? {} : { restsUntil: state.restsUntil }),
});
