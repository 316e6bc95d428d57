import type { CivilDate } from "../dates/civil-date.ts";
import { cellsOfDay, type Grid } from "../grid/grid.ts";

/** The newest game dates that are looked back at from one run to the next. */
const NEWEST_DATES = 7;

/** How much a newest date lacks: games by table that counts games, and 1 for each other table without a row. */
export type RecentDate = { readonly date: CivilDate; readonly lacking: number };

/** The newest game dates, those that lack nothing too; without those of which a table could not be read. */
export function recentDates(grid: Grid): RecentDate[] {
  const watched = new Set(grid.tables.filter(({ shadow }) => !shadow).map(({ id }) => id));
  const from = Math.max(0, grid.days.length - NEWEST_DATES);
  return grid.days.slice(from).flatMap(({ date }, index) => {
    const cells = [...cellsOfDay(grid, from + index).values()].filter(({ table }) =>
      watched.has(table),
    );
    // With a table unread nobody knows how much is lacking.
    if (cells.some(({ state }) => state === "unknown")) return [];
    const lacking = cells.reduce((sum, { state, unit, missingGames }) => {
      if (state !== "missing" && state !== "partial") return sum;
      return sum + (unit === "games" ? Math.max(1, missingGames.length) : 1);
    }, 0);
    return [{ date, lacking }];
  });
}

export type Trend = "filled" | "recovering" | "unchanged" | "worse";
export type RecentChange = {
  readonly date: string;
  readonly was: number;
  readonly now: number;
  readonly trend: Trend;
};

/** What became of the dates that lacked something at an earlier look; dates that either look did not see are left out. */
export function recentChanges(
  before: readonly { readonly date: string; readonly lacking: number }[],
  now: readonly RecentDate[],
): RecentChange[] {
  return before.flatMap(({ date, lacking: was }) => {
    const found = now.find((one) => one.date === date);
    if (found === undefined || (was === 0 && found.lacking === 0)) return [];
    return [{ date, was, now: found.lacking, trend: trendOf(was, found.lacking) }];
  });
}

function trendOf(was: number, now: number): Trend {
  if (now > was) return "worse";
  if (now === was) return "unchanged";
  return now === 0 ? "filled" : "recovering";
}
