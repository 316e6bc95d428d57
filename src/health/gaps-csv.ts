import { stringify } from "csv-stringify/sync";
import type { Cell, Grid } from "./grid.ts";

const COLUMNS = [
  "game_date",
  "phase",
  "table",
  "state",
  "late",
  "thin",
  "rows",
  "games",
  "expected",
  "unit",
  "missing_games",
  "reason",
] as const;

/** True for a cell that a person may have to look at; complete and expected cells are not. */
const isGap = (cell: Cell): boolean =>
  (cell.state !== "complete" && cell.state !== "expected-absent") ||
  cell.thin ||
  cell.unreconciled.length > 0;

/** Every cell that is not as it should be, sorted by date and then in the pipeline's order. */
export function writeGapsCsv(grid: Grid): string {
  const records = grid.days.flatMap((_, index) =>
    grid.tables.flatMap((table) => {
      const cell = grid.columns.get(table.id)?.[index];
      if (cell === undefined || !isGap(cell)) return [];
      return [
        [
          cell.date,
          table.phase,
          cell.table,
          cell.state,
          cell.late ? "late" : "",
          cell.thin ? "thin" : "",
          cell.rows ?? "",
          cell.games ?? "",
          cell.expected ?? "",
          cell.unit,
          cell.missingGames.join(" "),
          cell.reason ?? "",
        ],
      ];
    }),
  );
  // Error texts come from outside: a spreadsheet must not run one as a formula.
  return stringify([[...COLUMNS], ...records], { escape_formulas: true });
}
