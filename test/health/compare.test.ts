import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareQuery, readDifferences } from "../../src/health/compare.ts";
import { readWithheld } from "../../src/health/withheld.ts";
import { openDuckDb } from "../../src/warehouse/duckdb.ts";
import { day } from "../support/declarations.ts";
import { shippedTable } from "../support/pipeline.ts";
import { aPlace, at, behindItsBack, newerSeason, run } from "../support/repairs.ts";

const GAMEBOOK = shippedTable("nbac_gamebook");
const BOX = shippedTable("bdl_box_scores");

type Line = readonly [game: string, lookup: string, name: string, ...numbers: (number | null)[]];

/** The differences of these lines, as the shipped declaration compares them: minutes, points, rebounds, assists. */
async function compared(own: readonly Line[], other: readonly Line[]) {
  const { compare } = GAMEBOOK;
  if (compare === undefined) throw new Error("The shipped gamebook is compared.");
  await using warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
  await warehouse.native("CREATE SCHEMA nba_raw");
  for (const [{ name }, lines] of [
    [GAMEBOOK, own],
    [BOX, other],
  ] as const) {
    await warehouse.native(
      `CREATE TABLE ${name} (game_date DATE, game_id TEXT, player_lookup TEXT, player_name TEXT, minutes BIGINT, points BIGINT, rebounds BIGINT, assists BIGINT)`,
    );
    for (const [game, lookup, player, ...numbers] of lines)
      await warehouse.native(
        `INSERT INTO ${name} VALUES (DATE '2026-01-10', '${game}', '${lookup}', '${player}', ${numbers.map((n) => n ?? "NULL").join(", ")})`,
      );
  }
  const rows = await warehouse.query(compareQuery(GAMEBOOK, BOX, compare), {
    first_date: { type: "DATE", value: day("2026-01-01") },
    last_date: { type: "DATE", value: day("2026-01-31") },
  });
  return readDifferences(compare, rows).map(({ date: _, ...one }) => one);
}

const same: Line = ["g1", "nobody", "No Body", 10, 2, 3, 4];

describe("two sources of the same game", () => {
  it("agree where every number does, and where a minute was rounded the other way", async () => {
    expect(await compared([same], [["g1", "nobody", "No Body", 11, 2, 3, 4]])).toEqual([]);
  });

  it("differ in a number of a player, whose name and numbers are told", async () => {
    expect(
      await compared(
        [["g1", "lukadoncic", "Luka Dončić", 35, 31, 8, 9]],
        [["g1", "lukadoncic", "Luka Doncic", 37, 33, 8, 9]],
      ),
    ).toEqual([
      { game: "g1", player: "Luka Dončić", kind: "stat", stat: "minutes", own: 35, other: 37 },
      { game: "g1", player: "Luka Dončić", kind: "stat", stat: "points", own: 31, other: 33 },
    ]);
  });

  it("differ in a player whom one of them has alone, if he has any number", async () => {
    expect(
      await compared(
        [same, ["g1", "alone", "All One", 3, 0, 0, 0], ["g1", "unused", "Un Used", 0, 0, 0, 0]],
        [same, ["g1", "other", "The Other", 0, 1, 0, 0]],
      ),
    ).toEqual([
      { game: "g1", player: "All One", kind: "only-own" },
      { game: "g1", player: "The Other", kind: "only-other" },
    ]);
  });

  it("spell a suffix as they like, and a game that one of them lacks is a gap", async () => {
    expect(
      await compared(
        [
          ["g1", "ggjackson", "GG Jackson", 20, 11, 2, 3],
          ["g2", "somebody", "Some Body", 20, 11, 2, 3],
        ],
        [
          ["g1", "ggjacksonii", "GG Jackson II", 20, 11, 2, 3],
          ["g3", "anybody", "Any Body", 20, 11, 2, 3],
        ],
      ),
    ).toEqual([]);
  });

  it("are not compared in a number that one of them does not hold", async () => {
    expect(await compared([same], [["g1", "nobody", "No Body", null, 2, null, 4]])).toEqual([]);
  });
});

describe("a validation", () => {
  it("has the difference as a finding that names the players and the numbers", async () => {
    const place = aPlace("healthy", newerSeason);
    await behindItsBack(
      place.file,
      "UPDATE nba_raw.nbac_gamebook_player_stats SET points = points + 2, rebounds = 0 WHERE game_date = DATE '2026-01-10' AND player_lookup = (SELECT max(player_lookup) FROM nba_raw.nbac_gamebook_player_stats WHERE game_date = DATE '2026-01-10' AND rebounds > 0)",
    );
    const said = await run(["validate", ...at(place), "--fail-on", "P1"]);
    expect(said.code).toBe(1);
    const latest = (file: string) => readFileSync(join(place.out, "sample/latest", file), "utf8");
    expect(latest("HANDOFF.md")).toMatch(/gamebook: players' numbers differ from those of/);
    expect(latest("HANDOFF.md")).toMatch(
      /points \d+ in nbac\\?_gamebook and \d+ in bdl\\?_box\\?_scores/,
    );
    const { findings } = JSON.parse(latest("run.json"));
    expect(findings.map(({ id }: { id: string }) => id)).toContain("unreconciled:nbac_gamebook");
  });

  it("says that it could not compare where a column is not there, and goes on", async () => {
    const place = aPlace("healthy", (declaration) => {
      newerSeason(declaration);
      const table = declaration["tables"].find(({ id }: { id: string }) => id === "nbac_gamebook");
      table.compare.stats = { fouls: 0 };
    });
    const said = await run(["validate", ...at(place)]);
    expect(said.code).toBe(0);
    expect(said.err).toMatch(/UNKNOWN: nbac_gamebook could not be compared with bdl_box_scores/);
  });
});

it("what a source withheld is known until it is given", () => {
  const line = (sources: unknown) => ({ table_id: "t", sources_json: JSON.stringify(sources) });
  const withheld = { game: "g1", why: "withheld", words: "it answers 403" };
  const lines = [
    line([withheld, { game: "g2", url: "https://x.example" }]),
    { table_id: "t", sources_json: "{" },
    line([{ game: "g3", why: "absent", words: "not there" }]),
  ];
  expect([...(readWithheld(lines).get("t") ?? [])]).toEqual([["g1", "it answers 403"]]);
  const later = [...lines, line([{ game: "g1", url: "https://x.example" }])];
  expect([...(readWithheld(later).get("t") ?? [])]).toEqual([]);
});
