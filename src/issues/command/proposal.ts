import { z } from "zod";
import { DateSchema as date } from "../../dates/schema.ts";
import { UserError } from "../../errors.ts";
import type { Waiver } from "../../pipeline/schema.ts";

const id = z.string().regex(/^[a-z][a-z0-9_]{0,60}$/);

/** What one job decides and another, which may write to the repository, proposes: one dated waiver. */
export const ProposalSchema = z.strictObject({
  v: z.literal(1),
  issue: z.int().positive(),
  /** The id of the comment that asked. */
  comment: z.int().positive(),
  by: z.string().regex(/^[A-Za-z0-9_-]{1,39}$/),
  /** How it was written, in one line. */
  command: z.string().max(500),
  /** Of its own for each issue, what is waived and until when: asking twice finds the first. */
  branch: z.string().regex(/^waiver\/issue-\d{1,9}-[a-z0-9-]{1,30}-\d{4}-\d{2}-\d{2}$/),
  waiver: z
    .strictObject({
      games: z
        .array(z.string().regex(/^\d{4,20}$/))
        .min(1)
        .max(1)
        .optional(),
      dates: z.array(date).min(1).max(400).optional(),
      tables: z.array(id).min(1).max(100),
      environments: z
        .array(z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/))
        .min(1)
        .max(1),
      reason: z.string().min(8).max(300),
      expires: date,
    })
    .refine(({ games, dates }) => (games === undefined) !== (dates === undefined), {
      message: "is about games or about dates",
    }),
});
export type Proposal = z.infer<typeof ProposalSchema>;

/** The text that one job hands to the other in the file `path`. Throws a UserError for any other. */
export function parseProposal(text: string, path: string): Proposal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const { data, error } = ProposalSchema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new UserError(
    `${path} is not what run-command writes: ${issue?.path.join(".") || "it"}: ${issue?.message}`,
  );
}

/** A waiver that already excuses all of it, at least as long; undefined for none. */
export const declaredAlready = (
  waivers: readonly Waiver[],
  { waiver }: Proposal,
): Waiver | undefined =>
  waivers.find(
    ({ games, dates, tables, environments, expires }) =>
      expires >= waiver.expires &&
      waiver.tables.every((table) => tables.includes(table)) &&
      waiver.environments.every((name) => environments?.includes(name) ?? true) &&
      (waiver.games?.every((game) => games?.includes(game)) ?? true) &&
      (waiver.dates?.every((day) => dates?.includes(day)) ?? true),
  );
