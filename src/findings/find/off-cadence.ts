import type { Grid } from "../../grid/grid.ts";
import { strayByCadence } from "../../grid/off-cadence.ts";
import { cadenceWords } from "../../pipeline/rhythm.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { FindingInput } from "../finding.ts";

/** Rows on days that a table's cadence leaves out: misplaced, with their count. */
export function offCadenceRows(grid: Grid, table: TableConfig): FindingInput[] {
  if (table.cadence === undefined) return [];
  const cells = strayByCadence(grid, table);
  const rows = cells.reduce((sum, cell) => sum + (cell.rows ?? 0), 0);
  return [
    {
      kind: "off-cadence",
      subject: table.id,
      priority: "P1",
      title: `${table.title ?? table.id}: ${rows} rows on days outside its cadence (${cadenceWords(table.cadence)})`,
      cells,
    },
  ];
}
