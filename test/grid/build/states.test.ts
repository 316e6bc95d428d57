import { describe, expect, it } from "vitest";
import type { Observation } from "../../../src/grid/observe/counts.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import {
  aDay,
  aGame,
  aGrid,
  cellOf,
  GAME_DATE,
  read,
  someCounts,
  unread,
} from "../../support/grids.ts";
import { aPipeline, aTable, aWaiver, byGames, day } from "../../support/pipelines/declarations.ts";

/** The state of a table counted by games, on a date with the games g1 and g2. */
const stateByGames = (observation: Observation, over: Partial<TableConfig> = {}) =>
  cellOf({ full: byGames(), ...over }, observation).state;

const nothing = read({});
const seen = (over: Parameters<typeof someCounts>[0]) => read({ [GAME_DATE]: someCounts(over) });

describe("a cell is in exactly one state:", () => {
  it("unknown, with the error, where its table could not be read", () => {
    expect(cellOf({}, unread("no route to host"))).toMatchObject({
      state: "unknown",
      reason: "no route to host",
      rows: null,
      games: null,
    });
  });

  it("unknown where its table was not asked for at all, never zero", () => {
    const grid = aGrid({ observations: new Map() });
    expect(grid.columns.get("box_scores")?.[0]).toMatchObject({
      state: "unknown",
      reason: "was not read",
    });
  });

  it("unknown where the source says so of one date", () => {
    const observation: Observation = {
      status: "read",
      counts: new Map(),
      unreadDates: new Map([[GAME_DATE, "the CSV says -1"]]),
    };
    expect(cellOf({}, observation)).toMatchObject({ state: "unknown", reason: "the CSV says -1" });
  });

  it("missing where the table has no row of the date", () => {
    expect(cellOf({}, nothing)).toMatchObject({ state: "missing", rows: 0 });
  });

  it("over-count where rows share their keys", () => {
    expect(cellOf({}, seen({ surplus: 3 }))).toMatchObject({ state: "over-count", surplus: 3 });
  });

  it("over-count where there are more games than scheduled", () => {
    const ids = new Set(["g1", "g2", "g3"]);
    const cell = cellOf({ full: byGames() }, seen({ games: 3, gameIds: ids }));
    expect(cell).toMatchObject({ state: "over-count", surplus: 1 });
  });

  it("over-count where there are more rows than a fixed number, or than games allow", () => {
    expect(cellOf({ full: { fixed: 30 } }, seen({ rows: 31 }))).toMatchObject({
      state: "over-count",
      surplus: 1,
    });
    expect(cellOf({ full: byGames(2) }, seen({ rows: 5 }))).toMatchObject({
      state: "over-count",
      surplus: 1,
    });
  });

  it("partial, with the games that lack, where there are fewer games than scheduled", () => {
    expect(cellOf({ full: byGames() }, seen({ games: 1, gameIds: new Set(["g2"]) }))).toMatchObject(
      { state: "partial", missingGames: ["g1"], games: 1, expected: 2 },
    );
  });

  it("partial where the number of games is right but one of them is another", () => {
    expect(
      cellOf({ full: byGames() }, seen({ games: 2, gameIds: new Set(["g1", "g9"]) })),
    ).toMatchObject({ state: "partial", missingGames: ["g2"] });
  });

  it("stale where what it was computed from changed later, and all of it is there", () => {
    const stale = new Map([["box_scores", new Set([GAME_DATE])]]);
    expect(cellOf({}, seen({}), { stale }).state).toBe("stale");
    expect(cellOf({}, nothing, { stale }).state).toBe("missing");
    const short = seen({ games: 1, gameIds: new Set(["g1"]) });
    expect(cellOf({ full: byGames() }, short, { stale }).state).toBe("partial");
  });

  it("complete where all that is scheduled is there", () => {
    expect(cellOf({ full: byGames() }, seen({}))).toMatchObject({
      state: "complete",
      missingGames: [],
      surplus: 0,
      reason: null,
    });
  });
});

describe("an over-count says what it is too much for:", () => {
  const over = (table: Partial<TableConfig>, counts: Parameters<typeof someCounts>[0]) =>
    cellOf(table, seen(counts)).over;

  it("keys, where rows repeat one, whatever else they exceed by that", () => {
    expect(over({}, { surplus: 3 })).toEqual({ by: "keys", keysRead: true });
    expect(over({ full: { fixed: 30 } }, { rows: 60, surplus: 30 })?.by).toBe("keys");
  });

  it("games, and rows of a full date, where no key is repeated", () => {
    const ids = new Set(["g1", "g2", "g3"]);
    expect(over({ full: byGames() }, { games: 3, gameIds: ids })?.by).toBe("games");
    expect(over({ full: byGames(2) }, { rows: 5 })?.by).toBe("rows");
    expect(over({ full: { fixed: 30 } }, { rows: 31 })?.by).toBe("rows");
  });

  it("no keys, where the source does not carry them", () => {
    expect(over({ full: { fixed: 30 } }, { rows: 60, surplus: null })).toEqual({
      by: "rows",
      keysRead: false,
    });
  });

  it("the rows of another table, where each row has a key of its own", () => {
    const tables = [
      aTable({ id: "guesses" }),
      aTable({ id: "grades", full: { share: { of: "guesses", atLeast: 0.9, atMost: 1 } } }),
    ];
    const grades = (rows: number, surplus: number, of: number) =>
      aGrid({
        pipeline: aPipeline({ tables }),
        observations: new Map([
          ["guesses", seen({ rows: of })],
          ["grades", seen({ rows, surplus })],
        ]),
      }).columns.get("grades")?.[0];
    expect(grades(746, 0, 373)).toMatchObject({
      ...{ state: "over-count", surplus: 373 },
      over: { by: "table", keysRead: true },
    });
    expect(grades(746, 373, 373)?.over?.by).toBe("keys");
    expect(grades(373, 0, 373)).not.toHaveProperty("over");
  });
});

describe("where several states would fit,", () => {
  const waived = {
    pipeline: aPipeline({ waivers: [aWaiver({ dates: [GAME_DATE] })] }),
  };

  it("unknown comes before an expected absence", () => {
    expect(cellOf({}, unread(), waived).state).toBe("unknown");
  });

  it("an expected absence comes before missing, and before an over-count", () => {
    expect(cellOf({}, nothing, waived).state).toBe("expected-absent");
    expect(cellOf({}, seen({ surplus: 3 }), waived)).toMatchObject({
      state: "expected-absent",
      surplus: 0,
    });
  });

  it("missing comes before an over-count: nothing has no surplus", () => {
    expect(cellOf({}, seen({ rows: 0, games: 0, surplus: 2 })).state).toBe("missing");
  });

  it("an over-count comes before partial", () => {
    const counts = { games: 1, gameIds: new Set(["g1"]), surplus: 2 };
    expect(stateByGames(seen(counts))).toBe("over-count");
  });
});

describe("points that do not add up", () => {
  const days = [aDay({ games: [aGame({ points: 210 }), aGame({ id: "g2", points: null })] })];
  const cell = (points: readonly [string, number | null][], over = {}, asOf?: Date) =>
    cellOf(
      { full: byGames(), reconcile: { points: "points" } },
      seen({ points: new Map(points), ...over }),
      { days, ...(asOf === undefined ? {} : { asOf }) },
    );
  const unreconciled = (...of: Parameters<typeof cell>) => cell(...of).unreconciled;

  it("name their game, and what its points add up to", () => {
    expect(unreconciled([["g1", 208]])).toEqual(["g1"]);
    expect(cell([["g1", 208]]).points).toEqual(new Map([["g1", 208]]));
  });

  it("are none where they equal the final score", () => {
    expect(unreconciled([["g1", 210]])).toEqual([]);
    expect(cell([["g1", 210]])).not.toHaveProperty("points");
  });

  it("are those of a game whose points are NULL in every row", () => {
    expect(unreconciled([["g1", null]])).toEqual(["g1"]);
  });

  it("are those of a game that the schedule has no final score of, once its grace is over", () => {
    expect(unreconciled([["g2", 5]])).toEqual(["g2"]);
    const nextMorning = new Date("2026-01-11T12:00:00Z");
    expect(unreconciled([["g2", 5]], {}, nextMorning)).toEqual([]);
    expect(unreconciled([["g2", null]])).toEqual([]);
  });

  it("cannot be told of another game", () => {
    expect(unreconciled([["g7", 5]])).toEqual([]);
  });

  it("are not counted twice where rows are", () => {
    expect(unreconciled([["g1", 420]], { surplus: 10 })).toEqual([]);
  });
});

it("a table that nobody fills in the environment has no cells", () => {
  const cells = aGrid({ environment: "elsewhere" }).columns;
  expect([...cells]).toEqual([]);
});

it("a cell carries the date of its own day", () => {
  const days = [aDay({ date: day("2026-01-09") }), aDay()];
  const column = aGrid({ days }).columns.get("box_scores");
  expect(column?.map(({ date, state }) => [date, state])).toEqual([
    ["2026-01-09", "missing"],
    [GAME_DATE, "complete"],
  ]);
});
