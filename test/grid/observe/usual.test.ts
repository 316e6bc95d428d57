import { describe, expect, it } from "vitest";
import { addDays } from "../../../src/dates/civil-date.ts";
import { usualOf, usualPer } from "../../../src/grid/observe/usual.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import { read, someCounts, unread } from "../../support/grids.ts";
import { aPipeline, aTable, byGames, OPENING } from "../../support/pipelines/declarations.ts";

const pipeline = aPipeline();
const covers = { table: "rosters", on: ["player_id"] };
const per = (over: Partial<TableConfig>) => {
  const { full: _, ...bare } = aTable();
  return usualPer(pipeline, { ...bare, ...over });
};

describe("what a table's rows are held against", () => {
  it("is its own games or dates, unless it says what a full date is", () => {
    expect(per({ full: byGames() })).toBe("game");
    expect(per({ gameColumn: "game_id" })).toBe("game");
    expect(per({})).toBe("date");
    expect(per({ full: "presence" })).toBeNull();
    expect(per({ full: byGames(2) })).toBeNull();
    expect(per({ full: { fixed: 30 } })).toBeNull();
    expect(per({ full: { share: { of: "box_scores", atLeast: 0.9 } } })).toBeNull();
    expect(per({ id: "schedule" })).toBeNull();
  });

  it("is what it covers, where each key has a row and no other", () => {
    expect(per({ covers: { ...covers, extra: "refused" } })).toBeNull();
    expect(per({ covers: { ...covers, extra: "allowed" } })).toBe("date");
  });

  it("is its dates where every day is one", () => {
    const daily = aPipeline({ calendar: { kind: "daily" } });
    expect(usualPer(daily, aTable({ full: byGames() }))).toBe("date");
  });
});

/** Dates long after the season's start. */
const LATER = addDays(OPENING, 60);
const byDate = (rows: readonly number[], first = LATER) =>
  read(
    Object.fromEntries(rows.map((count, n) => [addDays(first, n), someCounts({ rows: count })])),
  );
const ofDates = (rows: readonly number[], first = LATER) => {
  const { full: _, ...bare } = aTable();
  return usualOf(pipeline, bare, byDate(rows, first), undefined);
};
const times = (count: number, rows: number): number[] => Array.from({ length: count }, () => rows);

describe("what is usual", () => {
  it("is the median of dates with rows, and three quarters of it are enough", () => {
    expect(ofDates([...times(9, 100), 0, 0, ...times(2, 120)])).toEqual({
      ...{ per: "date", rows: 100, of: 11, atLeast: 75 },
    });
  });

  it("is less where the lowest fifth of the dates is", () => {
    expect(ofDates([...times(4, 60), ...times(8, 100)])?.atLeast).toBeCloseTo(54);
  });

  it("is not known from fewer than ten dates, or fifty games", () => {
    expect(ofDates(times(9, 100))).toBeNull();
    expect(ofDates(times(10, 100))).not.toBeNull();
    const games = (count: number) => {
      const rowsByGame = new Map(times(count, 20).map((rows, n) => [`g${n}`, rows]));
      const counts = read({ [LATER]: someCounts({ rowsByGame }) });
      return usualOf(pipeline, aTable({ full: byGames() }), counts, undefined);
    };
    expect(games(49)).toBeNull();
    expect(games(50)).toMatchObject({ per: "game", rows: 20, of: 50 });
  });

  it("leaves a season's first days out, where dates are compared", () => {
    // Two days of warm-up are declared.
    expect(ofDates(times(11, 100), OPENING)).toBeNull();
    expect(ofDates(times(12, 100), OPENING)?.of).toBe(10);
  });

  it("takes the rows of games from where they stand, for a table that is not counted by game", () => {
    const games = new Map([[LATER, new Map(times(50, 8).map((rows, n) => [`g${n}`, rows]))]]);
    const { full: _, ...bare } = aTable({ gameColumn: "game_id" });
    expect(usualOf(pipeline, bare, byDate([400]), games)?.rows).toBe(8);
  });

  it("is not known of a table that could not be read", () => {
    expect(usualOf(pipeline, aTable({ full: byGames() }), unread(), undefined)).toBeNull();
  });
});
