import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { writeGapsCsv } from "../../../src/grid/csv/gaps-csv.ts";
import type { Cell, Over } from "../../../src/grid/grid.ts";
import {
  aCell,
  aDay,
  aGame,
  aMissing,
  anUnknown,
  GAME_DATE,
  gridOfCells,
} from "../../support/grids.ts";
import { aPipeline, aTable, byGames, day } from "../../support/pipelines/declarations.ts";

const pipeline = aPipeline({
  tables: [aTable(), aTable({ id: "gamebook" })],
});

const records = (cells: Parameters<typeof gridOfCells>[0]): Record<string, string>[] =>
  parse(writeGapsCsv(gridOfCells(cells, { pipeline })), { columns: true });

describe("gaps.csv", () => {
  it("has a header and nothing else where every cell is as it should be", () => {
    const fine = [aCell(), aCell({ date: day("2026-01-11"), state: "expected-absent" })];
    expect(writeGapsCsv(gridOfCells({ box_scores: fine }, { pipeline }))).toBe(
      "game_date,phase,table,state,late,thin,rows,games,expected,unit,missing_games,reason\n",
    );
  });

  it("has a line for each cell that is missing, partial, over-counted, unknown, thin or does not add up", () => {
    const states = records({
      box_scores: [
        aMissing({ late: true }),
        aCell({ date: day("2026-01-11"), state: "partial", missingGames: ["g1", "g2"] }),
        aCell({ date: day("2026-01-12"), state: "over-count" }),
        anUnknown({ date: day("2026-01-13") }),
        aCell({ date: day("2026-01-14"), thin: true }),
        aCell({ date: day("2026-01-15"), unreconciled: ["g1"] }),
        aCell({ date: day("2026-01-16") }),
      ],
    });
    expect(states.map(({ state, late, thin }) => [state, late, thin])).toEqual([
      ["missing", "late", ""],
      ["partial", "", ""],
      ["over-count", "", ""],
      ["unknown", "", ""],
      ["complete", "", "thin"],
      ["complete", "", ""],
    ]);
    expect(states[1]?.["missing_games"]).toBe("g1 g2");
    expect(states[3]).toMatchObject({ rows: "", reason: "connection reset" });
  });

  it("says why in every line, in words", () => {
    const tables = [
      aTable(),
      aTable({ id: "teams", full: byGames(2) }),
      aTable({ id: "zones", full: { fixed: 30 } }),
      aTable({ id: "features", full: { share: { of: "teams", atLeast: 0.9 } } }),
      aTable({ id: "grades", full: { share: { of: "teams", atLeast: 0.9, atMost: 1 } } }),
    ];
    const by = (how: Over["by"], keysRead = true): Partial<Cell> => ({
      ...{ state: "over-count", over: { by: how, keysRead } },
    });
    const games = { unit: "games", expected: 4, games: 4 } as const;
    const cells: [table: string, over: Partial<Cell>, why: string][] = [
      ["box_scores", aMissing(), "no row"],
      ["box_scores", aMissing({ late: true }), "no row; still within the grace"],
      ["box_scores", { ...games, state: "partial", games: 3 }, "3 of 4 scheduled games"],
      [
        "box_scores",
        { ...games, state: "partial", missingGames: ["g1"] },
        "4 of 4 scheduled games: 1 missing, and 1 of another id there",
      ],
      ["box_scores", { state: "stale" }, "something it was computed from changed later"],
      ["box_scores", anUnknown(), "connection reset"],
      ["zones", { thin: true, rows: 12, expected: 30 }, "12 rows of 30"],
      ["teams", { ...games, thin: true, rows: 1 }, "1 row of 8 for 4 games"],
      [
        "features",
        { thin: true, rows: 8, expected: 10 },
        "8 rows, fewer than 90 % of the 10 of teams",
      ],
      [
        "features",
        { state: "stale", thin: true, rows: 8, expected: 10 },
        "something it was computed from changed later; 8 rows, fewer than 90 % of the 10 of teams",
      ],
      ["box_scores", { ...by("keys"), rows: 20, surplus: 9 }, "20 rows, of which 9 repeat a key"],
      [
        "teams",
        { ...by("games"), ...games, games: 5, surplus: 1 },
        "5 games, 1 more than the schedule has",
      ],
      [
        "teams",
        { ...by("rows", false), ...games, rows: 6, surplus: 4 },
        "6 rows, 4 more than 1 game allows",
      ],
      [
        "zones",
        { ...by("rows"), rows: 31, expected: 30, surplus: 1 },
        "31 rows, 1 more than the 30 of a full date",
      ],
      [
        "grades",
        { ...by("table"), rows: 746, expected: 373, surplus: 373 },
        "746 rows, each with a key of its own, and teams has only 373",
      ],
      [
        "grades",
        { ...by("table"), rows: 746, expected: 0, surplus: 746 },
        "746 rows, each with a key of its own, and teams has no row",
      ],
      [
        "grades",
        { ...by("table", false), rows: 555, expected: 120, surplus: 435 },
        "555 rows, 435 more than the 120 of teams allow",
      ],
      [
        "box_scores",
        { unreconciled: ["g1"], points: new Map([["g1", 208]]) },
        "game g1 has 208 points in box_scores, and a final score of 210 together",
      ],
      [
        "box_scores",
        { unreconciled: ["g1"], points: new Map([["g1", null]]) },
        "game g1 has NULL for points in every row of box_scores, and a final score of 210 together",
      ],
      [
        "box_scores",
        { unreconciled: ["g2"], points: new Map([["g2", 208]]) },
        "game g2 has 208 points in box_scores, and the schedule has no final score of it",
      ],
    ];
    const days = [aDay({ games: [aGame({ points: 210 }), aGame({ id: "g2" })] })];
    for (const [table, over, why] of cells) {
      const grid = gridOfCells(
        { [table]: [aCell(over)] },
        { pipeline: aPipeline({ tables }), days },
      );
      const [line] = parse(writeGapsCsv(grid), { columns: true }) as Record<string, string>[];
      expect(line?.["reason"]).toBe(why);
    }
  });

  it("says how many players differ from another source", () => {
    const compare = {
      ...{ with: "gamebook", game: "game_id", player: "player_lookup", name: "player_name" },
      stats: { points: 0 },
    };
    const tables = [aTable({ compare }), aTable({ id: "gamebook" })];
    const differences = new Map([
      [
        "box_scores",
        ["g1", "g2"].map((game) => ({
          ...({ date: GAME_DATE, game, kind: "only-own", players: 600, examples: [] } as const),
        })),
      ],
    ]);
    const cell = aCell({ unreconciled: ["g1", "g2"] });
    const grid = gridOfCells(
      { box_scores: [cell] },
      { pipeline: aPipeline({ tables }), differences },
    );
    expect(writeGapsCsv(grid)).toMatch(/,1200 players in 2 games differ from gamebook\n$/);
  });

  it("is sorted by date and then in the pipeline's order", () => {
    const column = [aMissing(), aMissing({ date: day("2026-01-11") })];
    const lines = records({ gamebook: column, box_scores: column });
    expect(lines.map((line) => [line["game_date"], line["table"]])).toEqual([
      [GAME_DATE, "box_scores"],
      [GAME_DATE, "gamebook"],
      ["2026-01-11", "box_scores"],
      ["2026-01-11", "gamebook"],
    ]);
  });

  it.each(["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])(
    "never starts a field with what a spreadsheet runs: %j",
    (reason) => {
      const [line] = records({ box_scores: [anUnknown({ reason })] });
      expect(line?.["reason"]).toBe(`'${reason.trim()}`);
    },
  );

  it("has one line a cell: an error stays in its field, quotes and commas too", () => {
    const reason = 'first line\r\n  second, with "quotes"\u2028third';
    const cells = { box_scores: [anUnknown({ reason })] };
    const [line] = records(cells);
    expect(line?.["reason"]).toBe('first line second, with "quotes" third');
    expect(writeGapsCsv(gridOfCells(cells, { pipeline })).split("\n")).toHaveLength(3);
  });
});
