import { offCadence } from "../pipeline/rhythm.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import { type Cell, columnOf, type Grid } from "./grid.ts";

/** Rows of a table on a day that its cadence leaves out. */
export const isStrayByCadence = (table: TableConfig, { state, rows, date }: Cell): boolean =>
  state === "expected-absent" && (rows ?? 0) > 0 && offCadence(table, date) !== null;

/** The cells of a table that hold rows although its cadence leaves their days out. */
export const strayByCadence = (grid: Grid, table: TableConfig): readonly Cell[] =>
  columnOf(grid, table.id).filter((cell) => isStrayByCadence(table, cell));
