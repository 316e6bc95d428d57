import { z } from "zod";
import type { CivilDate } from "../../../dates/civil-date.ts";
import type { Row } from "../../../warehouse/warehouse.ts";
import {
  checkScore,
  type GameRows,
  lookupOf,
  type ScheduledGame,
  seasonOfGame,
} from "../game/game.ts";
import { parseAnswer } from "../game/json.ts";
import { RefusedSourceError, refuse } from "../game/refusal.ts";

const count = z.int().nonnegative();
const Line = z.looseObject({
  min: z.string().nullable(),
  fgm: count,
  fga: count,
  fg3m: count,
  fg3a: count,
  ftm: count,
  fta: count,
  oreb: count,
  dreb: count,
  reb: count,
  ast: count,
  stl: count,
  blk: count,
  turnover: count,
  pf: count,
  pts: count,
  player: z.looseObject({
    id: z.int(),
    first_name: z.string(),
    last_name: z.string(),
    jersey_number: z.string().nullish(),
  }),
});
type Line = z.infer<typeof Line>;
const Team = z.looseObject({ abbreviation: z.string(), players: z.array(Line) });
type Team = z.infer<typeof Team>;
const Game = z.looseObject({
  date: z.string(),
  status: z.string(),
  home_team_score: count,
  visitor_team_score: count,
  home_team: Team,
  visitor_team: Team,
});
type Game = z.infer<typeof Game>;
const Answer = z.looseObject({ data: z.array(Game) });

/** A player of whom nobody knows which of the league's he is. */
export type UnknownLine = {
  /** The source's own id. */
  readonly id: number;
  readonly name: string;
  readonly team: string;
  readonly number: string | null;
};
/** Which player a line is of; null where nobody knows. */
export type WhoIs = (line: UnknownLine) => Known | null;
export type Known = { readonly player: number; readonly name: string; readonly lookup: string };

export type BoxScores = {
  readonly found: readonly GameRows[];
  /** Games of which nothing is used, with what is wrong with each. */
  readonly refused: readonly { readonly game: ScheduledGame; readonly words: string }[];
  /** Of all games, so that a person can name them at once. */
  readonly unknown: readonly UnknownLine[];
  /** The league's ids of everybody else in them. */
  readonly known: ReadonlySet<number>;
};

/**
 * Reads a date's box scores: each of these games that the answer has and that has ended. A game that does not add up, or
 * with a player whom nobody knows, is refused; the others are read. Throws for an answer that is none of that date. The
 * source has no plus-minus: null.
 */
export function parseBoxScores(
  bytes: Uint8Array,
  date: CivilDate,
  games: readonly ScheduledGame[],
  whoIs: WhoIs,
): BoxScores {
  const { data } = parseAnswer(bytes, Answer);
  const wrong = data.find((one) => one.date.slice(0, 10) !== date);
  if (wrong !== undefined) refuse(`it has a game of ${wrong.date}, and ${date} was asked for`);
  const found: GameRows[] = [];
  const refused: { game: ScheduledGame; words: string }[] = [];
  const unknown: UnknownLine[] = [];
  const known = new Set<number>();
  const noted: WhoIs = (line) => {
    const who = whoIs(line);
    if (who === null) unknown.push(line);
    else known.add(who.player);
    return who;
  };
  for (const game of games)
    try {
      const own = gameIn(data, game);
      if (own === undefined) continue;
      found.push({ game: game.id, rows: rowsOf(own, game, noted) });
    } catch (error) {
      if (!(error instanceof RefusedSourceError)) throw error;
      refused.push({ game, words: error.message });
    }
  return { found, refused, unknown, known };
}

function gameIn(data: readonly Game[], game: ScheduledGame): Game | undefined {
  const [own, ...others] = data.filter(
    ({ home_team: home, visitor_team: away }) =>
      home.abbreviation === game.home && away.abbreviation === game.away,
  );
  if (others.length > 0) refuse(`it has ${game.away}@${game.home} ${others.length + 1} times`);
  return own?.status === "Final" ? own : undefined;
}

function rowsOf(source: Game, game: ScheduledGame, whoIs: WhoIs): Row[] {
  const { home_team: home, visitor_team: away } = source;
  checkListedOnce([...home.players, ...away.players]);
  checkTeam(home, source.home_team_score);
  checkTeam(away, source.visitor_team_score);
  checkScore(game, source.home_team_score, source.visitor_team_score, "its box scores");
  const lines = [home, away].flatMap((team) =>
    team.players.filter(hasPlayed).map((line) => {
      const one = lineOf(line, team.abbreviation);
      return { line, one, known: whoIs(one), isHome: team === home };
    }),
  );
  const strangers = lines.flatMap(({ one, known }) => (known === null ? [one] : []));
  if (strangers.length > 0)
    refuse(`nobody knows the league's id of ${strangers.map(({ name }) => name).join(", ")}`);
  const rows = lines.flatMap(({ line, known, isHome }) =>
    known === null ? [] : [rowOf(line, game, known, isHome)],
  );
  refuseTwice(lines, ({ known }) => String(known?.player));
  return rows;
}

const lineOf = (line: Line, team: string): UnknownLine => {
  const { id, jersey_number: number = null } = line.player;
  return { id, name: nameOf(line), team, number };
};

/** A line in the place of another can leave every sum as it was, and a player is lost. */
function checkListedOnce(lines: readonly Line[]): void {
  const played = lines.filter(hasPlayed);
  const ids = new Set(played.map(({ player }) => player.id));
  const listed = lines
    .filter((line) => ids.has(line.player.id))
    .map((line) => ({ line, one: { name: nameOf(line) } }));
  refuseTwice(listed, ({ line }) => String(line.player.id));
  refuseTwice(
    played.map((line) => ({ one: { name: nameOf(line) } })),
    ({ one }) => lookupOf(one.name),
  );
}

function refuseTwice<L extends { readonly one: { readonly name: string } }>(
  lines: readonly L[],
  keyOf: (line: L) => string,
): void {
  for (const same of Map.groupBy(lines, keyOf).values())
    if (same.length > 1)
      refuse(
        `it has ${same.map(({ one }) => one.name).join(" and ")} ${same.length} times: a line is doubled, and another player is missing`,
      );
}

function rowOf(line: Line, game: ScheduledGame, known: Known, isHome: boolean): Row {
  return {
    game_date: game.date,
    game_id: game.id,
    season: seasonOfGame(game.id),
    player_id: known.player,
    player_name: known.name,
    player_lookup: known.lookup,
    team_abbr: isHome ? game.home : game.away,
    opponent_abbr: isHome ? game.away : game.home,
    is_home: isHome,
    minutes: minutesOf(line),
    points: line.pts,
    rebounds: line.reb,
    assists: line.ast,
    steals: line.stl,
    blocks: line.blk,
    turnovers: line.turnover,
    fgm: line.fgm,
    fga: line.fga,
    fg3m: line.fg3m,
    fg3a: line.fg3a,
    ftm: line.ftm,
    fta: line.fta,
    plus_minus: null,
    attempts_derived: false,
  };
}

function checkTeam({ abbreviation, players }: Team, score: number): void {
  const points = players.reduce((sum, { pts }) => sum + pts, 0);
  if (points !== score)
    refuse(`the players of ${abbreviation} have ${points} points together, and the team ${score}`);
  for (const line of players) {
    const { pts, fgm, fga, fg3m, fg3a, ftm, fta, reb, oreb, dreb } = line;
    if (pts !== 2 * fgm + fg3m + ftm)
      refuse(`${nameOf(line)} has ${pts} points, and shots of ${2 * fgm + fg3m + ftm}`);
    if (fgm > fga || fg3m > fg3a || ftm > fta || fg3m > fgm || fg3a > fga)
      refuse(`${nameOf(line)} has made more than he attempted`);
    if (reb !== oreb + dreb)
      refuse(`${nameOf(line)} has ${reb} rebounds, and ${oreb} and ${dreb} of the two kinds`);
  }
  const minutes = players.reduce((sum, line) => sum + minutesOf(line), 0);
  // Whole minutes, cut off: up to one short for each who played.
  const played = players.filter(hasPlayed).length;
  const overtimes = Math.max(0, Math.round((minutes + played / 2 - 240) / 25));
  if (Math.abs(240 + 25 * overtimes - minutes) > played)
    refuse(`the minutes of ${abbreviation} add up to ${minutes}`);
}

const nameOf = ({ player }: Line): string => `${player.first_name} ${player.last_name}`.trim();

/** Those who did not get on the court are listed with nothing. */
const hasPlayed = (line: Line): boolean =>
  minutesOf(line) > 0 ||
  [line.pts, line.fga, line.fta, line.reb, line.ast, line.stl, line.blk].some((n) => n > 0) ||
  line.turnover + line.pf > 0;

function minutesOf({ min }: Line): number {
  const text = min ?? "";
  if (text === "") return 0;
  return /^\d{1,2}(:\d{2})?$/.test(text)
    ? Number(text.split(":")[0])
    : refuse(`"${text}" are no minutes`);
}
