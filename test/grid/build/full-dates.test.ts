import { describe, expect, it } from "vitest";
import type { Observation } from "../../../src/grid/observe/counts.ts";
import { aGrid, cellOf, GAME_DATE, read, someCounts, unread } from "../../support/grids.ts";
import { aPipeline, aTable, byGames } from "../../support/pipelines/declarations.ts";

const rows = (count: number) => read({ [GAME_DATE]: someCounts({ rows: count }) });

/** The cell of a table whose full date is a share of the predictions' rows. */
function shareCell(own: Observation, other: Observation) {
  const grades = aTable({ id: "grades", full: { share: { of: "predictions", atLeast: 0.9 } } });
  const grid = aGrid({
    pipeline: aPipeline({ tables: [aTable({ id: "predictions" }), grades] }),
    observations: new Map([
      ["predictions", other],
      ["grades", own],
    ]),
  });
  return grid.columns.get("grades")?.[0];
}

describe("presence", () => {
  it("asks for any row and is never thin", () => {
    expect(cellOf({}, rows(1))).toMatchObject({ state: "complete", thin: false, expected: null });
  });
});

describe("a fixed number of rows", () => {
  it.each([
    [30, "complete", false],
    [29, "complete", true],
    [1, "complete", true],
    [31, "over-count", false],
  ])("of 30: %i rows are %s, thin: %s", (count, state, thin) => {
    expect(cellOf({ full: { fixed: 30 } }, rows(count))).toMatchObject({
      state,
      thin,
      expected: 30,
      unit: "rows",
    });
  });
});

describe("exact rows a game", () => {
  it.each([
    [4, "complete", false],
    [3, "complete", true],
    [6, "over-count", false],
  ])("two a game, on a date of two games: %i rows are %s, thin: %s", (count, state, thin) => {
    expect(cellOf({ full: byGames(2) }, rows(count))).toMatchObject({ state, thin, unit: "games" });
  });
});

describe("a share of another table's rows", () => {
  it.each([
    [90, false],
    [89, true],
    [100, false],
    [120, false],
  ])("of 0.9: %i of 100 are complete, thin: %s", (count, thin) => {
    expect(shareCell(rows(count), rows(100))).toMatchObject({
      state: "complete",
      thin,
      expected: 100,
    });
  });

  it("rounds up what is needed", () => {
    expect(shareCell(rows(9), rows(11))?.thin).toBe(true);
    expect(shareCell(rows(10), rows(11))?.thin).toBe(false);
  });

  it("is not called thin where the other table could not be read", () => {
    expect(shareCell(rows(1), unread())).toMatchObject({
      state: "complete",
      thin: false,
      expected: null,
    });
  });
});

describe("within the grace", () => {
  const late = (asOf: string, observation: Observation, over = {}) =>
    cellOf(over, observation, { asOf: new Date(asOf) }).late;
  const LAST_INSTANT = "2026-01-13T04:59:59Z"; // 48 hours after midnight in New York, less a second
  const OVER = "2026-01-13T05:00:00Z";

  it("a missing, a partial and a thin cell are late", () => {
    expect(late(LAST_INSTANT, read({}))).toBe(true);
    const short = read({ [GAME_DATE]: someCounts({ games: 1, gameIds: new Set(["g1"]) }) });
    expect(late(LAST_INSTANT, short, { full: byGames() })).toBe(true);
    expect(late(LAST_INSTANT, rows(20), { full: { fixed: 30 } })).toBe(true);
  });

  it("they are late no longer once it is over", () => {
    expect(late(OVER, read({}))).toBe(false);
    expect(late(OVER, rows(20), { full: { fixed: 30 } })).toBe(false);
  });

  it("a complete and an over-counted cell are not late", () => {
    expect(late(LAST_INSTANT, rows(20))).toBe(false);
    expect(late(LAST_INSTANT, rows(31), { full: { fixed: 30 } })).toBe(false);
  });

  it("an unknown cell is not late: it says nothing of what is there", () => {
    expect(late(LAST_INSTANT, unread())).toBe(false);
  });
});
