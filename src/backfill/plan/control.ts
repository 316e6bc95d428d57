import { z } from "zod";
import { DateSchema } from "../../dates/schema.ts";
import type { CellRef } from "../../grid/cascade.ts";
import { columnOf, type Grid } from "../../grid/grid.ts";
import { canonical } from "../../pipeline/hash.ts";
import { producerOf } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Plan } from "../../records/plan.ts";
import type { Row } from "../../rows.ts";

/** A complete date that a service computed once more, against what was there. Its rows are put back either way. */
export const ControlSchema = z.strictObject({
  table: z.string(),
  date: DateSchema,
  /** Before. */
  rows: z.int().nonnegative(),
  /** Rows with other values, rows that are gone and rows that are new. */
  differing: z.int().nonnegative(),
  /** In which the rows with other values differ. */
  columns: z.array(z.string()),
  /** Why the run was stopped for it; null where it was not. */
  stopped: z.string().nullable(),
});
export type Control = z.infer<typeof ControlSchema>;

/**
 * For each service that the cells need, by its address: the newest complete date of its first table there, outside the
 * plan. A service without one has no control.
 */
export function chooseControls(grid: Grid, plan: Plan, pending: readonly CellRef[]): CellRef[] {
  const ids = new Set(pending.map(({ table }) => table));
  const planned = new Set(plan.cells.map(({ date }) => date));
  const first = new Map<string, TableConfig>();
  for (const table of grid.tables.filter(({ id }) => ids.has(id))) {
    const producer = producerOf(table, grid.environment);
    // Its rows come when they come: they would come after the date was put back.
    if (producer.kind !== "service" || producer.unit === "game") continue;
    const address = producer.url ?? producer.urlFrom ?? "";
    if (!first.has(address)) first.set(address, table);
  }
  return [...first.values()].flatMap((table) => {
    const skipsWarmUp = grid.pipeline.warmUp.tables.includes(table.id) && !plan.includeWarmUp;
    const cell = columnOf(grid, table.id).findLast(({ state, thin, late, date }, index) => {
      const isWarmUp = (grid.days[index]?.seasonDay ?? 0) < grid.pipeline.warmUp.days;
      if (planned.has(date) || (skipsWarmUp && isWarmUp)) return false;
      return state === "complete" && !thin && !late;
    });
    return cell === undefined ? [] : [{ table: table.id, date: cell.date }];
  });
}

/**
 * How the rows of a date differ, matched by the table's keys, its volatile columns left out. A key may have several rows,
 * as where a service keeps its earlier versions: those that are equal are matched first.
 */
export function compareRows(
  { keys, volatileColumns = [] }: Pick<TableConfig, "keys" | "volatileColumns">,
  before: readonly Row[],
  after: readonly Row[],
): Pick<Control, "rows" | "differing" | "columns"> {
  const differences = (one: Row, other: Row) =>
    [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
      (name) => !volatileColumns.includes(name) && !isSame(one[name] ?? null, other[name] ?? null),
    );
  const keyOfRow = (row: Row) => canonical(keys.map((key) => row[key] ?? null));
  const old = Map.groupBy(before, keyOfRow);
  const unmatched = after.filter((row) => {
    const same = old.get(keyOfRow(row)) ?? [];
    const at = same.findIndex((was) => differences(was, row).length === 0);
    if (at === -1) return true;
    same.splice(at, 1);
    return false;
  });
  const columns = new Set<string>();
  for (const row of unmatched) {
    const was = old.get(keyOfRow(row))?.pop();
    if (was !== undefined) for (const name of differences(was, row)) columns.add(name);
  }
  const gone = [...old.values()].reduce((sum, rows) => sum + rows.length, 0);
  return {
    rows: before.length,
    differing: unmatched.length + gone,
    columns: [...columns].sort(),
  };
}

/** Sums of the same numbers in another order differ in their last digits. */
function isSame(one: Row[string] | undefined, other: Row[string] | undefined): boolean {
  if (typeof one !== "number" || typeof other !== "number") return one === other;
  return Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other));
}

/** Columns named where a control date differs. */
const MOST_COLUMNS = 8;

/** Why a run is stopped where a control date differs; null within the tolerance, a share of its rows. */
export function controlVerdict(
  { table, date }: CellRef,
  { rows, differing, columns }: Pick<Control, "rows" | "differing" | "columns">,
  tolerance: number,
): string | null {
  if (differing <= tolerance * Math.max(rows, 1)) return null;
  const more = columns.length > MOST_COLUMNS ? ` and ${columns.length - MOST_COLUMNS} more` : "";
  const where =
    columns.length === 0 ? "" : ` (in ${columns.slice(0, MOST_COLUMNS).join(", ")}${more})`;
  return `the service of ${table} computes something else than what is there: on the control date ${date}, which was complete, ${differing} of ${rows} rows differ${where}. Columns that differ at every run are declared as volatileColumns`;
}
