import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TeamCode, teamOf } from "../../../src/producers/scrapers/game/teams.ts";
import { openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import type { Row } from "../../../src/warehouse/warehouse.ts";
import { ROOT } from "../pipeline.ts";
import { type Paper, type PaperPlayer, type PaperTeam, sum } from "./gamebook-paper.ts";

/** A game of the sample, and its players' real lines. */
export type SampleGame = {
  readonly gameId: string;
  readonly date: string;
  readonly away: TeamCode;
  readonly home: TeamCode;
  readonly lines: readonly Row[];
};

/** Games with player lines, in the order of their ids; `where` is a condition on the schedule. */
export async function sampleGames(where: string): Promise<SampleGame[]> {
  await using warehouse = await openDuckDb({ path: ":memory:", readOnly: false, filesAt: ROOT });
  const folder = join(ROOT, "sample");
  const games = await warehouse.query(
    `SELECT * FROM '${folder}/schedule.parquet' WHERE ${where} ORDER BY game_id`,
  );
  const lines = await warehouse.query(
    `SELECT * FROM '${folder}/box_scores.parquet' WHERE game_id IN
      (SELECT game_id FROM '${folder}/schedule.parquet' WHERE ${where}) ORDER BY minutes DESC, player_id`,
  );
  const byGame = Map.groupBy(lines, (line) => String(line["game_id"]));
  return games.flatMap((game) => {
    const own = byGame.get(String(game["game_id"]));
    if (own === undefined) return [];
    const [gameId, date] = [String(game["game_id"]), String(game["game_date"])];
    const [away, home] = [game["away_team"] as TeamCode, game["home_team"] as TeamCode];
    return [{ gameId, date, away, home, lines: own }];
  });
}

/** The paper that the league would have printed of it; what box scores do not hold is made up. */
export function paperOf(game: SampleGame): Paper {
  const side = (code: TeamCode) => teamPaper(game, code);
  const [visitor, home] = [side(game.away), side(game.home)];
  return {
    date: longDate(game.date),
    place: "T-Mobile Arena, Las Vegas, NV",
    officials: "#24 Kevin Scott, #36 Brent Barnaky, #41 Nate Green",
    duration: "2:21",
    attendance: "18,064",
    visitor,
    home,
  };
}

export function longDate(date: string): string {
  return new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeZone: "UTC" }).format(
    new Date(`${date}T00:00:00Z`),
  );
}

const POSITIONS = ["F", "F", "C", "G", "G"] as const;

function teamPaper(game: SampleGame, code: TeamCode): PaperTeam {
  const lines = game.lines.filter((line) => line["team"] === code);
  const minutes = lines.map((line) => Number(line["minutes"]));
  const overtimes = Math.max(0, Math.round((sum(minutes) / 5 - 48) / 5));
  const clocks = clocksOf(minutes, (240 + 25 * overtimes) * 60);
  const played = lines.map((line, index) => playerPaper(line, index, clocks[index] as number));
  const points = sum(lines.map((line) => Number(line["points"])));
  const each = Math.floor(points / (4 + overtimes));
  const periods = Array.from({ length: 4 + overtimes }, () => each);
  periods[0] = points - each * (3 + overtimes);
  const { name, nickname } = teamOf(code);
  return {
    ...{ name, nickname, record: "12-7", played, periods },
    absent: [{ jersey: "99", name: "Joe Bench", why: "DNP - Coach's Decision" }],
    inactive: "Injured (Injury/Illness - Left Knee; Injury Recovery), Away (G League - Two-Way)",
  };
}

/** Seconds that round to the real whole minutes and add up to the game's. */
function clocksOf(minutes: readonly number[], total: number): number[] {
  const clocks = minutes.map((whole) => whole * 60);
  let left = total - sum(clocks);
  const step = Math.sign(left);
  for (let moved = true; left !== 0 && moved; ) {
    moved = false;
    for (const [index, whole] of minutes.entries()) {
      const next = (clocks[index] as number) + step;
      if (left === 0 || Math.round(next / 60) !== whole || next < 1) continue;
      clocks[index] = next;
      left -= step;
      moved = true;
    }
  }
  return clocks;
}

function playerPaper(line: Row, index: number, clock: number): PaperPlayer {
  const n = (column: string): number => Number(line[column]);
  const offensive = Math.floor(n("rebounds") / 4);
  const position = POSITIONS[index];
  return {
    jersey: index === 0 ? "00" : String(index * 3),
    name: String(line["player_name"]),
    ...(position === undefined ? {} : { position }),
    clock: `${String(Math.floor(clock / 60)).padStart(2, "0")}:${String(clock % 60).padStart(2, "0")}`,
    numbers: [
      ...[n("fgm"), n("fga"), n("fg3m"), n("fg3a"), n("ftm"), n("fta")],
      ...[offensive, n("rebounds") - offensive, n("rebounds"), n("assists"), index % 6],
      ...[n("steals"), n("turnovers"), n("blocks"), n("plus_minus"), n("points")],
    ],
  };
}

// biome-ignore lint/suspicious/noExplicitAny: recorded JSON of another program
export type Recorded = Record<string, any>;

/** What another program made of one real gamebook (test/producers/scrapers/gamebook/saved). */
export const recorded = (): Recorded =>
  JSON.parse(
    readFileSync(
      join(ROOT, "test/producers/scrapers/gamebook/saved/gamebook_20240410_MEMCLE.json"),
      "utf8",
    ),
  );
