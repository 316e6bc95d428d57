import { z } from "zod";
import type { CivilDate } from "../../../dates/civil-date.ts";
import type { Row } from "../../../warehouse/warehouse.ts";
import { seasonOfGame } from "../game/game.ts";
import { parseAnswer } from "../game/json.ts";
import { refuse } from "../game/refusal.ts";

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
    gameDates: z.array(z.looseObject({ games: z.array(z.looseObject({ gameId: z.string() })) })),
  }),
});

export type Schedule = {
  /** The season's first year. */
  readonly season: number;
  /** Rows of nba_raw.nbac_schedule by the date that the game has now. */
  readonly byDate: ReadonlyMap<CivilDate, readonly Row[]>;
  readonly dateOf: ReadonlyMap<string, CivilDate>;
};

/** Which games the pipeline counts: the kinds, by their names in the table, and the ids that it leaves out all the same. */
export type Counted = { readonly types: readonly string[]; readonly exclude: ReadonlySet<string> };

/** Of a game whose kind has no name here: it is written, and never counted. */
const OTHER = "other";

/** By the digits that an id begins with. */
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

/**
 * Reads the league's schedule of a season, or refuses it: half a schedule would take games away. Only games that are
 * counted can refuse it. Another one that cannot be read is left out.
 */
export function parseSchedule(bytes: Uint8Array, counted: Counted): Schedule {
  const { seasonYear, gameDates } = parseAnswer(bytes, Feed).leagueSchedule;
  const games = gameDates.flatMap((day) => day.games);
  if (games.length === 0) refuse("it lists no game");
  const season = Number(seasonYear.slice(0, 4));
  const dateOf = new Map<string, CivilDate>();
  const byDate = new Map<CivilDate, Row[]>();
  for (const one of games) {
    const isCounted = countsIn(counted, one.gameId);
    const game = checked(one, { seasonYear, isTwice: dateOf.has(one.gameId), isCounted });
    if (game === null) continue;
    const date = game.gameDateEst.slice(0, 10) as CivilDate;
    dateOf.set(game.gameId, date);
    const home = game.homeTeam.teamTricode ?? "";
    const away = game.awayTeam.teamTricode ?? "";
    if (home === "" || away === "") continue; // a slot of a series whose teams are not known yet
    const row = rowOf(game, date, season, { home, away }, isCounted);
    byDate.set(date, [...(byDate.get(date) ?? []), row]);
  }
  return { season, byDate, dateOf };
}

const typeOf = (id: string): string => TYPES[id.slice(0, 3)] ?? OTHER;

/** Whether a game is expected to be played and recorded, by its id. */
export const countsIn = ({ types, exclude }: Counted, id: string): boolean =>
  types.includes(typeOf(id)) && !exclude.has(id);

/** Null for a game that cannot be read, and that nobody counts. */
function checked(
  one: { readonly gameId: string },
  about: { readonly seasonYear: string; readonly isTwice: boolean; readonly isCounted: boolean },
): Game | null {
  const wrong = (reason: string) => (about.isCounted ? refuse(reason) : null);
  if (about.isTwice) return wrong(`it has game ${one.gameId} twice`);
  const { data, error } = Game.safeParse(one);
  if (data === undefined) {
    const [issue] = error.issues;
    return wrong(`game ${one.gameId}: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  return seasonOfGame(data.gameId) === Number(about.seasonYear.slice(0, 4))
    ? data
    : wrong(`it is of ${about.seasonYear}, and game ${one.gameId} is of another season`);
}

function rowOf(
  game: Game,
  date: CivilDate,
  season: number,
  { home, away }: { readonly home: string; readonly away: string },
  isCounted: boolean,
): Row {
  const status = statusOf(game);
  const [homeScore, awayScore] = [game.homeTeam.score ?? null, game.awayTeam.score ?? null];
  const hasWinner = homeScore !== null && awayScore !== null && homeScore !== awayScore;
  if (status === "final" && isCounted && !hasWinner)
    return refuse(`game ${game.gameId} is over, with the score ${awayScore} to ${homeScore}`);
  return {
    game_date: date,
    game_id: game.gameId,
    season,
    season_type: typeOf(game.gameId),
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
