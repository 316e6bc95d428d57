import { epochDay } from "../../dates/civil-date.ts";
import { type CellRef, keyOf } from "../../grid/cascade.ts";
import { type Cell, columnOf, type Grid } from "../../grid/grid.ts";
import type { TableConfig } from "../../pipeline/schema.ts";

type Planned = CellRef & { readonly because: string };

/**
 * The cells that a repair leaves stale, at worst: they read a cell of the plan that may get other rows, and are not in
 * it. `planned` stands in the order of a run: upstreams first, and a table's dates from the oldest.
 */
export function becomesStaleBy(grid: Grid, planned: readonly Planned[]): ReadonlySet<string> {
  const changed = new Map<string, number[]>();
  const tables = new Map(grid.tables.map((table) => [table.id, table]));
  for (const ref of planned) {
    const table = tables.get(ref.table);
    if (table === undefined || !getsOtherRows(grid, table, ref, changed)) continue;
    changed.set(table.id, [...(changed.get(table.id) ?? []), epochDay(ref.date)]);
  }
  const inPlan = new Set(planned.map(keyOf));
  return new Set(
    grid.tables.flatMap((table) =>
      columnOf(grid, table.id)
        .filter((cell) => !inPlan.has(keyOf(cell)) && readsChanged(table, cell, changed))
        .map(keyOf),
    ),
  );
}

/** Why a complete cell is run again, and not because something is wrong with it. */
const KEEPS_ROWS = ["force", "downstream"];

type Days = ReadonlyMap<string, readonly number[]>;

function readsChanged({ upstream }: TableConfig, { date }: CellRef, changed: Days): boolean {
  const day = epochDay(date);
  return upstream.some(({ table, window }) =>
    changed.get(table)?.some((one) => day - one <= window.from && day - one >= window.to),
  );
}

/**
 * One that lacks something or reads what changes, and a stale one, which may turn out the same. What is complete and
 * rebuilt by force is computed to the same rows, and what somebody else changed or removed returns to what it was.
 */
function getsOtherRows(grid: Grid, table: TableConfig, ref: Planned, changed: Days): boolean {
  if (readsChanged(table, ref, changed)) return true;
  const cell = columnOf(grid, ref.table).find(({ date }) => date === ref.date);
  if (cell === undefined || cell.changedOutside) return false;
  return cell.state !== "complete" || cell.thin || !KEEPS_ROWS.includes(ref.because);
}

/** The grid with these cells stale, where they are complete. */
export function withStale(grid: Grid, keys: ReadonlySet<string>): Grid {
  if (keys.size === 0) return grid;
  const stale = (cell: Cell): Cell =>
    cell.state === "complete" && keys.has(keyOf(cell)) ? { ...cell, state: "stale" } : cell;
  const columns = new Map([...grid.columns].map(([id, column]) => [id, column.map(stale)]));
  return { ...grid, columns };
}
