import { describe, expect, inject, it } from "vitest";
import { parseSchedule } from "../../../../src/producers/scrapers/schedule/feed.ts";
import { openDuckDb } from "../../../../src/warehouse/duckdb/duckdb.ts";
import type { Declaration } from "../../../support/pipeline.ts";
import {
  aPlace,
  at,
  behindItsBack,
  differences,
  januaryRaw,
  repaired,
  run,
} from "../../../support/repair/repairs.ts";
import { feedGame, feedOf, sampleFeed } from "../../../support/scrapers/feeds.ts";
import { type Content, startHosts } from "../../../support/scrapers/nba-hosts.ts";
import { bytesOf } from "../../../support/scrapers/originals.ts";
import { ownFolder } from "../../../support/warehouses.ts";

const GAME = {
  ...{ id: "0022500001", date: "2025-10-21", home: "OKC", away: "HOU" },
  ...{ homeScore: 125, awayScore: 124 },
};
const COUNTED = {
  types: ["regular_season", "play_in", "playoffs", "nba_cup_final"],
  exclude: new Set(["0022500099"]),
};
const NOT_OVER = { gameStatus: 1, homeTeam: { teamTricode: "OKC", score: 0 } };
const rowOf = (over: object, date = "2025-10-21") =>
  parseSchedule(bytesOf(feedOf([feedGame({ ...GAME, date }, over)])), COUNTED).byDate.get(
    date as never,
  )?.[0];

describe("the league's schedule", () => {
  it.each([
    [{}, "final", 125],
    [{ ...NOT_OVER, gameStatusText: "7:30 pm ET" }, "scheduled", null],
    [{ ...NOT_OVER, gameStatus: 2, gameStatusText: "Q3 2:10" }, "in_progress", null],
    [{ ...NOT_OVER, gameStatusText: "PPD", postponedStatus: "Y" }, "postponed", null],
    [{ ...NOT_OVER, gameStatusText: "PPD" }, "postponed", null],
    [{ ...NOT_OVER, gameStatusText: "Cancelled" }, "cancelled", null],
    [{ ...NOT_OVER, gameStatusText: "TBD", ifNecessary: true }, "if_necessary", null],
    [{ ...NOT_OVER, gameStatusText: "TBD", ifNecessary: "true" }, "if_necessary", null],
    // One that turned out to be necessary was played like any other.
    [{ ifNecessary: "true" }, "final", 125],
    // Moved from another day, and still to be played.
    [{ ...NOT_OVER, gameStatusText: "8:00 pm ET", postponedStatus: "A" }, "scheduled", null],
  ])("with %j is %s", (over, game_status, home_score) => {
    expect(rowOf(over)).toMatchObject({ game_status, home_score, season_type: "regular_season" });
  });

  it("lists no game whose teams are not known yet, and no time that is to be determined", () => {
    const slot = feedGame(GAME, { homeTeam: { teamTricode: null, score: 0 } });
    expect(parseSchedule(bytesOf(feedOf([slot])), COUNTED).byDate.size).toBe(0);
    expect(rowOf({ gameDateTimeUTC: "1900-01-01T00:00:00Z" })).toMatchObject({ tipoff_utc: null });
  });

  it.each([
    ["without a game", feedOf([]), /it lists no game/],
    ["with a game twice", feedOf([feedGame(GAME), feedGame(GAME)]), /game 0022500001 twice/],
    [
      "of two seasons",
      feedOf([feedGame(GAME)], "2024-25"),
      /of 2024-25, and game 0022500001 is of/,
    ],
    [
      "with a final score that is none",
      feedOf([feedGame({ ...GAME, homeScore: 124 })]),
      /is over, with the score 124 to 124/,
    ],
    ["without its list", { leagueSchedule: { seasonYear: "2025-26" } }, /gameDates: /],
  ])("is refused %s", (_, feed, reason) => {
    expect(() => parseSchedule(bytesOf(feed), COUNTED)).toThrow(reason);
  });

  const preseason = { ...GAME, id: "0012500001" };
  it.each([
    ["ends in a tie", [feedGame({ ...preseason, homeScore: 124 })]],
    ["is there twice", [feedGame(preseason), feedGame(preseason)]],
    ["is of another season", [feedGame({ ...preseason, id: "0012400001" })]],
    ["is of a kind that nobody knows", [feedGame({ ...GAME, id: "0092500001" })]],
    ["has no status", [feedGame(preseason, { gameStatus: null })]],
    ["has no date", [feedGame(preseason, { gameDateEst: "soon" })]],
    ["has an id of another form", [feedGame({ ...GAME, id: "ALLSTAR-1" })]],
    ["is excluded by declaration", [feedGame({ ...GAME, id: "0022500099", homeScore: 124 })]],
  ])("is taken although a game that is not counted %s", (_, odd) => {
    const bytes = bytesOf(feedOf([feedGame(GAME), ...odd]));
    const { byDate } = parseSchedule(bytes, COUNTED);
    const rows = byDate.get(GAME.date as never) ?? [];
    expect(rows.filter((row) => row["game_id"] === GAME.id)).toHaveLength(1);
    expect(new Set(rows.map((row) => row["game_id"])).size).toBe(rows.length);
  });
});

const STALE = "2026-01-08,2026-01-24,2026-01-25";

/** The incident, and a schedule that is fetched from these hosts. */
async function incident(content: () => Content | unknown) {
  const hosts = await startHosts(async (path) =>
    path === "/static/json/staticData/scheduleLeagueV2.json" ? content() : null,
  );
  const cache = ownFolder();
  const place = aPlace("incidentJanuary", (declaration: Declaration) => {
    januaryRaw(declaration);
    const schedule = declaration["tables"].find(({ id }: { id: string }) => id === "nbac_schedule");
    schedule.producers.sample = {
      ...{ kind: "scraper", source: "nbac_schedule", baseUrl: hosts.url, cache },
      ...{ spacingSeconds: 0, retryWaitSeconds: 0.01 },
    };
  });
  return { hosts, place, [Symbol.asyncDispose]: () => hosts[Symbol.asyncDispose]() };
}
const WORDS = ["--tables", "nbac_schedule", "--dates", STALE];
const ENV = { SCRAPER_CONTACT: "ops@example.org" };

describe("a refresh of the schedule", () => {
  it("heals the three stale dates of the incident, with one request", async () => {
    const games = await sampleFeed();
    // As the league corrected it: the four games were moved to days that had none of theirs.
    const moved = ["0022500529", "0022599644", "0022500651", "0022500652"].map((id) =>
      feedGame({ ...GAME, id, date: "2026-02-01", home: "CHI", away: "MIA" }, NOT_OVER),
    );
    await using one = await incident(() => feedOf([...games, ...moved]));
    const before = await run(["validate", ...at(one.place), "--fail-on", "P2"]);
    expect(before.out + before.err).toMatch(/short of the schedule/);
    const { receipt, err } = await repaired(one.place, WORDS, { env: ENV });
    expect(receipt).toMatchObject({ proven: true, counts: { done: 3, failed: 0 } });
    expect(one.hosts.asked).toHaveLength(1);
    expect(err).toMatch(/Game 0022500651 was moved from 2026-01-25 to 2026-02-01: refresh/);

    const { healthyJanuary: healthy } = inject("sample");
    expect(await differencesButTipoffs(one.place.file, healthy)).toBe(0);
    const look = await run(["validate", ...at(one.place), "--fail-on", "P2"]);
    expect(look.out + look.err).not.toMatch(/newest dates short|short of the schedule/);
  });

  it.each([
    [
      "another season's",
      () => feedOf([feedGame({ ...GAME, id: "0022400001" })], "2024-25"),
      /another/,
    ],
    ["a page of HTML", () => ({ type: "text/html", body: "<html>down</html>" }), /HTML/],
    ["cut off", () => ({ type: "text/json", body: '{"leagueSchedule": {' }), /cut off/],
    ["empty", () => ({ type: "text/json", body: "" }), /it is empty/],
  ])("that is %s writes nothing", async (_, content, reason) => {
    await using one = await incident(content);
    const { receipt } = await repaired(one.place, WORDS, { env: ENV });
    expect(receipt.counts).toMatchObject({ done: 0, failed: 3 });
    const said = JSON.stringify(receipt);
    expect(said).toMatch(reason);
    const { incidentJanuary: untouched } = inject("sample");
    expect(await differences(one.place.file, untouched, ["nbac_schedule"])).toEqual({
      nbac_schedule: [0, 0],
    });
  });

  it("is not refused by a row that is not counted and of another season, and leaves that row", async () => {
    const games = await sampleFeed();
    const odd = feedGame({ ...GAME, id: "0012500099", date: "2026-01-24", homeScore: 124 });
    await using one = await incident(() => feedOf([...games, odd]));
    await behindItsBack(
      one.place.file,
      `INSERT INTO nba_raw.nbac_schedule BY NAME SELECT * REPLACE ('0012400099' AS game_id, 'preseason' AS season_type)
       FROM nba_raw.nbac_schedule WHERE game_date = '2026-01-24' LIMIT 1`,
    );
    const { receipt } = await repaired(one.place, WORDS, { env: ENV });
    expect(receipt).toMatchObject({ counts: { done: 3, failed: 0 } });
    await using warehouse = await openDuckDb({ path: one.place.file, readOnly: true });
    const rows = await warehouse.query(
      "SELECT game_id FROM `nba_raw.nbac_schedule` WHERE game_date = '2026-01-24' AND season_type = 'preseason' ORDER BY game_id",
    );
    expect(rows.map((row) => row["game_id"])).toEqual(["0012400099", "0012500099"]);
  });

  it("asks nobody without a contact", async () => {
    await using one = await incident(() => feedOf([]));
    const said = await run(["backfill", ...at(one.place), ...WORDS]);
    expect(said).toMatchObject({ code: 2 });
    expect(said.err).toMatch(/SCRAPER_CONTACT is not set/);
    expect(one.hosts.asked).toHaveLength(0);
  });
});

/** Games that differ in anything but the time of the tip-off, which the test's feed makes up. */
async function differencesButTipoffs(file: string, other: string): Promise<number> {
  await using warehouse = await openDuckDb({ path: file, readOnly: false });
  await warehouse.native(`ATTACH '${other}' AS other (READ_ONLY)`);
  const columns = (name: string) =>
    `SELECT * EXCLUDE (tipoff_utc) FROM ${name} WHERE game_date IN (DATE '2026-01-08', DATE '2026-01-24', DATE '2026-01-25')`;
  const [row] = await warehouse.query(
    `SELECT COUNT(*) AS n FROM ((${columns("nba_raw.nbac_schedule")} EXCEPT ALL ${columns("other.nba_raw.nbac_schedule")})
       UNION ALL (${columns("other.nba_raw.nbac_schedule")} EXCEPT ALL ${columns("nba_raw.nbac_schedule")}))`,
  );
  await warehouse.native("DETACH other");
  return Number(row?.["n"]);
}
