import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import type { TableConfig } from "../../pipeline/schema.ts";
import { visible } from "../../text/visible.ts";
import { isAwaited } from "../arrival.ts";
import { cellReason } from "../cell-words.ts";
import { type Cell, type Grid, isForeign } from "../grid.ts";
import { isStrayByCadence } from "../off-cadence.ts";

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

/** True for a cell that a person may have to look at; complete, expected and awaited cells are not. */
const isGap = (grid: Grid, table: TableConfig, cell: Cell): boolean =>
  (cell.state !== "complete" &&
    cell.state !== "expected-absent" &&
    !(cell.late && isAwaited(grid, table, cell.date))) ||
  cell.thin ||
  isForeign(cell) ||
  cell.unreconciled.length > 0 ||
  isStrayByCadence(table, cell);

/** Every cell that is not as it should be, with why, one line each; sorted by date and then in the pipeline's order. */
export function writeGapsCsv(grid: Grid): string {
  const records = grid.days.flatMap((day, index) =>
    grid.tables.flatMap((table) => {
      const cell = grid.columns.get(table.id)?.[index];
      if (cell === undefined || !isGap(grid, table, cell)) return [];
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
          cellReason(cell, table, { differences: grid.differences, day }),
        ],
      ];
    }),
  );
  // Error texts come from outside: a spreadsheet must not run one as a formula.
  return visible(stringify([[...COLUMNS], ...records], { escape_formulas: true }));
}

/** The games that a table lacks on a date, where games are known by id. */
export type MissingGames = {
  readonly date: string;
  readonly table: string;
  readonly games: readonly string[];
};

/** Of a file as it is written here. Throws for a text that is no CSV; a column that is not there is empty. */
export function readMissingGames(csv: string): MissingGames[] {
  const records: Record<string, string>[] = parse(csv, { columns: true });
  return records.flatMap(({ game_date: date = "", table = "", missing_games: ids = "" }) => {
    const games = ids.split(" ").filter((id) => id !== "");
    return games.length === 0 ? [] : [{ date, table, games }];
  });
}
