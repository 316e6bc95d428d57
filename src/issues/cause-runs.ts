import { z } from "zod";
import { REPAIR_WAYS } from "../advice/blocks/kind.ts";
import { type CivilDate, epochDay, fromEpochDay } from "../dates/civil-date.ts";
import { isTimeZone } from "../dates/instant.ts";
import { parseDateList, printDateList } from "../dates/list.ts";
import { DateSchema as date } from "../dates/schema.ts";
import { UserError } from "../errors.ts";
import { TRAINING_STATES } from "../findings/assess/assess.ts";
import { CAUSE_KINDS } from "../findings/causes/causes.ts";
import { FINDING_KINDS } from "../findings/finding.ts";
import { PRIORITIES } from "../pipeline/schema.ts";

const id = z.string().regex(/^[a-z][a-z0-9_]{0,60}$/);
const text = z.string().max(4000);
const count = z.int().nonnegative();
const score = z.number().nullable();
/** Such as 2024-10-22..2024-11-04,2025-10-21: exactly these calendar days; empty for none. */
const dates = z.string().max(20_000).refine(isDates, "is not a list of dates");
const byTable = z.record(id, dates);

/** One cause over a run of game dates with none between, of one phase or table: what an issue is about. */
export const CauseRunSchema = z.strictObject({
  /** A phase's or a table's id, or "recent". */
  subject: id,
  /** The pipeline phase's id; null where it is of no single one. */
  phase: id.nullable(),
  /** The subject in words. */
  what: text,
  /** What is wrong with it, worst first. */
  kinds: z.array(z.enum(FINDING_KINDS)).min(1),
  cause: z.enum(CAUSE_KINDS),
  causeTitle: text,
  /** By design: the pipeline did what it is declared to do. */
  byDesign: z.boolean(),
  priority: z.enum(PRIORITIES),
  tables: z.array(id).min(1).max(100),
  games: count,
  /** In order, one at least; the cells that are wrong, with their state in words. */
  dates: z
    .array(
      z.strictObject({
        date,
        cells: z.array(z.strictObject({ table: id, state: text })).min(1),
      }),
    )
    .min(1),
  evidence: z.array(text),
  /** What models or people lose, as declared; null where nobody said. */
  impact: text.nullable(),
  /** What repairing this alone gains: the average score, unrounded, and the state of training. */
  predicted: z.strictObject({
    average: z.strictObject({
      before: score,
      after: score,
      /** Of the average before, where something is unknown. */
      bounds: z.strictObject({ low: z.number(), high: z.number() }).optional(),
    }),
    training: z.strictObject({
      before: z.enum(TRAINING_STATES),
      after: z.enum(TRAINING_STATES),
    }),
  }),
  repair: z.strictObject({
    way: z.enum(REPAIR_WAYS),
    /** Before a run: go, or look at the cause first, and why. */
    first: z.enum(["run", "look"]),
    why: text,
    words: z.array(text),
    /** What a run writes, which may be the schedule in place of the tables that lack games. */
    tables: z.array(id).max(100),
    /** Command lines of this tool; none where no command repairs it. */
    lines: z.array(text),
    includeWarmUp: z.boolean(),
    estimate: z.strictObject({ minutes: z.number().nonnegative(), undeclared: z.array(id) }),
  }),
  /** Who fills the tables, as declared. */
  owner: text,
  /** Logins that the tables declare as owners: whoever is assigned when the issue is opened. */
  assignees: z.array(z.string().max(60)).max(10).optional(),
});
export type CauseRun = z.infer<typeof CauseRunSchema>;

/** `cause-runs.json`: what a validation found, by cause, and which cells it saw at all. For the job that keeps issues. */
export const CauseRunsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  run: z.string().min(1).max(200),
  runUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
  environment: z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/),
  asOf: z.iso.datetime(),
  /** When the warehouse began to be read, by the clock: looks are in its order. Not given by one of no workflow run. */
  lookedAt: z.iso.datetime().optional(),
  /** The pipeline's, an IANA name. */
  timeZone: z.string().max(100).refine(isTimeZone, "is no time zone"),
  range: z.strictObject({ first: date, last: date }),
  training: z.enum(TRAINING_STATES),
  /** Days for which an issue rests that a person closed as not planned; files of earlier versions do not say. */
  restDays: count.optional(),
  /** The game dates in the range. */
  days: dates,
  /** By table that is watched, its game dates whose cell was read, with all that it is measured by (src/issues/seen.ts). */
  observed: byTable,
  /** By table, its game dates whose cell is not as it should be, whatever its cause. */
  broken: byTable,
  phases: z.array(z.strictObject({ id, title: text, number: count })),
  /** Worst first. */
  causeRuns: z.array(CauseRunSchema),
});
export type CauseRuns = z.infer<typeof CauseRunsSchema>;

/** Throws a UserError for a file that is not what a validation of this version writes. */
export function parseCauseRuns(content: string, file: string): CauseRuns {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw new UserError(`${file} is no JSON; validate again to write it anew`, { cause });
  }
  const found = CauseRunsSchema.safeParse(value);
  if (found.success) return found.data;
  throw new UserError(
    `${file} is not what this version writes; validate again to write it anew:\n${z.prettifyError(found.error)}`,
  );
}

/** Every calendar day of a list as src/issues/marker.ts and cause-runs.json write it. */
export function daysOf(list: string): CivilDate[] {
  if (list === "") return [];
  return parseDateList(list).flatMap(({ first, last }) => {
    const from = epochDay(first);
    return Array.from({ length: epochDay(last) - from + 1 }, (_, n) => fromEpochDay(from + n));
  });
}

function isDates(list: string): boolean {
  if (list === "") return true;
  try {
    return printDateList(parseDateList(list)) === list;
  } catch {
    return false;
  }
}
