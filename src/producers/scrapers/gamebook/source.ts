import type { Row } from "../../../warehouse/warehouse.ts";
import type { ScheduledGame } from "../game/game.ts";
import { type Aliases, aliasOf } from "../game/player-names.ts";
import { refuse } from "../game/refusal.ts";
import { isTeamCode, type TeamCode } from "../game/teams.ts";
import type { ExpectedGame } from "./checks.ts";
import { parseGamebookPdf } from "./parse.ts";
import { toRows } from "./rows.ts";

/** The two forms of a game's paper under the source's address: the short one, then the long one. */
export function gamebookPaths({ date, away, home }: ScheduledGame): readonly [string, string] {
  const day = date.replaceAll("-", "");
  const path = `/pdfs/${day}/${day}_${away}${home}`;
  return [`${path}.pdf`, `${path}_book.pdf`];
}

/** What a file's name says of its game; null for a name of another form. The day is 8 digits. */
export function gamebookName(file: string): { day: string; away: string; home: string } | null {
  const [, day, away, home] = /^(\d{8})_([A-Z]{3})([A-Z]{3})(?:_book)?\.pdf$/.exec(file) ?? [];
  return day === undefined || away === undefined || home === undefined ? null : { day, away, home };
}

/** The rows of a game's paper. Throws a RefusedSourceError with what is wrong with it; nothing of it is used then. */
export async function readGamebook(
  bytes: Uint8Array,
  game: ScheduledGame,
  aliases: Aliases,
): Promise<Row[]> {
  const result = await parseGamebookPdf(bytes, expectedOf(game));
  if (result.status === "refused") return refuse(result.reason);
  const spelled = (name: string) => aliasOf(aliases, "nbac_gamebook", { name })?.as ?? name;
  return toRows(result.gamebook, game.id, spelled);
}

function expectedOf(game: ScheduledGame): ExpectedGame {
  const codeOf = (team: string): TeamCode =>
    isTeamCode(team) ? team : refuse(`${team} of game ${game.id} is none of the thirty teams`);
  return {
    date: game.date,
    visitor: codeOf(game.away),
    home: codeOf(game.home),
    visitorPoints: game.awayScore,
    homePoints: game.homeScore,
  };
}
