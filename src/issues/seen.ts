import { type Cell, type CellState, columnOf, type Grid } from "../grid/grid.ts";
import type { TableConfig } from "../pipeline/schema.ts";

/** States that another source, or another table's rows, may have something to say against. */
const COMPARED: readonly CellState[] = ["complete", "stale", "partial"];

/**
 * Whether all was looked at that could speak against a cell of this table: nothing is closed on what was not. A cell is
 * not seen while it is unknown, and beyond that where it would look well only because the comparison that its table
 * declares was not made, the table that it is measured by was not read, or the ledger was not, so that nobody knows
 * what is stale and what somebody else changed.
 */
export function seenIn(grid: Grid, table: TableConfig): (cell: Cell, day: number) => boolean {
  const isThere = (id: string): boolean => grid.tables.some((one) => one.id === id);
  const { compare, full } = table;
  const isAlone = compare === undefined || !isThere(compare.with);
  const isCompared = grid.differences?.has(table.id) ?? false;
  const measure = typeof full === "object" && "share" in full ? columnOf(grid, full.share.of) : [];
  const isService = table.producers[grid.environment]?.kind === "service";
  const isTraced = grid.ledgerError === null || (table.upstream.length === 0 && isService);
  return ({ state }, day) => {
    if (state === "unknown") return false;
    const isMeasured = measure[day]?.state !== "unknown" && (isAlone || isCompared);
    if (!isMeasured && COMPARED.includes(state)) return false;
    return isTraced || state !== "complete";
  };
}
