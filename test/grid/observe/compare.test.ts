import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  compareQuery,
  differenceText,
  readDifferences,
} from "../../../src/grid/observe/compare.ts";
import { readWithheld } from "../../../src/grid/observe/withheld.ts";
import { openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import { shippedTable } from "../../support/pipeline.ts";
import { day } from "../../support/pipelines/declarations.ts";
import { aPlace, at, behindItsBack, january, run } from "../../support/repair/repairs.ts";

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

/** Them in words, with how many players each line stands for. */
const words = async (own: readonly Line[], other: readonly Line[]) =>
  (await compared(own, other)).flatMap(({ game, players, examples }) =>
    examples.map((one) => `${game} (${players}) ${differenceText(one, "A", "B")}`),
  );

const same: Line = ["g1", "nobody", "No Body", 10, 2, 3, 4];

describe("two sources of the same game", () => {
  it("agree where every number does, and where a minute was rounded the other way", async () => {
    expect(await compared([same], [["g1", "nobody", "No Body", 11, 2, 3, 4]])).toEqual([]);
  });

  it("differ in a number of a player, whose name and numbers are told", async () => {
    expect(
      await words(
        [["g1", "lukadoncic", "Luka Dončić", 35, 31, 8, 9]],
        [["g1", "lukadoncic", "Luka Doncic", 37, 33, 8, 9]],
      ),
    ).toEqual(["g1 (1) Luka Dončić: minutes 35 in A and 37 in B, points 31 in A and 33 in B"]);
  });

  it("differ in a player whom one of them has alone, if he has any number", async () => {
    expect(
      await words(
        [same, ["g1", "alone", "All One", 3, 0, 0, 0], ["g1", "unused", "Un Used", 0, 0, 0, 0]],
        [same, ["g1", "other", "The Other", 0, 1, 0, 0]],
      ),
    ).toEqual(["g1 (1) The Other is in B alone", "g1 (1) All One is in A alone"]);
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

  it("differ where one of them has a NULL, which is no number and not 0", async () => {
    expect(await words([same], [["g1", "nobody", "No Body", null, 2, null, 4]])).toEqual([
      "g1 (1) No Body: minutes 10 in A and NULL in B, rebounds 3 in A and NULL in B",
    ]);
    expect(await words([["g1", "nobody", "No Body", 10, null, null, null]], [same])).toEqual([
      "g1 (1) No Body: points NULL in A and 2 in B, rebounds NULL in A and 3 in B, assists NULL in A and 4 in B",
    ]);
    expect(
      await words(
        [["g1", "nobody", "No Body", 10, 0, 3, 4]],
        [["g1", "nobody", "", 10, null, 3, 4]],
      ),
    ).toEqual(["g1 (1) No Body: points 0 in A and NULL in B"]);
  });

  it("do not add a NULL up with the other rows of a player", async () => {
    const half: Line = ["g1", "nobody", "No Body", 10, null, 3, 4];
    expect(await words([half, ["g1", "nobody", "No Body", 0, 2, 0, 0]], [same])).toEqual([
      "g1 (1) No Body: points NULL in A and 2 in B",
    ]);
  });

  it("agree on a player who did not play, whatever stands for it", async () => {
    const unused = (...numbers: (number | null)[]): Line => ["g1", "unused", "Un Used", ...numbers];
    const nulls = unused(null, null, null, null);
    expect(await words([same, nulls], [same, unused(0, 0, 0, 0)])).toEqual([]);
    expect(await words([same, nulls], [same])).toEqual([]);
    expect(await words([same, nulls], [same, nulls])).toEqual([]);
  });

  it("are counted to the last player, and the first few of each game and kind are named", async () => {
    const team = (game: string, size: number, points: number): Line[] =>
      Array.from({ length: size }, (_, n) => [
        ...([game, `${game}p${n}`, `Player ${String(n).padStart(3, "0")}`] as const),
        ...[10, points, 3, 4],
      ]);
    const alone: Line = ["g2", "alone", "All One", 3, 0, 0, 0];
    const found = await compared(
      [...team("g1", 700, 1), ...team("g2", 30, 1), alone],
      [...team("g1", 700, 2), ...team("g2", 30, 2)],
    );
    expect(found.map(({ game, kind, players }) => [game, kind, players])).toEqual([
      ["g1", "numbers", 700],
      ["g2", "numbers", 30],
      ["g2", "only-own", 1],
    ]);
    expect(found.map(({ examples }) => examples.map(({ player }) => player))).toEqual([
      ["Player 000", "Player 001", "Player 002", "Player 003", "Player 004"],
      ["Player 000", "Player 001", "Player 002", "Player 003", "Player 004"],
      ["All One"],
    ]);
  });
});

async function counted(file: string, sql: string) {
  await using warehouse = await openDuckDb({ path: file, readOnly: true });
  return warehouse.query(sql);
}

describe("a validation", () => {
  it("has the difference as a finding that names the players and the numbers", async () => {
    const place = aPlace("healthyJanuary", january);
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

  it("counts every player of thousands, in its evidence and in what issues are made of", async () => {
    const place = aPlace("healthyJanuary", january);
    const table = "nba_raw.nbac_gamebook_player_stats";
    const since = "game_date >= DATE '2026-01-02'";
    await behindItsBack(place.file, `UPDATE ${table} SET points = points + 2 WHERE ${since}`);
    const [all] = await counted(
      place.file,
      `SELECT COUNT(*) AS players, COUNT(DISTINCT game_id) AS games, COUNT(DISTINCT game_date) AS dates FROM ${table} WHERE ${since}`,
    );
    expect(all?.["players"]).toBeGreaterThan(2000);
    await run(["validate", ...at(place)]);
    const total = `nbac_gamebook and bdl_box_scores differ in ${all?.["players"]} players in ${all?.["games"]} games, on ${all?.["dates"]} dates: ${all?.["players"]} with other numbers.`;
    const latest = (file: string) =>
      JSON.parse(readFileSync(join(place.out, "sample", "latest", file), "utf8"));
    const own = ({ cause }: { cause: string }) => cause === "disagreement";
    expect(latest("run.json").diagnoses.find(own)).toMatchObject({
      ...{ first: "2026-01-02", last: "2026-01-25", dates: all?.["dates"] },
      evidence: expect.arrayContaining([total]),
    });
    const [issue] = latest("cause-runs.json").causeRuns.filter(own);
    expect(issue.evidence[0]).toBe(total);
    expect(issue.evidence[1]).toMatch(/^2026-01-02, game \w+: .+; and \d+ more players\.$/);
    expect(issue.evidence).toHaveLength(1 + Number(all?.["games"]));
    expect(issue.dates).toHaveLength(Number(all?.["dates"]));
  });

  it("says that it could not compare where a column is not there, and goes on", async () => {
    const place = aPlace("healthyJanuary", (declaration) => {
      january(declaration);
      const table = declaration["tables"].find(({ id }: { id: string }) => id === "nbac_gamebook");
      table.compare.stats = { fouls: 0 };
    });
    const said = await run(["validate", ...at(place)]);
    expect(said.code).toBe(1);
    expect(said.out).toContain(
      "gamebook: column fouls is gone (declared as compare of nbac_gamebook)",
    );
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
