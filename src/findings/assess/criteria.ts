import { type Cell, columnOf, type Grid, isPresent } from "../../grid/grid.ts";
import { perGrid } from "../../grid/per-grid.ts";
import {
  averageScore,
  countBands,
  type DayScore,
  roundScore,
  scoreGrid,
} from "../../grid/score.ts";
import { trainingTables } from "../../pipeline/rules.ts";
import type { Criterion } from "../../pipeline/schema.ts";

/** The cells of the training tables on each day that expects something of them, by day. */
export const requiredCells = perGrid((grid): readonly (readonly Cell[])[] => {
  const columns = trainingTables(grid.pipeline, grid.environment).map(({ id }) =>
    columnOf(grid, id),
  );
  return grid.days
    .map((_, index) =>
      columns.flatMap((column) => {
        const cell = column[index];
        return cell === undefined || cell.state === "expected-absent" ? [] : [cell];
      }),
    )
    .filter((cells) => cells.length > 0);
});

/** Dates with every table that training needs, per cent of the dates that expect them; null where none does. */
export const completionPct = (grid: Grid): number | null => completionWith(grid, isPresent);

function completionWith(grid: Grid, isThere: (cell: Cell) => boolean): number | null {
  const days = requiredCells(grid);
  if (days.length === 0) return null;
  return (days.filter((cells) => cells.every(isThere)).length / days.length) * 100;
}

export type MeasuredCriterion = {
  readonly criterion: Criterion;
  /** In the metric's own unit; null where it could not be measured. */
  readonly measured: number | null;
  readonly passed: boolean;
};

export function measured(grid: Grid, criterion: Criterion): MeasuredCriterion {
  const value = measureCriterion(grid, criterion);
  return { criterion, measured: value, passed: passes(criterion, value) };
}

/** A measure of what was read, and of the same with everything unknown at its worst and at its best. */
type Bounded = readonly [value: number | null, worst: number | null, best: number | null];

/**
 * In the metric's own unit: per cent, score points or dates. Null where it could not be measured, and where it is the
 * unknown that decides whether the criterion passes: an outage must not make one pass.
 */
export function measureCriterion(grid: Grid, criterion: Criterion): number | null {
  const [value, worst, best] = bounded(grid, criterion);
  return passes(criterion, worst) === passes(criterion, best) ? value : null;
}

function bounded(grid: Grid, criterion: Criterion): Bounded {
  switch (criterion.metric) {
    case "completion_pct": {
      const asRead = completionPct(grid);
      const best = completionWith(grid, (cell) => isPresent(cell) || cell.state === "unknown");
      return [asRead, asRead, best];
    }
    case "average_score":
      return ofScores(grid, (scores) => {
        const average = averageScore(scores);
        return average === null ? null : roundScore(average);
      });
    case "poor_dates": {
      const { bands } = grid.pipeline.score;
      return ofScores(grid, (scores) =>
        grid.days.length === 0 ? null : countBands(scores, bands).poor,
      );
    }
    case "missing_dates": {
      const cells = columnOf(grid, criterion.table ?? "");
      const missing = cells.filter(({ state }) => state === "missing").length;
      const unknown = cells.filter(({ state }) => state === "unknown").length;
      return [unknown > 0 ? null : missing, missing + unknown, missing];
    }
  }
}

function ofScores(grid: Grid, measure: (scores: readonly DayScore[]) => number | null): Bounded {
  const scores = scoreGrid(grid);
  // A day of which nothing is expected has no score at either end.
  const expected = scores.filter(({ stages }) => stages.some(({ state }) => state !== "absent"));
  const at = (end: "low" | "high") => measure(expected.map((day) => ({ ...day, value: day[end] })));
  return [measure(scores), at("low"), at("high")];
}

/** An unmeasured criterion does not pass. */
export function passes(criterion: Criterion, measured: number | null): boolean {
  return (
    measured !== null &&
    (criterion.above === undefined || measured > criterion.above) &&
    (criterion.below === undefined || measured < criterion.below)
  );
}
