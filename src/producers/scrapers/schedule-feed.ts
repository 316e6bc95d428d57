import { z } from "zod";
import type { CivilDate } from "../../dates/civil-date.ts";
import type { Row } from "../../warehouse/warehouse.ts";
import { seasonOfGame } from "./game.ts";
import { parseAnswer } from "./json.ts";
import { refuse } from "./refusal.ts";

const Team = z.looseObject({
  teamTricode: z.string().nullish(),
  score: z.int().nonnegative().nullish(),
});
const Game = z.looseObject({
  gameId: z.string().regex(/^\d{10}$/),
  gameStatus: z.int(),
  gameStatusText: z.string().default(""),
  /** The Eastern calendar day, written as if it were midnight UTC. */
  gameDateEst: z.string().regex(/^\d{4}-\d\d-\d\dT/),
  gameDateTimeUTC: z.string().nullish(),
  homeTeam: Team,
  awayTeam: Team,
  /** Y: postponed; A: moved from another day; N: neither. */
  postponedStatus: z.string().default("N"),
  ifNecessary: z.union([z.boolean(), z.string()]).default(false),
});
type Game = z.infer<typeof Game>;
const Feed = z.looseObject({
  leagueSchedule: z.looseObject({
    seasonYear: z.string().regex(/^\d{4}-\d{2}$/),
    gameDates: z.array(z.looseObject({ games: z.array(Game) })),
  }),
});

export type Schedule = {
  /** The season's first year. */
  readonly season: number;
  /** Rows of nba_raw.nbac_schedule by the date that the game has now. */
  readonly byDate: ReadonlyMap<CivilDate, readonly Row[]>;
  readonly dateOf: ReadonlyMap<string, CivilDate>;
};

/** By the two digits after the league's. */
const TYPES: Readonly<Record<string, string>> = {
  "001": "preseason",
  "002": "regular_season",
  "003": "all_star",
  "004": "playoffs",
  "005": "play_in",
  "006": "nba_cup_final",
};

const FINAL = 3;
const IN_PROGRESS = 2;

/** Reads the league's schedule of a season, or refuses it: half a schedule would take games away. */
export function parseSchedule(bytes: Uint8Array): Schedule {
  const { seasonYear, gameDates } = parseAnswer(bytes, Feed).leagueSchedule;
  const games = gameDates.flatMap((day) => day.games);
  if (games.length === 0) refuse("it lists no game");
  const season = Number(seasonYear.slice(0, 4));
  const dateOf = new Map<string, CivilDate>();
  const byDate = new Map<CivilDate, Row[]>();
  for (const game of games) {
    if (seasonOfGame(game.gameId) !== season)
      refuse(`it is of ${seasonYear}, and game ${game.gameId} is of another season`);
    if (dateOf.has(game.gameId)) refuse(`it has game ${game.gameId} twice`);
    const date = game.gameDateEst.slice(0, 10) as CivilDate;
    dateOf.set(game.gameId, date);
    const home = game.homeTeam.teamTricode ?? "";
    const away = game.awayTeam.teamTricode ?? "";
    if (home === "" || away === "") continue; // a slot of a series whose teams are not known yet
    byDate.set(date, [...(byDate.get(date) ?? []), rowOf(game, date, season, { home, away })]);
  }
  return { season, byDate, dateOf };
}

function rowOf(
  game: Game,
  date: CivilDate,
  season: number,
  { home, away }: { readonly home: string; readonly away: string },
): Row {
  const status = statusOf(game);
  const [homeScore, awayScore] = [game.homeTeam.score ?? null, game.awayTeam.score ?? null];
  if (status === "final" && (homeScore === null || awayScore === null || homeScore === awayScore))
    return refuse(`game ${game.gameId} is over, with the score ${awayScore} to ${homeScore}`);
  const type = TYPES[game.gameId.slice(0, 3)];
  if (type === undefined)
    return refuse(
      `game ${game.gameId} is of a kind that is not known (${game.gameId.slice(0, 3)})`,
    );
  return {
    game_date: date,
    game_id: game.gameId,
    season,
    season_type: type,
    home_team: home,
    away_team: away,
    home_score: status === "final" ? homeScore : null,
    away_score: status === "final" ? awayScore : null,
    tipoff_utc: tipoffOf(game),
    game_status: status,
  };
}

function statusOf({ gameStatus, gameStatusText, postponedStatus, ifNecessary }: Game): string {
  if (gameStatus === FINAL) return "final";
  const words = gameStatusText.toLowerCase();
  if (words.startsWith("cancel")) return "cancelled";
  if (postponedStatus === "Y" || words.startsWith("ppd") || words.startsWith("postponed"))
    return "postponed";
  if (gameStatus === IN_PROGRESS) return "in_progress";
  return String(ifNecessary) === "true" ? "if_necessary" : "scheduled";
}

/** An instant; null where the time is to be determined. */
function tipoffOf({ gameDateTimeUTC }: Game): string | null {
  const ms = Date.parse(gameDateTimeUTC ?? "");
  return Number.isNaN(ms) || ms <= 0 ? null : new Date(ms).toISOString();
}
