import { z } from "zod";
import { addDays } from "../dates/civil-date.ts";
import { lastEndedDay } from "../dates/instant.ts";
import { dateRange } from "../dates/range.ts";
import { DateSchema as date } from "../dates/schema.ts";
import type { FindingKind } from "../findings/finding.ts";
import type { CellRef } from "../grid/cascade.ts";
import type { Cell } from "../grid/grid.ts";

/** What a person asked to be repaired. Empty lists mean no restriction. */
export const SelectionSchema = z.strictObject({
  dates: z.array(z.strictObject({ first: date, last: date })),
  tables: z.array(z.string()),
  /** Pipeline phases, by number. */
  phases: z.array(z.int()),
  planPhases: z.array(z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])),
  /** Complete cells of the selection too. */
  force: z.boolean(),
  /** Newest dates that are still allowed to fill by themselves. */
  withinGrace: z.boolean(),
  /** Nothing of dates within the grace, not even what is there only in part. */
  pastGraceOnly: z.boolean().default(false),
  includeWarmUp: z.boolean(),
  /** Take misplaced rows out too. */
  removeStrays: z.boolean().default(false),
  withUpstream: z.boolean(),
  withDownstream: z.boolean(),
});
export type Selection = z.infer<typeof SelectionSchema>;

export const EVERYTHING: Selection = {
  dates: [],
  tables: [],
  phases: [],
  planPhases: [],
  force: false,
  withinGrace: false,
  pastGraceOnly: false,
  includeWarmUp: false,
  removeStrays: false,
  withUpstream: false,
  withDownstream: false,
};

/** The newest `days` calendar days that have ended, their raw sources and what is there in part. */
export function recentSelection(asOf: Date, days: number, timeZone: string): Selection {
  const last = lastEndedDay(asOf, timeZone);
  return { ...EVERYTHING, dates: [dateRange(addDays(last, 1 - days), last)], pastGraceOnly: true };
}

/** Why a cell is run whose rows are somebody else's: what its producer finds there must not be kept. */
export const FOREIGN: FindingKind = "changed-outside";

/** Which rows of a date a plan takes out: those of these games ("" for rows without one), or all where games is null. */
export type Removal = { readonly games: readonly string[] | null };

export type Wanted = CellRef & {
  /** The finding's id, or why it is taken without one. */
  readonly because: string;
  readonly state: Cell["state"];
  readonly rows: number | null;
  /** Given where rows are taken out and nothing is rebuilt. */
  readonly remove?: Removal;
};
