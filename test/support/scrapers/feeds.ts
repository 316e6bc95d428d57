import type { Row } from "../../../src/warehouse/warehouse.ts";
import { openSample } from "../warehouses.ts";

/** A game of the league's schedule feed, over unless something else is said. */
export const feedGame = (
  { id, date, home, away, homeScore, awayScore }: FeedSource,
  over: object = {},
) => ({
  gameId: id,
  gameStatus: 3,
  gameStatusText: "Final",
  gameDateEst: `${date}T00:00:00Z`,
  gameDateTimeUTC: `${date}T23:30:00Z`,
  homeTeam: { teamTricode: home, score: homeScore },
  awayTeam: { teamTricode: away, score: awayScore },
  postponedStatus: "N",
  ifNecessary: "false",
  ...over,
});

export type FeedSource = {
  readonly id: string;
  readonly date: string;
  readonly home: string;
  readonly away: string;
  readonly homeScore: number;
  readonly awayScore: number;
};

/** The feed's document, one group a date as the league has it. */
export const feedOf = (games: readonly { gameDateEst: string }[], seasonYear = "2025-26") => ({
  meta: { version: 1 },
  leagueSchedule: {
    seasonYear,
    gameDates: [...Map.groupBy(games, ({ gameDateEst }) => gameDateEst)].map(([date, own]) => ({
      gameDate: date,
      games: own,
    })),
  },
});

/** The sample's games of the newer season, as the feed would have them. */
export async function sampleFeed(): Promise<ReturnType<typeof feedGame>[]> {
  await using sample = await openSample("healthy");
  const rows = await sample.query(
    "SELECT game_id, game_date, home_team, away_team, home_score, away_score FROM `nba_raw.nbac_schedule` WHERE season = 2025 AND game_date >= DATE '2025-10-01' ORDER BY game_date, game_id",
  );
  return rows.map((row: Row) =>
    feedGame({
      ...{ id: String(row["game_id"]), date: String(row["game_date"]) },
      ...{ home: String(row["home_team"]), away: String(row["away_team"]) },
      ...{ homeScore: Number(row["home_score"]), awayScore: Number(row["away_score"]) },
    }),
  );
}
