import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { type Cell, type Grid, isForeign } from "./grid.ts";

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
  isForeign(cell) ||
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
          cell.reason ?? (isForeign(cell) ? "somebody else wrote it" : ""),
        ],
      ];
    }),
  );
  // Error texts come from outside: a spreadsheet must not run one as a formula.
  return stringify([[...COLUMNS], ...records], { escape_formulas: true });
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
