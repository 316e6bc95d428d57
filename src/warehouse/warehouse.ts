import type { CivilDate } from "../dates/civil-date.ts";

/** What every engine returns, whatever its driver gives: dates as YYYY-MM-DD, instants as ISO 8601 UTC, whole numbers as numbers. */
export type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;

/** A typed query parameter; the type is written as GoogleSQL writes it. */
export type Param =
  | { readonly type: "DATE"; readonly value: CivilDate }
  | { readonly type: "ARRAY<DATE>"; readonly value: readonly CivilDate[] }
  | { readonly type: "STRING"; readonly value: string }
  | { readonly type: "INT64"; readonly value: number };
export type Params = Readonly<Record<string, Param>>;

/** What an engine can do, as data: code asks for an ability, never for a vendor. */
export type Abilities = {
  /** More than one process may use it at once; when false, a workflow plan has one leg. */
  readonly shared: boolean;
  /** Queries that are worth running at the same time. */
  readonly maxConcurrentQueries: number;
};

/**
 * A place where the pipeline's tables live. SQL is the subset of GoogleSQL that both engines read alike
 * (docs/adr/0003): backticked `dataset.table` names, `@name` parameters.
 */
export interface Warehouse extends AsyncDisposable {
  /** Named in headlines and errors, such as "DuckDB .warehouse/sample.duckdb". */
  readonly label: string;
  readonly abilities: Abilities;
  /** Throws TableNotFoundError for a table that does not exist, and the engine's own error as cause otherwise. */
  query(sql: string, params?: Params): Promise<readonly Row[]>;
}

export type ReplaceRequest = {
  /** `dataset.table`; created from the shape of `selectSql` when missing. */
  readonly table: string;
  readonly dateColumn: string;
  /** The claim: only rows of these dates are removed and written. */
  readonly dates: readonly CivilDate[];
  /** May use `@dates`, `@first_date` and `@last_date` (the smallest and largest of `dates`). */
  readonly selectSql: string;
};

export interface WritableWarehouse extends Warehouse {
  /** Removes the claimed dates' rows and writes the new ones as one atomic change; running it twice leaves the same rows. Returns rows written. */
  replaceDates(request: ReplaceRequest): Promise<number>;
}
