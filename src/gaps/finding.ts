import type { CivilDate } from "../dates/civil-date.ts";
import type { Cell, Grid } from "../health/grid.ts";
import type { Priority } from "../pipeline/schema.ts";
import { type Run, runsOf } from "./runs.ts";

/** The kinds of finding; what is said about each stands in one table (kinds.ts). */
export const FINDING_KINDS = [
  "phase-missing",
  "phase-partial",
  "table-missing",
  "games-short",
  "recent-lag",
  "thin",
  "over-count",
  "stale",
  "unreconciled",
  "changed-outside",
  "zero-everywhere",
  "empty-calendar",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export type Finding = {
  /** `<kind>:<subject>`, unique in an assessment. */
  readonly id: string;
  readonly kind: FindingKind;
  /** The id of a phase or of a table. */
  readonly subject: string;
  readonly priority: Priority;
  readonly title: string;
  readonly dates: readonly CivilDate[];
  readonly runs: readonly Run[];
  readonly cells: readonly Cell[];
  /** Scheduled games on the dates. */
  readonly games: number;
};

export type FindingInput = Pick<Finding, "kind" | "subject" | "priority" | "title"> & {
  readonly cells: readonly Cell[];
};

/** Null where there is nothing to find. */
export function findingOf(grid: Grid, input: FindingInput): Finding | null {
  if (input.cells.length === 0) return null;
  const dates = [...new Set(input.cells.map(({ date }) => date))].sort();
  const wanted = new Set(dates);
  return {
    ...input,
    id: `${input.kind}:${input.subject}`,
    dates,
    runs: runsOf(dates, grid.days),
    games: grid.days
      .filter(({ date }) => wanted.has(date))
      .reduce((sum, { games }) => sum + games.length, 0),
  };
}
