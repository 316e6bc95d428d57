import { type CivilDate, epochDay } from "../dates/civil-date.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import { type Cell, columnOf, type Grid, isPresent } from "./grid.ts";

export type CellRef = { readonly table: string; readonly date: CivilDate };

/** Of a cell, whoever names it. */
export const keyOf = ({ table, date }: { table: string; date: string }): string =>
  `${table} ${date}`;

type Upstream = TableConfig["upstream"][number];

/** True when a date of the reading table reads `date` of the upstream: the window's ends are days back, both included. */
export function reads(window: Upstream["window"], reading: CivilDate, date: CivilDate): boolean {
  const back = epochDay(reading) - epochDay(date);
  return back <= window.from && back >= window.to;
}

/** The cells of the grid that a cell is computed from, its own date and the look-back. */
export function upstreamCells(grid: Grid, { table, date }: CellRef): Cell[] {
  const config = grid.tables.find(({ id }) => id === table);
  const day = epochDay(date);
  const found: Cell[] = [];
  for (const { table: id, window } of config?.upstream ?? []) {
    const column = columnOf(grid, id);
    // A column stands in the order of its dates: the window is a part of it.
    for (let at = firstFrom(column, day - window.from); at < column.length; at += 1) {
      const cell = column[at] as Cell;
      if (epochDay(cell.date) > day - window.to) break;
      found.push(cell);
    }
  }
  return found;
}

/** The index of the first cell on this day or later; the column's length where there is none. */
function firstFrom(column: readonly Cell[], day: number): number {
  let [low, high] = [0, column.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (epochDay((column[middle] as Cell).date) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every cell with rows, or that `takes` takes, which reads one of `changed`, directly or through others, in no particular order. */
export function downstreamOf(
  grid: Grid,
  changed: readonly CellRef[],
  takes: (cell: Cell) => boolean = isPresent,
): CellRef[] {
  const found = new Map<string, CellRef>();
  const seen = new Set(changed.map(keyOf));
  let frontier = changed;
  while (frontier.length > 0) {
    const byTable = Map.groupBy(frontier, ({ table }) => table);
    const next: CellRef[] = [];
    for (const table of grid.tables)
      for (const { table: id, window } of table.upstream) {
        const dates = byTable.get(id)?.map(({ date }) => date) ?? [];
        if (dates.length === 0) continue;
        for (const cell of columnOf(grid, table.id)) {
          const ref = { table: table.id, date: cell.date };
          if (seen.has(keyOf(ref)) || !takes(cell)) continue;
          if (!dates.some((date) => reads(window, cell.date, date))) continue;
          seen.add(keyOf(ref));
          found.set(keyOf(ref), ref);
          next.push(ref);
        }
      }
    frontier = next;
  }
  return [...found.values()];
}
