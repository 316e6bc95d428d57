import { columnOf, type Grid } from "../grid/grid.ts";
import type { TableConfig } from "../pipeline/schema.ts";

/** Grades cannot exist where no prediction does: the gap is the other table's. */
export function isExplainedByAnother(grid: Grid, table: TableConfig, index: number): boolean {
  if (typeof table.full !== "object" || !("share" in table.full)) return false;
  return columnOf(grid, table.full.share.of)[index]?.state === "missing";
}
