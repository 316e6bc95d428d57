import type { CivilDate } from "../../../dates/civil-date.ts";
import type { Row } from "../../../warehouse/warehouse.ts";
import { refuse } from "./refusal.ts";

/** A game as the warehouse's schedule has it. */
export type ScheduledGame = {
  readonly id: string;
  readonly date: CivilDate;
  /** Team codes, such as MEM. */
  readonly home: string;
  readonly away: string;
  /** Final points; null where the schedule has none. */
  readonly homeScore: number | null;
  readonly awayScore: number | null;
};

/** The words of a game for messages, such as "0022400500 LAC@MIN on 2025-01-06". */
export const gameText = ({ id, date, home, away }: ScheduledGame): string =>
  `${id} ${away}@${home} on ${date}`;

/** The season's first year, which the id carries: 0022400500 is of 2024. */
export const seasonOfGame = (id: string): number => 2000 + Number(id.slice(3, 5));

/** Refuses points that are not the schedule's final score; what the schedule does not know yet is not compared. */
export function checkScore(game: ScheduledGame, home: number, away: number, whose: string): void {
  const differs = (ours: number | null, theirs: number) => ours !== null && ours !== theirs;
  if (differs(game.homeScore, home) || differs(game.awayScore, away))
    refuse(
      `${whose} end ${game.away} ${away}, ${game.home} ${home}; the schedule has ${game.away} ${game.awayScore}, ${game.home} ${game.homeScore}`,
    );
}

/** As the warehouse's tables spell a player: lower case, no diacritics, letters and digits alone. */
export const lookupOf = (name: string): string =>
  name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");

/** What a source's reader makes of one game. */
export type GameRows = { readonly game: string; readonly rows: readonly Row[] };

/** Whether two readings of a game are the same, whatever the order of their rows. */
export function sameRows(one: readonly Row[], other: readonly Row[]): boolean {
  const lines = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort();
  return lines(one).join("\n") === lines(other).join("\n");
}
