import { describe, expect, it } from "vitest";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import { Listing } from "../../src/grid/calendar/listing.ts";
import type { Placement } from "../../src/grid/observe/placement.ts";
import { findStrays, type StraysInput } from "../../src/grid/strays.ts";
import type { TableConfig } from "../../src/pipeline/schema.ts";
import { aTable, day, ENVIRONMENT } from "../support/pipelines/declarations.ts";

const table = (id: string, upstream: readonly string[] = []): TableConfig =>
  aTable({
    ...{ id, upstream: upstream.map((one) => ({ table: one, window: { from: 0, to: 0 } })) },
    producers: { [ENVIRONMENT]: { kind: "service", owner: `fills ${id}`, skips: [] } },
  });
/** Two sources, and a table that is computed from each. */
const TABLES = [
  ...[table("box_scores"), table("rosters")],
  ...[table("summary", ["box_scores"]), table("context", ["rosters"])],
];
const LISTED = [
  { date: day("2026-01-08"), game: "0022500001" },
  { date: day("2026-01-09"), game: "0022500002" },
  { date: day("2026-01-12"), game: "0022500003" },
];
type Rows = readonly [table: string, date: string, game: string, rows?: number][];

function found(rows: Rows, over: Partial<StraysInput> = {}) {
  const held = new Map<string, Map<CivilDate, Map<string, number>>>();
  for (const [id, text, game, count = 10] of rows) {
    const byDate = held.get(id) ?? new Map<CivilDate, Map<string, number>>();
    held.set(id, byDate);
    byDate.set(day(text), (byDate.get(day(text)) ?? new Map()).set(game, count));
  }
  return findStrays({
    ...{ tables: TABLES, listing: new Listing(LISTED), placements: new Map(), held },
    ...{ unknown: new Set<CivilDate>(), lastClose: day("2026-06-30"), tomorrow: day("2026-01-14") },
    ...over,
  });
}
const kinds = (rows: Rows, over: Partial<StraysInput> = {}): string[] =>
  found(rows, over).strays.map((one) => `${one.table} ${one.date} ${one.kind}`);

describe("rows of a game that the schedule has on another date", () => {
  it("are of the wrong day where they stand on the day after, and not on their own", () => {
    expect(kinds([["summary", "2026-01-09", "0022500001"]])).toEqual([
      "summary 2026-01-09 wrong-day",
    ]);
  });

  it("are a copy where they stand on their own date as well", () => {
    const own: Rows = [["summary", "2026-01-08", "0022500001"]];
    expect(kinds([...own, ["summary", "2026-01-09", "0022500001"]])).toEqual([
      "summary 2026-01-09 wrong-date",
    ]);
  });

  it("are those of a moved game where nobody has played it yet, or several tables left them behind", () => {
    expect(kinds([["context", "2026-01-08", "0022500003"]])).toEqual([
      "context 2026-01-08 moved-game",
    ]);
    const played: Rows = [["box_scores", "2026-01-12", "0022500003"]];
    const one: Rows = [["context", "2026-01-08", "0022500003"]];
    expect(kinds([...played, ...one])).toEqual(["context 2026-01-08 wrong-date"]);
    expect(kinds([...played, ...one, ["rosters", "2026-01-08", "0022500003"]])).toEqual([
      "rosters 2026-01-08 moved-game",
      "context 2026-01-08 moved-game",
    ]);
  });
});

describe("rows that no date of the schedule explains", () => {
  it("are of foreign ids, on a day without games, of no date, or beyond all seasons", () => {
    expect(kinds([["summary", "2026-01-08", "20260108_A_B"]])).toEqual([
      "summary 2026-01-08 foreign-ids",
    ]);
    expect(kinds([["summary", "2026-01-10", ""]])).toEqual(["summary 2026-01-10 off-day"]);
    const placement: Placement = {
      ...{ games: new Map(), keys: new Map() },
      twice: [{ first: day("2026-01-08"), last: day("2026-01-12"), keys: 3 }],
      outside: {
        ...{ undated: 4, before: null },
        after: new Map([
          [day("2099-01-01"), new Map([["", 5]])],
          [day("2026-01-14"), new Map([["", 6]])],
        ]),
      },
    };
    const placements = new Map([["summary", placement]]);
    const { strays } = found([], { placements, lastClose: day("2026-01-13") });
    expect(strays.map(({ kind, date, rows }) => [kind, date, rows])).toEqual([
      ["outside", "2099-01-01", 5], // tomorrow's rows may be those of a season that nobody declared
      ["undated", null, 4],
      ["two-dates", "2026-01-12", 3],
    ]);
  });

  it("are none on a day on which the schedule is not known, and none after the last season closes", () => {
    const rows: Rows = [["summary", "2026-01-10", ""]];
    expect(kinds(rows, { unknown: new Set([day("2026-01-10")]) })).toEqual([]);
    expect(kinds(rows, { lastClose: day("2026-01-09") })).toEqual([]);
    expect(kinds(rows, { lastClose: day("2026-01-10") })).toHaveLength(1);
  });
});

describe("what independent tables agree on", () => {
  const lost = "0022500009";
  it("makes the schedule the suspect, and nothing is misplaced on its word", () => {
    const rows: Rows = [
      ["box_scores", "2026-01-08", lost],
      ["rosters", "2026-01-08", lost],
    ];
    expect(found(rows)).toEqual({
      strays: [],
      suspects: [{ date: "2026-01-08", game: lost, tables: ["box_scores", "rosters"] }],
    });
  });

  it("is nothing where one is computed from the other, or both from the same", () => {
    const rows: Rows = [
      ["box_scores", "2026-01-08", lost],
      ["summary", "2026-01-08", lost],
    ];
    expect(found(rows).suspects).toEqual([]);
    expect(kinds(rows)).toHaveLength(2);
  });

  it("is nothing where one producer fills both", () => {
    const same = TABLES.map((one) => ({ ...one, producers: TABLES[0]?.producers ?? {} }));
    const rows: Rows = [
      ["box_scores", "2026-01-08", lost],
      ["rosters", "2026-01-08", lost],
    ];
    expect(found(rows, { tables: same }).suspects).toEqual([]);
  });

  it("is nothing where the id has a form that the schedule does not use", () => {
    for (const id of ["20260108_PHX_LAC", "22500009", "nba:0022500009"]) {
      const rows: Rows = [
        ["box_scores", "2026-01-08", id],
        ["rosters", "2026-01-08", id],
      ];
      expect(found(rows).suspects).toEqual([]);
      expect(kinds(rows)).toEqual([
        "box_scores 2026-01-08 foreign-ids",
        "rosters 2026-01-08 foreign-ids",
      ]);
    }
  });

  it("is nothing where the game's rows stand on its listed date too: both were written to the wrong day", () => {
    const rows: Rows = [
      ["box_scores", "2026-01-09", "0022500001"],
      ["rosters", "2026-01-09", "0022500001"],
      ["summary", "2026-01-08", "0022500001"],
    ];
    expect(found(rows).suspects).toEqual([]);
    expect(kinds(rows.slice(0, 2))).toEqual([]); // then it is the schedule that has the wrong day
  });

  it("is a whole date where the schedule lists none, with tables that name no game", () => {
    const rows: Rows = [
      ["box_scores", "2026-01-10", ""],
      ["rosters", "2026-01-10", ""],
    ];
    expect(found(rows)).toEqual({
      strays: [],
      suspects: [{ date: "2026-01-10", game: null, tables: ["box_scores", "rosters"] }],
    });
  });

  it("is no whole date where only rows of games stand that are listed elsewhere", () => {
    const rows: Rows = [
      ["rosters", "2026-01-10", "0022500003"],
      ["summary", "2026-01-10", ""],
    ];
    expect(found(rows).suspects).toEqual([]);
    expect(kinds(rows)).toEqual(["rosters 2026-01-10 moved-game", "summary 2026-01-10 off-day"]);
  });
});

describe("a game that the schedule lists on two dates", () => {
  it("stands on the later one again, and not where its status says that it is not played", () => {
    const twice = [...LISTED, { date: day("2026-01-12"), game: "0022500001" }];
    const played = new Listing(twice);
    const { strays } = found([], { schedule: { table: "schedule", played } });
    expect(strays).toEqual([
      {
        ...{ table: "schedule", kind: "two-dates", date: "2026-01-12", game: "0022500001" },
        ...{ rows: 1, belongs: "2026-01-08" },
      },
    ]);
    expect(found([], { schedule: { table: "s", played: new Listing(LISTED) } }).strays).toEqual([]);
  });
});
