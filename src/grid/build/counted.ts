import { gamesCalendar } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Game, GameDay } from "../calendar/calendar.ts";
import { type CellDetail, type CellState, OVER, type Over } from "../grid.ts";
import type { DateCounts } from "../observe/counts.ts";
import type { Expectation } from "./expectation.ts";
import type { GridInput } from "./grid-input.ts";
/** Games of the date without a row; for the schedule itself those that other tables hold and it does not list. */
export function missingOf(
  { pipeline, outside }: GridInput,
  { id }: TableConfig,
  { date }: GameDay,
  expected: readonly Game[],
  { gameIds }: DateCounts,
  byGame: boolean,
): string[] {
  if (gamesCalendar(pipeline)?.table === id)
    return (outside?.suspects ?? []).flatMap((one) =>
      one.date === date && one.game !== null ? [one.game] : [],
    );
  return byGame && gameIds !== null
    ? expected.map((game) => game.id).filter((game) => !gameIds.has(game))
    : [];
}

/** Rows without those of games that the date does not count, where that is known. */
export function rowsOfGames({ outside }: GridInput, counts: DateCounts, { games }: GameDay) {
  if (outside === undefined || counts.rowsByGame === undefined) return counts.rows;
  return games.reduce((sum, { id }) => sum + (counts.rowsByGame?.get(id) ?? 0), 0);
}

/** The largest surplus, and what it is a surplus over: where rows repeat their keys, that explains as many others. */
export function surplusOf(
  { outside }: GridInput,
  counts: DateCounts,
  counted: number | null,
  full: Expectation,
  scheduled: number,
  { strays, keys }: CellDetail,
) {
  const rows = full.atMost === null ? 0 : (counted ?? 0) - full.atMost;
  const isByGame = full.unit === "games" && outside === undefined;
  const found: Record<Over["by"], number> = {
    keys: counts.surplus ?? 0,
    // Where the schedule is read too, games that it does not list are known as strays.
    games: isByGame ? (counts.games ?? 0) - scheduled : 0,
    rows: full.ofTable ? 0 : rows,
    table: full.ofTable ? rows : 0,
    strays,
    upstream: keys?.extra ?? 0,
  };
  const surplus = Math.max(0, ...Object.values(found));
  const by = OVER.find((one) => found[one] === surplus) ?? "keys";
  return { surplus, over: { by, keysRead: counts.surplus !== null } };
}

export function stateOf(
  counts: DateCounts,
  full: Expectation,
  surplus: number,
  missingGames: number,
  isStale: boolean,
): CellState {
  const present = (counts.rows ?? counts.games ?? 0) > 0;
  if (!present) return "missing";
  if (surplus > 0) return "over-count";
  const short =
    full.unit === "games" && counts.games !== null && counts.games < (full.expected ?? 0);
  if (short || missingGames > 0) return "partial";
  return isStale ? "stale" : "complete";
}

export const isThin = (
  rows: number | null,
  { thinBelow }: Expectation,
  { keys, belowUsual }: CellDetail,
): boolean =>
  (thinBelow !== null && rows !== null && rows < thinBelow) ||
  (keys?.missing ?? 0) > 0 ||
  belowUsual !== null;
