import type { Row } from "../../../warehouse/warehouse.ts";
import { lookupOf } from "../game/game.ts";
import type { Gamebook, Played, TeamBox } from "./gamebook.ts";

/** The columns of `nba_raw.nbac_gamebook_player_stats` that a gamebook fills. */
export const GAMEBOOK_COLUMNS = [
  "game_date",
  "game_id",
  "player_lookup",
  "player_name",
  "team_abbr",
  "minutes",
  "points",
  "rebounds",
  "assists",
] as const;
export type GamebookRow = Row &
  Readonly<Record<(typeof GAMEBOOK_COLUMNS)[number], string | number>>;

/**
 * A row a player who was on court, visitors first; minutes are whole, rounded. `gameId` is the schedule's, and
 * `spelled` how the warehouse spells a name that the paper spells differently.
 */
export function toRows(
  book: Gamebook,
  gameId: string,
  spelled: (name: string) => string = (name) => name,
): GamebookRow[] {
  const rowOf = ({ team }: TeamBox, { name, seconds, stats }: Played): GamebookRow => ({
    game_date: book.date,
    game_id: gameId,
    player_lookup: lookupOf(spelled(name)),
    player_name: name,
    team_abbr: team.code,
    minutes: Math.round(seconds / 60),
    points: stats.points,
    rebounds: stats.rebounds,
    assists: stats.assists,
  });
  return [book.visitor, book.home].flatMap((box) => box.played.map((player) => rowOf(box, player)));
}
