import { type Cell, cellsOfDay, columnOf, type Grid, isPresent } from "../health/grid.ts";
import {
  averageScore,
  type Band,
  countBands,
  type DayScore,
  roundScore,
  scoreGrid,
} from "../health/score.ts";
import { trainingTables } from "../pipeline/rules.ts";
import type { Criterion, Priority } from "../pipeline/schema.ts";
import { findGaps } from "./find.ts";
import type { Finding } from "./finding.ts";

export const TRAINING_STATES = ["BLOCKED", "UNBLOCKED", "READY"] as const;
export type TrainingState = (typeof TRAINING_STATES)[number];

export type CriterionResult = {
  readonly criterion: Criterion;
  /** In the metric's own unit: per cent, score points or dates. Null where it could not be measured. */
  readonly measured: number | null;
  readonly passed: boolean;
};

export type UnreadTable = {
  readonly table: string;
  readonly cells: number;
  readonly error: string;
};

/** What a grid means: the pure result behind every report. */
export type Assessment = {
  readonly grid: Grid;
  readonly scores: readonly DayScore[];
  /** Mean score, unrounded; null where no date has one. */
  readonly average: number | null;
  readonly bands: Readonly<Record<Band, number>>;
  /** Dates with every table that training needs, per cent of the dates that expect them. */
  readonly completionPct: number | null;
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<Priority, number>>;
  readonly unread: readonly UnreadTable[];
  readonly unknownCells: number;
  readonly criteria: readonly CriterionResult[];
  readonly training: TrainingState;
};

export function assess(grid: Grid): Assessment {
  const scores = scoreGrid(grid);
  const findings = findGaps(grid);
  const unread = unreadTables(grid);
  const partial = {
    average: averageScore(scores),
    bands: countBands(scores, grid.pipeline.score.bands),
    completionPct: completionPct(grid),
  };
  const criteria = grid.pipeline.criteria.map((criterion) => measure(grid, criterion, partial));
  return {
    grid,
    scores,
    ...partial,
    findings,
    counts: {
      P0: findings.filter(({ priority }) => priority === "P0").length,
      P1: findings.filter(({ priority }) => priority === "P1").length,
      P2: findings.filter(({ priority }) => priority === "P2").length,
    },
    unread,
    unknownCells: unread.reduce((sum, { cells }) => sum + cells, 0),
    criteria,
    training: trainingState(grid, criteria),
  };
}

function unreadTables(grid: Grid): UnreadTable[] {
  return grid.tables.flatMap(({ id }) => {
    const unknown = columnOf(grid, id).filter(({ state }) => state === "unknown");
    const [first] = unknown;
    return first === undefined
      ? []
      : [{ table: id, cells: unknown.length, error: first.reason ?? "was not read" }];
  });
}

/** The cells of the training tables on each day that expect something, by day. */
function requiredCells(grid: Grid): Cell[][] {
  const tables = trainingTables(grid.pipeline, grid.environment);
  return grid.days
    .map((_, index) => {
      const day = cellsOfDay(grid, index);
      return tables.flatMap(({ id }) => day.get(id) ?? []);
    })
    .map((cells) => cells.filter(({ state }) => state !== "expected-absent"))
    .filter((cells) => cells.length > 0);
}

function completionPct(grid: Grid): number | null {
  const days = requiredCells(grid);
  if (days.length === 0) return null;
  return (days.filter((cells) => cells.every(isPresent)).length / days.length) * 100;
}

/**
 * BLOCKED while a required date has none of the training tables or one that could not be read; dates within the grace
 * are not required yet. READY when, beyond that, every success criterion passes.
 */
function trainingState(grid: Grid, criteria: readonly CriterionResult[]): TrainingState {
  const days = requiredCells(grid);
  const blocked = days.some(
    (cells) =>
      cells.some(({ state }) => state === "unknown") ||
      cells.every(({ state, late }) => state === "missing" && !late),
  );
  if (blocked || days.length === 0) return "BLOCKED";
  return criteria.every(({ passed }) => passed) ? "READY" : "UNBLOCKED";
}

function measure(
  grid: Grid,
  criterion: Criterion,
  { average, bands, completionPct }: Pick<Assessment, "average" | "bands" | "completionPct">,
): CriterionResult {
  const values = {
    completion_pct: completionPct,
    average_score: average === null ? null : roundScore(average),
    poor_dates: grid.days.length === 0 ? null : bands.poor,
    missing_dates: missingDates(grid, criterion.table),
  };
  const measured = values[criterion.metric];
  const passed =
    measured !== null &&
    (criterion.above === undefined || measured > criterion.above) &&
    (criterion.below === undefined || measured < criterion.below);
  return { criterion, measured, passed };
}

function missingDates(grid: Grid, table: string | undefined): number | null {
  const cells = columnOf(grid, table ?? "");
  if (cells.some(({ state }) => state === "unknown")) return null;
  return cells.filter(({ state }) => state === "missing").length;
}
