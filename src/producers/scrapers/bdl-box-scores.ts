import { z } from "zod";
import type { CivilDate } from "../../dates/civil-date.ts";
import type { Row } from "../../warehouse/warehouse.ts";
import { checkScore, type GameRows, lookupOf, type ScheduledGame, seasonOfGame } from "./game.ts";
import { parseAnswer } from "./json.ts";
import { refuse } from "./refusal.ts";

const count = z.int().nonnegative();
const Line = z.looseObject({
  min: z.string().nullable(),
  ...{ fgm: count, fga: count, fg3m: count, fg3a: count, ftm: count, fta: count },
  ...{ oreb: count, dreb: count, reb: count, ast: count, stl: count, blk: count },
  ...{ turnover: count, pf: count, pts: count },
  player: z.looseObject({ id: z.int(), first_name: z.string(), last_name: z.string() }),
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

/** The league's player id by how the warehouse spells the name. */
export type PlayerIds = ReadonlyMap<string, number>;

/**
 * Reads a date's box scores: one entry for each of these games that the answer has and that has ended. A game that does
 * not add up, or with a player whose id nobody knows, refuses the whole answer. The source has no plus-minus: null.
 */
export function parseBoxScores(
  bytes: Uint8Array,
  date: CivilDate,
  games: readonly ScheduledGame[],
  ids: PlayerIds,
): GameRows[] {
  const { data } = parseAnswer(bytes, Answer);
  const wrong = data.find((one) => one.date.slice(0, 10) !== date);
  if (wrong !== undefined) refuse(`it has a game of ${wrong.date}, and ${date} was asked for`);
  return games.flatMap((game) => {
    const found = data.filter(
      ({ home_team: home, visitor_team: away }) =>
        home.abbreviation === game.home && away.abbreviation === game.away,
    );
    if (found.length > 1) refuse(`it has ${game.away}@${game.home} ${found.length} times`);
    const [own] = found;
    if (own === undefined || own.status !== "Final") return [];
    return [{ game: game.id, rows: rowsOf(own, game, ids) }];
  });
}

function rowsOf(source: Game, game: ScheduledGame, ids: PlayerIds): Row[] {
  const { home_team: home, visitor_team: away } = source;
  checkTeam(home, source.home_team_score);
  checkTeam(away, source.visitor_team_score);
  checkScore(game, source.home_team_score, source.visitor_team_score, "its box scores");
  const unknown = [...home.players, ...away.players].filter(
    (line) => hasPlayed(line) && !ids.has(lookupOf(nameOf(line))),
  );
  if (unknown.length > 0)
    refuse(
      `nobody knows the league's id of ${unknown.map(nameOf).join(", ")} (${game.away}@${game.home}); the table under players has none`,
    );
  return [
    ...home.players.filter(hasPlayed).map((line) => rowOf(line, game, ids, true)),
    ...away.players.filter(hasPlayed).map((line) => rowOf(line, game, ids, false)),
  ];
}

function rowOf(line: Line, game: ScheduledGame, ids: PlayerIds, isHome: boolean): Row {
  const lookup = lookupOf(nameOf(line));
  return {
    game_date: game.date,
    game_id: game.id,
    season: seasonOfGame(game.id),
    player_id: ids.get(lookup) ?? null,
    player_name: nameOf(line),
    player_lookup: lookup,
    team_abbr: isHome ? game.home : game.away,
    opponent_abbr: isHome ? game.away : game.home,
    is_home: isHome,
    minutes: minutesOf(line),
    ...{ points: line.pts, rebounds: line.reb, assists: line.ast, steals: line.stl },
    ...{ blocks: line.blk, turnovers: line.turnover, fgm: line.fgm, fga: line.fga },
    ...{ fg3m: line.fg3m, fg3a: line.fg3a, ftm: line.ftm, fta: line.fta },
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
