import type { CivilDate } from "../dates/civil-date.ts";
import type { DateRange } from "../dates/range.ts";
import type { WarmUpPolicy } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../pipeline/schema.ts";
import type { GameDay } from "./calendar.ts";
import type { Differences } from "./compare.ts";
import type { HealthLine } from "./csv.ts";
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

/** What an over-counted cell has more than it should: rows than keys, games than scheduled, rows than a full date, or than another table. */
export const OVER = ["keys", "games", "rows", "table"] as const;
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
  /** Of an over-counted cell. */
  readonly over?: Over;
  /** Scheduled games without a row, where games are known by id. */
  readonly missingGames: readonly string[];
  /** Games whose points do not add up to the final score, or of which another source says otherwise. */
  readonly unreconciled: readonly string[];
  /** What the points add up to by game, where one of them does not equal its final score; null where all are NULL. */
  readonly points?: ReadonlyMap<string, number | null>;
  readonly measures: Readonly<Record<string, number>>;
  /** The rule of an expected absence, or the error of an unknown. */
  readonly reason: string | null;
};

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
  /** The lines of the CSV, where the grid was read from one. */
  readonly reported?: ReadonlyMap<CivilDate, HealthLine>;
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

/** The cells of one day, by table id. */
export function cellsOfDay(grid: Grid, dayIndex: number): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const [table, column] of grid.columns) {
    const cell = column[dayIndex];
    if (cell !== undefined) cells.set(table, cell);
  }
  return cells;
}
