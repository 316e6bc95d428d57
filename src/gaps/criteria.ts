import { type Cell, cellsOfDay, columnOf, type Grid, isPresent } from "../health/grid.ts";
import { averageScore, countBands, roundScore, scoreGrid } from "../health/score.ts";
import { trainingTables } from "../pipeline/rules.ts";
import type { Criterion } from "../pipeline/schema.ts";

/** The cells of the training tables on each day that expects something of them, by day. */
export function requiredCells(grid: Grid): Cell[][] {
  const tables = trainingTables(grid.pipeline, grid.environment);
  return grid.days
    .map((_, index) => {
      const day = cellsOfDay(grid, index);
      return tables.flatMap(({ id }) => day.get(id) ?? []);
    })
    .map((cells) => cells.filter(({ state }) => state !== "expected-absent"))
    .filter((cells) => cells.length > 0);
}

/** Dates with every table that training needs, per cent of the dates that expect them; null where none does. */
export function completionPct(grid: Grid): number | null {
  const days = requiredCells(grid);
  if (days.length === 0) return null;
  return (days.filter((cells) => cells.every(isPresent)).length / days.length) * 100;
}

/** In the metric's own unit: per cent, score points or dates. Null where it could not be measured. */
export function measureCriterion(grid: Grid, criterion: Criterion): number | null {
  switch (criterion.metric) {
    case "completion_pct":
      return completionPct(grid);
    case "average_score": {
      const average = averageScore(scoreGrid(grid));
      return average === null ? null : roundScore(average);
    }
    case "poor_dates":
      return grid.days.length === 0
        ? null
        : countBands(scoreGrid(grid), grid.pipeline.score.bands).poor;
    case "missing_dates": {
      const cells = columnOf(grid, criterion.table ?? "");
      if (cells.some(({ state }) => state === "unknown")) return null;
      return cells.filter(({ state }) => state === "missing").length;
    }
  }
}

/** An unmeasured criterion does not pass. */
export function passes(criterion: Criterion, measured: number | null): boolean {
  return (
    measured !== null &&
    (criterion.above === undefined || measured > criterion.above) &&
    (criterion.below === undefined || measured < criterion.below)
  );
}
