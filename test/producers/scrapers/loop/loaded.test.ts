import { expect, inject, it } from "vitest";
import { lookupOf } from "../../../../src/producers/scrapers/game/game.ts";
import { openDuckDb } from "../../../../src/warehouse/duckdb/duckdb.ts";
import type { Declaration } from "../../../support/pipeline.ts";
import {
  at,
  behindItsBack,
  differences,
  rawAlone,
  repaired,
  run,
} from "../../../support/repair/repairs.ts";
import { realAnswer, realJson } from "../../../support/scrapers/originals.ts";
import { neverRecorded, SCRAPED, scraped } from "../../../support/scrapers/scraped.ts";

const BOX = "bdl_box_scores_2024-01-15.json";
const PLAYS = "play_by_play_0022400500.json";
const DATE = "2024-01-15";

it("the real play-by-play is fetched and loaded, and is row for row what was published", async () => {
  const path = "/static/json/liveData/playbyplay/playbyplay_0022400500.json";
  const content = { type: "application/json", body: realAnswer(PLAYS) };
  await using one = await scraped(async (asked) => (asked === path ? content : null), {
    sample: "healthy",
    change: rawAlone,
  });
  const shots = "nba_raw.nbac_play_by_play_shots";
  await behindItsBack(
    one.place.file,
    `DELETE FROM ${shots} WHERE game_id = '0022400500'`,
    neverRecorded("nbac_play_by_play"),
  );
  const words = ["--tables", "nbac_play_by_play", "--dates", "2025-01-06"];
  const { receipt } = await one.repair(words);
  expect(receipt).toMatchObject({ proven: true, counts: { done: 1 } });
  expect(
    await differences(one.place.file, inject("sample").healthy, ["nbac_play_by_play"]),
  ).toEqual({ nbac_play_by_play: [0, 0] });
  expect(one.hosts.asked).toHaveLength(1);
});

type Player = { first_name: string; last_name: string };
type Team = { abbreviation: string; players: { player: Player }[] };
type Game = {
  home_team: Team;
  visitor_team: Team;
  home_team_score: number;
  visitor_team_score: number;
};

/** The date of the real answer in the calendar and on the schedule, and ids for players who had left by the sample's seasons. */
async function aroundTheAnswer(file: string): Promise<void> {
  const games: Game[] = realJson(BOX).data;
  const rows = games.map(
    (game, n) =>
      `(DATE '${DATE}', '00223005${String(n).padStart(2, "0")}', 2023, 'regular_season', '${game.home_team.abbreviation}', '${game.visitor_team.abbreviation}', ${game.home_team_score}, ${game.visitor_team_score}, NULL, 'final')`,
  );
  const names = games
    .flatMap(({ home_team, visitor_team }) => [...home_team.players, ...visitor_team.players])
    .map(({ player }) => `${player.first_name} ${player.last_name}`);
  const left = names.map(
    (name, n) => `('${name.replaceAll("'", "''")}', '${lookupOf(name)}', ${9_000_000 + n})`,
  );
  await behindItsBack(
    file,
    `INSERT INTO nba_raw.nbac_schedule VALUES ${rows.join(", ")}`,
    `INSERT INTO nba_raw.rosters (game_date, game_id, player_id, player_name, player_lookup)
     SELECT DATE '${DATE}', '0022300500', id, name, lookup FROM (VALUES ${left.join(", ")}) AS t(name, lookup, id)
     WHERE lookup NOT IN (SELECT player_lookup FROM nba_raw.rosters WHERE game_date < DATE '2025-02-18')`,
  );
}

const scrapesBoxes = (url: () => string) => (declaration: Declaration) => {
  declaration["seasons"].unshift({ id: "2023-24", opens: DATE, closes: DATE });
  const boxes = declaration["tables"].find(({ id }: { id: string }) => id === "bdl_box_scores");
  boxes.producers["sample-scraped"] = {
    ...{ kind: "scraper", source: "bdl_box_scores", keyFrom: "BDL_API_KEY", players: "rosters" },
    ...{ baseUrlFrom: "BDL_URL", spacingSeconds: 0, cache: `${url()}/boxes` },
  };
};

it("the real box scores are fetched with the key and loaded: 11 games; without the key nobody is asked", async () => {
  const content = { type: "application/json", body: realAnswer(BOX) };
  let cache = "";
  await using one = await scraped(
    async (asked) => (asked === `/v1/box_scores?date=${DATE}` ? content : null),
    {
      sample: "healthy",
      change: (declaration) => {
        rawAlone(declaration);
        cache = `${declaration["environments"].sample.path}-cache`;
        scrapesBoxes(() => cache)(declaration);
      },
    },
  );
  await aroundTheAnswer(one.place.file);
  const words = [...SCRAPED, "--tables", "bdl_box_scores", "--dates", DATE];
  const without = await run(["backfill", ...at(one.place), ...words], { env: one.env });
  expect(without).toMatchObject({ code: 2, err: expect.stringMatching(/BDL_API_KEY is not set/) });
  expect(one.hosts.asked).toHaveLength(0);

  const env = { ...one.env, BDL_API_KEY: "not-a-real-key", BDL_URL: one.hosts.url };
  const said = await repaired(one.place, words, { env });
  expect(said.receipt).toMatchObject({ proven: true, counts: { done: 1 } });
  expect(one.hosts.asked[0]?.headers.authorization).toBe("not-a-real-key");
  expect(said.out + said.err + JSON.stringify(said.receipt)).not.toContain("not-a-real-key");

  await using warehouse = await openDuckDb({ path: one.place.file, readOnly: true });
  const [sums] = await warehouse.query(
    `SELECT COUNT(DISTINCT game_id) AS games, COUNT(*) AS lines, SUM(points) AS points, COUNTIF(player_id IS NULL) AS unknown
     FROM \`nba_raw.bdl_player_boxscores\` WHERE game_date = DATE '${DATE}'`,
  );
  const points = realJson(BOX).data.reduce(
    (sum: number, game: Game) => sum + game.home_team_score + game.visitor_team_score,
    0,
  );
  expect(sums).toEqual({ games: 11, lines: 229, points, unknown: 0 });
});
