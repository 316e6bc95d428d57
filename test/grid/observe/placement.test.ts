import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Placement,
  placementQuery,
  readPlacement,
} from "../../../src/grid/observe/placement.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import { type DuckDbWarehouse, openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import type { Params } from "../../../src/warehouse/warehouse.ts";
import { aTable, byGames, day } from "../../support/pipelines/declarations.ts";

const RANGE: Params = {
  first_date: { type: "DATE", value: day("2026-01-08") },
  last_date: { type: "DATE", value: day("2026-01-10") },
  declared_first: { type: "DATE", value: day("2026-01-05") },
  declared_last: { type: "DATE", value: day("2026-01-12") },
};
const { full: _, ...bare } = aTable({ name: "x.own" });
const upstream: TableConfig = { ...bare, id: "rosters", name: "x.upstream" };
const covers: TableConfig["covers"] = { table: "rosters", on: ["player"], extra: "refused" };

let warehouse: DuckDbWarehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
  await warehouse.native("CREATE SCHEMA x");
  for (const name of ["own", "upstream"])
    await warehouse.native(
      `CREATE TABLE x.${name} (game_date DATE, game_id VARCHAR, player INTEGER)`,
    );
});

/** Rows as "date game player"; "-" is no value. */
async function placed(
  over: Partial<TableConfig>,
  own: readonly string[],
  other: readonly string[] = [],
): Promise<Placement> {
  for (const [name, rows] of [
    ["own", own],
    ["upstream", other],
  ] as const) {
    await warehouse.native(`DELETE FROM x.${name}`);
    for (const row of rows) {
      const [date, game, player] = row.split(" ").map((one) => (one === "-" ? "NULL" : `'${one}'`));
      await warehouse.native(`INSERT INTO x.${name} VALUES (${date}, ${game}, ${player})`);
    }
  }
  const table = { ...bare, keys: ["game_date", "player"], ...over };
  const source = table.covers === undefined ? undefined : { ...upstream, gameColumn: "game_id" };
  return readPlacement(await warehouse.query(placementQuery(table, source), RANGE));
}
const plain = (map: ReadonlyMap<string, ReadonlyMap<string, unknown>>) =>
  Object.fromEntries([...map].map(([date, inner]) => [date, Object.fromEntries(inner)]));

describe("where rows stand", () => {
  it("is without a date, before the first season, or after the range, each counted", async () => {
    const { outside } = await placed({ gameColumn: "game_id" }, [
      ...["- g1 1", "- g1 2", "1970-01-01 g1 1", "2026-01-04 g1 1", "2026-01-05 g1 1"],
      ...["2026-01-12 g1 1", "2026-01-13 g1 1", "2026-01-13 - 2"],
    ]);
    expect(outside).toEqual({
      undated: 2,
      before: { rows: 2, first: "1970-01-01", last: "2026-01-04" },
      after: new Map([
        [
          "2026-01-13",
          new Map([
            ["g1", 1],
            ["", 1],
          ]),
        ],
      ]),
    });
  });

  it("is by game within the range, whatever other game the same key is in", async () => {
    const rows = ["2026-01-08 g1 1", "2026-01-08 g1 2", "2026-01-08 other 1", "2026-01-11 g3 1"];
    const { games } = await placed({ gameColumn: "game_id", covers }, rows, ["2026-01-08 g1 1"]);
    expect(plain(games)).toEqual({ "2026-01-08": { g1: 2, other: 1 } });
  });

  it("is not counted again for a table that is counted by game", async () => {
    const { games } = await placed({ full: byGames() }, ["2026-01-08 g1 1"]);
    expect(games.size).toBe(0);
  });

  it("is two dates for a key that holds neither date nor game", async () => {
    const rows = ["2026-01-08 g1 1", "2026-01-10 g1 1", "2026-01-08 g1 2", "2026-01-11 g1 2"];
    expect((await placed({ keys: ["player"] }, rows)).twice).toEqual([
      { first: "2026-01-08", last: "2026-01-10", keys: 1 },
    ]);
    for (const over of [{}, { keys: ["player", "game_id"], gameColumn: "game_id" }])
      expect((await placed(over, rows)).twice).toEqual([]);
  });
});

describe("keys that one of two tables lacks", () => {
  it("are counted by date, and under the game of the table that has them", async () => {
    const { keys } = await placed(
      { gameColumn: "game_id", covers },
      ["2026-01-08 g1 1", "2026-01-08 g1 9", "2026-01-09 g2 1"],
      ["2026-01-08 g1 1", "2026-01-08 g1 2", "2026-01-08 g3 3", "2026-01-11 g4 4"],
    );
    expect(plain(keys)).toEqual({
      "2026-01-08": { g1: { missing: 1, extra: 1 }, g3: { missing: 1, extra: 0 } },
      "2026-01-09": { g2: { missing: 0, extra: 1 } },
    });
  });

  it("are none where the key stands under another game, or several times", async () => {
    const { keys } = await placed(
      { gameColumn: "game_id", covers },
      ["2026-01-08 other 1", "2026-01-08 other 1"],
      ["2026-01-08 g1 1"],
    );
    expect(plain(keys)).toEqual({});
  });

  it("are under the game of the upstream for a table that names none", async () => {
    const { keys } = await placed({ covers }, ["2026-01-08 - 1"], ["2026-01-08 g1 2"]);
    expect(plain(keys)).toEqual({
      "2026-01-08": { "": { missing: 0, extra: 1 }, g1: { missing: 1, extra: 0 } },
    });
  });
});

describe("keys that are not shared", () => {
  const row = fc.record({
    date: fc.constantFrom("2026-01-08", "2026-01-09", "2026-01-10", "2026-01-11"),
    game: fc.constantFrom("g1", "g2"),
    player: fc.constantFrom(1, 2, 3, null),
  });
  type KeyRow = { date: string; game: string; player: number | null };
  const text = (rows: readonly KeyRow[]) =>
    rows.map(({ date, game, player }) => `${date} ${game} ${player ?? "-"}`);
  const keysIn = (rows: readonly KeyRow[]) =>
    Map.groupBy(
      rows.filter(({ date }) => date <= "2026-01-10"),
      ({ date, player }) => `${date} ${player}`,
    );

  it.each(["refused", "allowed"] as const)(
    "are counted by date and game, NULL being a key and repeated rows one, with extra %s",
    async (extra) => {
      await fc.assert(
        fc.asyncProperty(fc.array(row), fc.array(row), async (own, other) => {
          const [mine, theirs] = [keysIn(own), keysIn(other)];
          const expected = new Map<string, { missing: number; extra: number }>();
          const count = (side: typeof mine, than: typeof mine, what: "missing" | "extra") => {
            for (const [key, rows] of side) {
              if (than.has(key)) continue;
              const at = `${rows[0]?.date} ${rows
                .map(({ game }) => game)
                .sort()
                .at(-1)}`;
              const so = expected.get(at) ?? { missing: 0, extra: 0 };
              expected.set(at, { ...so, [what]: so[what] + 1 });
            }
          };
          count(theirs, mine, "missing");
          if (extra === "refused") count(mine, theirs, "extra");
          const covering = { table: "rosters", on: ["player"], extra };
          const over = { gameColumn: "game_id", covers: covering };
          const { keys } = await placed(over, text(own), text(other));
          const found = [...keys].flatMap(([date, games]) =>
            [...games].map(([game, counts]) => [`${date} ${game}`, counts] as const),
          );
          expect(new Map(found)).toEqual(expected);
        }),
        { numRuns: 40 },
      );
    },
  );
});
