import { describe, expect, it } from "vitest";
import { healthRows } from "../../../src/grid/csv/rows.ts";
import type { Cell } from "../../../src/grid/grid.ts";
import { scoreGrid } from "../../../src/grid/score.ts";
import { aCell, aDay, aMissing, anUnknown, GAME_DATE, gridOfCells } from "../../support/grids.ts";
import { SHIPPED } from "../../support/pipeline.ts";

/** The shipped pipeline's row of one date; tables that are not named are complete with 10 rows of 2 games. */
function row(over: Readonly<Record<string, Cell>> = {}) {
  const cells = Object.fromEntries(
    SHIPPED.tables.map(({ id }) => [id, [over[id] ?? aCell({ rows: 10, games: 2, expected: 2 })]]),
  );
  const grid = gridOfCells(cells, { pipeline: SHIPPED, environment: "sample", days: [aDay()] });
  return healthRows(grid, scoreGrid(grid))[0];
}

describe("a row of the 20 columns", () => {
  it("has games of the box score sources, rows of the other tables, and the schedule's games", () => {
    expect(row()).toMatchObject({
      game_date: GAME_DATE,
      health_score: 100,
      scheduled_games: 2,
      bdl_box_scores: 2,
      nbac_gamebook: 2,
      tdza: 10,
      phase4_completion: { done: 5, expected: 5 },
    });
  });

  it("counts the training tables that have rows, thin ones too", () => {
    const thin = aCell({ rows: 1, thin: true });
    expect(row({ tdza: thin, mlfs: aMissing() })?.phase4_completion).toEqual({
      done: 4,
      expected: 5,
    });
  });

  it("has -1 and N/A in place of what could not be read", () => {
    expect(row({ bdl_box_scores: anUnknown(), prediction_grades: anUnknown() })).toMatchObject({
      bdl_box_scores: null,
      total_graded: null,
      grading_coverage_pct: null,
      win_rate: null,
    });
    expect(row({ pdc: anUnknown() })).toMatchObject({
      pdc: null,
      phase4_completion: { done: 4, expected: 5 },
    });
  });

  it("shows the rows that are there although nothing was expected", () => {
    const excused = aCell({ state: "expected-absent", rows: 7, reason: "warm-up" });
    expect(row({ pdc: excused })).toMatchObject({
      pdc: 7,
      phase4_completion: { done: 5, expected: 5 },
    });
  });

  it("shows coverage above 100 as it is, and the score capped", () => {
    const grades = aCell({ state: "over-count", rows: 45, surplus: 35 });
    expect(row({ prediction_grades: grades })).toMatchObject({
      grading_coverage_pct: 450,
      health_score: 100,
    });
  });

  it("has a win rate of what was decided, and none where nothing was", () => {
    const grades = (wins: number, decided: number) =>
      row({ prediction_grades: aCell({ rows: 10, measures: { wins, decided } }) })?.win_rate;
    expect(grades(3, 8)).toBe(37.5);
    expect(grades(0, 8)).toBe(0);
    expect(grades(0, 0)).toBeNull();
  });

  it("has no score where nothing could be read", () => {
    const all = Object.fromEntries(SHIPPED.tables.map(({ id }) => [id, anUnknown()]));
    expect(row(all)?.health_score).toBeNull();
  });
});
