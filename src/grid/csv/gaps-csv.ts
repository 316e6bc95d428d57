import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import type { TableConfig } from "../../pipeline/schema.ts";
import { visible } from "../../text/visible.ts";
import { isAwaited } from "../arrival.ts";
import type { GameDay } from "../calendar/calendar.ts";
import { cellReason } from "../cell-words.ts";
import { type Cell, type Grid, isForeign } from "../grid.ts";
import { isStrayByCadence } from "../off-cadence.ts";

/** A cell in its table and on its date. */
type Gap = {
  readonly cell: Cell;
  readonly table: TableConfig;
  readonly day: GameDay;
  readonly grid: Grid;
};

/** The columns in their order, each with what it holds. */
const COLUMNS: readonly (readonly [name: string, value: (gap: Gap) => string | number | null])[] = [
  ["game_date", ({ cell }) => cell.date],
  ["phase", ({ table }) => table.phase],
  ["table", ({ cell }) => cell.table],
  ["state", ({ cell }) => cell.state],
  ["late", ({ cell }) => (cell.late ? "late" : "")],
  ["thin", ({ cell }) => (cell.thin ? "thin" : "")],
  ["rows", ({ cell }) => cell.rows],
  ["games", ({ cell }) => cell.games],
  ["expected", ({ cell }) => cell.expected],
  ["unit", ({ cell }) => cell.unit],
  ["missing_games", ({ cell }) => cell.missingGames.join(" ")],
  [
    "reason",
    ({ cell, table, day, grid }) => cellReason(cell, table, { differences: grid.differences, day }),
  ],
];

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
      return [COLUMNS.map(([, value]) => value({ cell, table, day, grid }) ?? "")];
    }),
  );
  // Error texts come from outside: a spreadsheet must not run one as a formula.
  return visible(stringify([COLUMNS.map(([name]) => name), ...records], { escape_formulas: true }));
}

/** A line of the file; a figure that nobody knew is null. */
export type GapLine = {
  readonly date: string;
  readonly table: string;
  readonly state: string;
  readonly late: boolean;
  readonly thin: boolean;
  readonly rows: number | null;
  readonly games: number | null;
  readonly expected: number | null;
  readonly unit: string;
  readonly missingGames: readonly string[];
  readonly reason: string;
};

/** Of a file as it is written here. Throws for a text that is no CSV. */
export function readGaps(csv: string): GapLine[] {
  const records: Record<string, string>[] = parse(csv, { columns: true });
  return records.map(({ game_date: date = "", table = "", state = "", unit = "", ...line }) => ({
    ...{ date, table, state, unit },
    late: line["late"] === "late",
    thin: line["thin"] === "thin",
    rows: figure(line["rows"]),
    games: figure(line["games"]),
    expected: figure(line["expected"]),
    missingGames: ids(line["missing_games"]),
    // As it was before a spreadsheet was kept from running it.
    reason: (line["reason"] ?? "").replace(/^'(?=[=+\-@\t\r])/, ""),
  }));
}

const figure = (text = ""): number | null => (/^\d+$/.test(text) ? Number(text) : null);
const ids = (text = ""): string[] => text.split(" ").filter((id) => id !== "");

/** The games that a table lacks on a date, where games are known by id. */
export type MissingGames = {
  readonly date: string;
  readonly table: string;
  readonly games: readonly string[];
};

/** Of a file as it is written here. Throws for a text that is no CSV; a column that is not there is empty. */
export const readMissingGames = (csv: string): MissingGames[] =>
  readGaps(csv)
    .filter(({ missingGames }) => missingGames.length > 0)
    .map(({ date, table, missingGames: games }) => ({ date, table, games }));
