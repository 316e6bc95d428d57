import { type CivilDate, epochDay } from "../../dates/civil-date.ts";
import { type Cell, columnOf, type Grid, isPresent } from "../../grid/grid.ts";
import { gamesCalendar } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { emptiedTables } from "../find/emptied.ts";

/** A stretch without a game this long does not happen within a season; the all-star break has 6 days. */
const NO_BREAK_IS_SO_LONG = 14;

/** Below this share of what the first layer has, a date counts as short. */
const SHORT_BELOW = 0.8;

export type LayerTable = {
  readonly table: string;
  readonly phase: string;
  /** games where the table is counted by game, else dates. */
  readonly unit: "games" | "dates";
  readonly has: number;
  readonly of: number;
  /** Dates below 80 % of the first layer's games, or without a row where games are not known. */
  readonly short: readonly CivilDate[];
  readonly unknown: number;
  /** Without a row on any date: it was emptied, never filled, or is declared under a wrong name. */
  readonly empty: boolean;
};

/**
 * The quick check by layer: each table against the box scores, the fullest of the raw tables a date. Where none of those
 * has a row they themselves are held against the schedule, so that nothing at all is no agreement. What a rule excuses,
 * and what is still within the grace there, is not asked for; what could not be read is counted apart.
 */
export function layerCheck(grid: Grid): LayerTable[] {
  const scheduleId = gamesCalendar(grid.pipeline)?.table;
  const raw = grid.pipeline.score.stages.find(({ kind }) => kind === "games");
  const rawIds = raw?.kind === "games" ? raw.tables : [];
  const firstLayer = grid.days.map((_, index) =>
    rawIds.length === 0
      ? 1 // nothing is counted by games: each date is asked for
      : Math.max(0, ...rawIds.map((id) => columnOf(grid, id)[index]?.games ?? 0)),
  );
  const scheduled = grid.days.map(({ games }) => games.length);
  const raws = new Set(rawIds);
  const watched = grid.tables.filter(({ id, shadow }) => id !== scheduleId && !shadow);
  const empty = new Set(
    emptiedTables(grid).flatMap(({ table, how }) => (how === "throughout" ? [table.id] : [])),
  );
  return watched
    .filter(({ phase }) => phase !== phaseOf(grid, scheduleId))
    .map((table) => {
      const checked = checkTable(grid, table, (index, cell) => {
        const most = firstLayer[index] ?? 0;
        const isGap = most === 0 && raws.has(table.id) && cell.state === "missing" && !cell.late;
        return isGap ? (scheduled[index] ?? 0) : most;
      });
      return { ...checked, empty: empty.has(table.id) };
    });
}

/** In season, and no game is listed for too long: the calendar is wrong, and everything it expects is nothing. */
export function hasEmptyCalendar({ pipeline, range, days }: Grid): boolean {
  if (days.some(({ unlisted }) => unlisted !== undefined)) return true;
  if (days.length > 0) return false;
  const { first, last } = range;
  return pipeline.seasons.some(({ opens, closes }) => {
    const [from, to] = [opens > first ? opens : first, closes < last ? closes : last];
    return epochDay(to) - epochDay(from) + 1 > NO_BREAK_IS_SO_LONG;
  });
}

const phaseOf = (grid: Grid, id: string | undefined): string | undefined =>
  grid.tables.find((table) => table.id === id)?.phase;

function checkTable(
  grid: Grid,
  table: TableConfig,
  gamesOf: (index: number, cell: Cell) => number,
): Omit<LayerTable, "empty"> {
  const cells = columnOf(grid, table.id)
    .map((cell, index) => ({ cell, games: gamesOf(index, cell) }))
    .filter(
      ({ cell }, index) =>
        cell.state !== "expected-absent" && grid.days[index]?.unlisted === undefined,
    );
  const read = cells.filter(({ cell }) => cell.state !== "unknown");
  const byGame = read.some(({ cell }) => cell.games !== null && cell.unit === "games");
  const has = (cell: Cell) => (byGame ? (cell.games ?? 0) : isPresent(cell) ? 1 : 0);
  const wanted = (games: number) => (byGame ? games : games > 0 ? 1 : 0);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    table: table.id,
    phase: table.phase,
    unit: byGame ? "games" : "dates",
    has: sum(read.map(({ cell, games }) => Math.min(has(cell), wanted(games)))),
    of: sum(read.map(({ games }) => wanted(games))),
    short: read
      .filter(({ cell, games }) => has(cell) < wanted(games) * SHORT_BELOW)
      .map(({ cell }) => cell.date),
    unknown: cells.length - read.length,
  };
}
