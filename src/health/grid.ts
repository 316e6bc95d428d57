import type { CivilDate } from "../dates/civil-date.ts";
import type { DateRange } from "../dates/range.ts";
import type { WarmUpPolicy } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../pipeline/schema.ts";
import type { GameDay } from "./calendar.ts";
import type { Differences } from "./compare.ts";
import type { Withheld } from "./withheld.ts";

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
  /** Rows beyond one a key, or games beyond the schedule's. */
  readonly surplus: number;
  /** Scheduled games without a row, where games are known by id. */
  readonly missingGames: readonly string[];
  /** Games whose points do not add up to the final score, or of which another source says otherwise. */
  readonly unreconciled: readonly string[];
  readonly measures: Readonly<Record<string, number>>;
  /** Somebody else wrote or removed rows that only this tool writes. */
  readonly changedOutside: boolean;
  /** The rule of an expected absence, or the error of an unknown. */
  readonly reason: string | null;
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
  /** The last line of each cell that somebody else has changed; not given where nobody looked. */
  readonly changedOutside?: ByCell<LastLine>;
  /** What each stale cell was computed from and holds something else now; not given where nobody looked. */
  readonly staleFrom?: ByCell<readonly ChangedUpstream[]>;
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
