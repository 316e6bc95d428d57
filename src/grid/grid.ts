import type { CivilDate } from "../dates/civil-date.ts";
import type { DateRange } from "../dates/range.ts";
import type { WarmUpPolicy } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../pipeline/schema.ts";
import type { GameDay } from "./calendar/calendar.ts";
import type { UndeclaredSeason } from "./calendar/undeclared.ts";
import type { HealthLine } from "./health-csv.ts";
import type { ColumnsRead } from "./observe/columns.ts";
import type { Differences } from "./observe/compare.ts";
import type { Usual } from "./observe/usual.ts";
import type { Withheld } from "./observe/withheld.ts";
import type { Retention } from "./retention.ts";
import type { Stray, Suspect } from "./strays.ts";

/** Exactly one a cell, in this order of precedence (docs/reference/states.md). */
export const CELL_STATES = [
  "unknown",
  "expected-absent",
  "missing",
  "over-count",
  "partial",
  "stale",
  "complete",
] as const;
export type CellState = (typeof CELL_STATES)[number];

/** What is known of the rows of a cell beyond how many there are. */
export type CellDetail = {
  /** Rows beyond one a declared key. */
  readonly duplicates: number;
  /** Rows that belong to another date, or to a game that the schedule does not know. */
  readonly strays: number;
  /** Keys of the table `of` without a row here, and keys here that it does not have; null where it covers none. */
  readonly keys: {
    readonly of: string;
    readonly missing: number;
    readonly extra: number;
    /** The games of the missing keys, where games are known. */
    readonly games: readonly string[];
  } | null;
  /** What is usual for the table, where this cell has less, with the games that do; games are empty for a whole date. */
  readonly belowUsual: (Usual & { readonly games: readonly string[] }) | null;
};

export const NO_DETAIL: CellDetail = { duplicates: 0, strays: 0, keys: null, belowUsual: null };

/** Rows that are there and cannot be trusted: doubled, of another date, or of keys that what they cover does not have. */
export const isUnsound = ({ state, detail }: Cell): boolean =>
  state === "over-count" || detail.duplicates > 0 || detail.strays > 0;

/** What an over-counted cell has more than it should: rows than keys, games than scheduled, rows than a full date, or than another table. */
export const OVER = ["keys", "games", "rows", "table", "strays", "upstream"] as const;
export type Over = {
  readonly by: (typeof OVER)[number];
  /** False where the source (a CSV) does not carry keys: then nobody knows whether rows repeat one. */
  readonly keysRead: boolean;
};

/** What one table holds for one game date. */
export type Cell = {
  readonly date: CivilDate;
  readonly table: string;
  readonly state: CellState;
  /** Not there yet, and still within the grace after its date. */
  readonly late: boolean;
  /** Rows are there, but fewer than the table declares for a full date. */
  readonly thin: boolean;
  /** Null where it could not be read, or where the source (a CSV) does not carry it. */
  readonly rows: number | null;
  /** Distinct games; null for tables that are not counted by game. */
  readonly games: number | null;
  /** What a full date holds, in `unit`; null where presence is all that is asked. */
  readonly expected: number | null;
  readonly unit: "games" | "rows";
  /** Rows beyond one a key, or beyond what is expected; games beyond the schedule's. */
  readonly surplus: number;
  /** What the surplus and the shortfall consist of, where more than counts is known. */
  readonly detail: CellDetail;
  /** Of an over-counted cell. */
  readonly over?: Over;
  /** Scheduled games without a row, where games are known by id. */
  readonly missingGames: readonly string[];
  /** Games whose points do not add up to the final score, or of which another source says otherwise. */
  readonly unreconciled: readonly string[];
  /** What the points add up to by game, where one of them does not equal its final score; null where all are NULL. */
  readonly points?: ReadonlyMap<string, number | null>;
  readonly measures: Readonly<Record<string, number>>;
  /** Somebody else wrote or removed rows that only this tool writes. */
  readonly changedOutside: boolean;
  /** The rule of an expected absence, why a date without a row is complete, or the error of an unknown. */
  readonly reason: string | null;
};

/** Rows where the calendar does not reach, and what the tables say against the schedule. */
export type OutsideCalendar = {
  readonly strays: readonly Stray[];
  readonly suspects: readonly Suspect[];
  readonly undeclared: UndeclaredSeason | null;
  /** Rows before the first declared season, by table. */
  readonly before: ReadonlyMap<
    string,
    { readonly rows: number; readonly first: CivilDate; readonly last: CivilDate }
  >;
};

/** What the ledger says last of a date that somebody else has changed since. */
export type LastLine = {
  readonly run: string;
  readonly how: "wrote" | "put back" | "loaded" | "saw" | "accepted";
  readonly rows: number;
  /** An ISO 8601 instant. */
  readonly at: string;
};

/** An upstream partition that holds other rows than when a cell was computed from it. */
export type ChangedUpstream = {
  readonly table: string;
  readonly date: CivilDate;
  readonly rowsThen: number;
  readonly rowsNow: number;
};

/** By table, then by date. */
export type ByCell<T> = ReadonlyMap<string, ReadonlyMap<CivilDate, T>>;

/** Every game date of a range through every table of an environment, as of an instant. */
export type Grid = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly range: DateRange;
  readonly asOf: Date;
  readonly policy: WarmUpPolicy;
  readonly days: readonly GameDay[];
  /** Why the ledger of writes could not be read, so that staleness is unknown; null where it was, or there is none. */
  readonly ledgerError: string | null;
  /** Games that their source withheld when it was last asked; not given where nobody looked. */
  readonly withheld?: Withheld;
  /** What two sources say otherwise of a player; not given where nobody compared. */
  readonly differences?: Differences;
  /** What stands outside the calendar; not given for a grid that was not read from a warehouse. */
  readonly outside?: OutsideCalendar;
  /** The lines of the CSV, where the grid was read from one. */
  readonly reported?: ReadonlyMap<CivilDate, HealthLine>;
  /** The tables' columns against the declaration and earlier validations; not given where nobody looked. */
  readonly columnsRead?: ColumnsRead;
  /** Of tables that do not keep everything, by id. */
  readonly retention?: ReadonlyMap<string, Retention>;
  /** The last line of each cell that somebody else has changed; not given where nobody looked. */
  readonly changedOutside?: ByCell<LastLine>;
  /** What each stale cell was computed from and holds something else now; not given where nobody looked. */
  readonly staleFrom?: ByCell<readonly ChangedUpstream[]>;
  /** What is usual for the tables that are held against their own history, by id. */
  readonly usual?: ReadonlyMap<string, Usual>;
  readonly tables: readonly TableConfig[];
  /** By table id, then in the order of `days`. */
  readonly columns: ReadonlyMap<string, readonly Cell[]>;
};

/** The cells of one table in the order of the days; empty for a table that is not part of the environment. */
export const columnOf = (grid: Grid, table: string): readonly Cell[] =>
  grid.columns.get(table) ?? [];

export const isPresent = (cell: Cell): boolean =>
  cell.state === "over-count" ||
  cell.state === "partial" ||
  cell.state === "stale" ||
  cell.state === "complete";

/** Rows that somebody else wrote where only this tool writes. */
export const isForeign = (cell: Cell): boolean => cell.changedOutside && isPresent(cell);

/** The cells of one day, by table id. */
export function cellsOfDay(grid: Grid, dayIndex: number): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const [table, column] of grid.columns) {
    const cell = column[dayIndex];
    if (cell !== undefined) cells.set(table, cell);
  }
  return cells;
}
