import { type CivilDate, epochDay } from "../dates/civil-date.ts";
import { columnOf, type Grid, isPresent } from "../health/grid.ts";
import type { TableConfig } from "../pipeline/schema.ts";

export type CellRef = { readonly table: string; readonly date: CivilDate };

export const keyOf = ({ table, date }: CellRef): string => `${table} ${date}`;

type Upstream = TableConfig["upstream"][number];

/** True when a date of the reading table reads `date` of the upstream: the window's ends are days back, both included. */
export function reads(window: Upstream["window"], reading: CivilDate, date: CivilDate): boolean {
  const back = epochDay(reading) - epochDay(date);
  return back <= window.from && back >= window.to;
}

/** The cells of the grid that a cell is computed from, its own date and the look-back. */
export function upstreamCells(grid: Grid, { table, date }: CellRef) {
  const config = grid.tables.find(({ id }) => id === table);
  return (config?.upstream ?? []).flatMap(({ table: id, window }) =>
    columnOf(grid, id).filter((cell) => reads(window, date, cell.date)),
  );
}

/** Every cell with rows that reads one of `changed`, directly or through others, in no particular order. */
export function downstreamOf(grid: Grid, changed: readonly CellRef[]): CellRef[] {
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
          if (seen.has(keyOf(ref)) || !isPresent(cell)) continue;
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
