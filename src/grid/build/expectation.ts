import type { CivilDate } from "../../dates/civil-date.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { GameDay } from "../calendar/calendar.ts";
import type { Cell } from "../grid.ts";
import type { Observation } from "../observe/counts.ts";
import type { GridInput } from "./grid-input.ts";
export type Expectation = {
  readonly unit: "games" | "rows";
  readonly expected: number | null;
  /** Below this a present cell is thin; null where presence is all that is asked. */
  readonly thinBelow: number | null;
  /** Rows above this are a surplus; null where there is no upper bound. */
  readonly atMost: number | null;
  /** It is measured by the rows of another table. */
  readonly ofTable?: true;
};

export function expectation(
  { observations }: GridInput,
  table: TableConfig,
  day: GameDay,
  games: number,
  other: Cell | undefined,
): Expectation {
  const { full } = table;
  if (full === undefined || full === "presence")
    return { unit: "rows", expected: null, thinBelow: null, atMost: null };
  if ("fixed" in full)
    return { unit: "rows", expected: full.fixed, thinBelow: full.fixed, atMost: full.fixed };
  if ("share" in full) {
    // Undefined where the other table is computed from this one: then it has not been judged yet.
    const rows = other === undefined ? rowsOn(observations, full.share.of, day) : soundRows(other);
    const least = rows === null ? null : Math.ceil(rows * full.share.atLeast);
    const { atMost } = full.share;
    // Misplaced rows of the other table may be those that these were made from.
    const isMeasure = atMost !== undefined && (other?.detail.strays ?? 0) === 0;
    const most = rows === null || !isMeasure ? null : Math.floor(rows * atMost);
    return { unit: "rows", expected: rows, thinBelow: least, atMost: most, ofTable: true };
  }
  const { rowsPerGame } = full.games;
  return {
    unit: "games",
    expected: games,
    thinBelow: rowsPerGame === undefined ? null : rowsPerGame * games,
    atMost: rowsPerGame === undefined ? null : rowsPerGame * day.games.length,
  };
}

export function rowsOn(observations: GridInput["observations"], id: string, { date }: GameDay) {
  const other = observations.get(id);
  const isRead = other?.status === "read" && whyNotRead(other, date) === null;
  return isRead ? (other.counts.get(date)?.rows ?? 0) : null;
}

/** Rows that are neither doubled, misplaced nor of keys that nothing knows; null where they could not be read. */
export const soundRows = ({ rows, detail: { duplicates, strays, keys } }: Cell): number | null =>
  rows === null ? null : Math.max(0, rows - duplicates - strays - (keys?.extra ?? 0));

/** Why a table is unread on a date; null where it was read. */
export function whyNotRead(observation: Observation | undefined, date: CivilDate): string | null {
  if (observation === undefined) return "was not read";
  if (observation.status === "unread") return observation.error;
  return observation.unreadDates?.get(date) ?? null;
}
