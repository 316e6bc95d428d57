import type { CivilDate } from "../dates/civil-date.ts";
import type { Cell, Grid } from "../grid/grid.ts";
import type { Stray } from "../grid/strays.ts";
import type { Priority } from "../pipeline/schema.ts";
import { type Run, runsAnywhere } from "./runs.ts";

/** The kinds of finding; what is said about each stands in one table (src/render/issue/title.ts). */
export const FINDING_KINDS = [
  "phase-missing",
  "phase-partial",
  "table-missing",
  "games-short",
  "recent-lag",
  "late-arrival",
  "thin",
  "over-count",
  "stale",
  "unreconciled",
  "contradiction",
  "changed-outside",
  "zero-everywhere",
  "stopped",
  "off-cadence",
  "column-gone",
  "column-changed",
  "empty-calendar",
  "schedule-unknown",
  "season-undeclared",
  "misplaced",
  "rows-before",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Of dates that are still allowed to fill. */
export const isOfNewest = ({ kind }: Pick<Finding, "kind">): boolean =>
  kind === "recent-lag" || kind === "late-arrival";

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
  /** Rows that stand where they do not belong; given for findings of the kind "misplaced". */
  readonly strays?: readonly Stray[];
};

export type FindingInput = Pick<Finding, "kind" | "subject" | "priority" | "title"> & {
  readonly cells: readonly Cell[];
};

/** What a finding is about besides its cells: dates outside the calendar, and whether it stands without any cell. */
type Beyond = {
  readonly dates: readonly CivilDate[];
  readonly always: boolean;
  readonly strays?: readonly Stray[];
};

/** Null where there is nothing to find. */
export const findingOf = (grid: Grid, input: FindingInput): Finding | null =>
  findingAt(grid, input)[0] ?? null;

/** None where there is neither a cell nor anything beyond the cells. */
export function findingAt(
  grid: Grid,
  input: FindingInput,
  beyond: Beyond = { dates: [], always: false },
): Finding[] {
  if (input.cells.length === 0 && !beyond.always) return [];
  const dates = [...new Set([...input.cells.map(({ date }) => date), ...beyond.dates])].sort();
  const wanted = new Set(dates);
  return [
    {
      ...input,
      id: `${input.kind}:${input.subject}`,
      dates,
      runs: runsAnywhere(dates, grid.days),
      games: grid.days
        .filter(({ date }) => wanted.has(date))
        .reduce((sum, { games }) => sum + games.length, 0),
      ...(beyond.strays === undefined ? {} : { strays: beyond.strays }),
    },
  ];
}
