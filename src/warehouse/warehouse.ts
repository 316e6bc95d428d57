import type { CivilDate } from "../dates/civil-date.ts";
import type { Row, Value } from "../rows.ts";
import type { Content, DatedTable, FingerprintRequest, Observed, ObservedKind } from "./content.ts";
import type { LossGuard } from "./loss-guard.ts";
import type { Column, Params, TableColumns } from "./port-values.ts";
import type { TableStates } from "./states.ts";

export type { Column, Params, Row, TableColumns, Value };

/** What an engine can do, as data: code asks for an ability, never for a vendor. */
export type Abilities = {
  /** More than one process may use it at once; when false, a workflow plan has one leg. */
  readonly shared: boolean;
  /** Queries that are worth running at the same time. */
  readonly maxConcurrentQueries: number;
  /** Replacements that may run at the same time. */
  readonly maxConcurrentWrites: number;
  /** Dates that one replacement takes at best. */
  readonly datesAtOnce?: number;
  /** `estimate` says what a query would read, and `usage` what was billed. */
  readonly estimates: boolean;
  /** The most that one query may bill; the engine refuses a dearer one. Null where nothing is billed. */
  readonly maxBytesBilled: number | null;
  /** `partitionRows` and `tableStates` know of rows without reading them. */
  readonly partitionMetadata: boolean;
};

/** What a query would read, and what that would bill: there is a minimum for each table. */
export type Estimate = { readonly bytes: number; readonly bytesBilled: number };

/** One replacement whose price is asked for; `select` is null where the rows are loaded. */
export type ReplaceEstimateRequest = DatedTable & {
  readonly dates: readonly CivilDate[];
  readonly select: string | null;
};

/** What an open warehouse has cost so far. */
export type Usage = {
  readonly queries: number;
  /** Sums over those queries that said. */
  readonly bytesProcessed: number;
  readonly bytesBilled: number;
  /** Queries that did not say what they billed: the sums are then the least it was. */
  readonly unknown: number;
};

/** Rows a date as the engine's bookkeeping has them: never proof, and a date without rows may have no entry. */
export type TablePartitions =
  | {
      readonly table: string;
      readonly status: "by day";
      readonly rowsByDate: ReadonlyMap<CivilDate, number>;
      /** When each date last changed: an ISO 8601 instant; "" where the engine does not say. */
      readonly modifiedByDate: ReadonlyMap<CivilDate, string>;
    }
  | { readonly table: string; readonly status: "absent" | "not by day" };

/**
 * A place where the pipeline's tables live. SQL is the subset of GoogleSQL that both engines read alike
 * (docs/adr/0003-one-sql-text.md): backticked `dataset.table` names, `@name` parameters.
 */
export interface Warehouse extends AsyncDisposable {
  /** Named in headlines and errors, such as "DuckDB .warehouse/sample.duckdb". */
  readonly label: string;
  readonly abilities: Abilities;
  /** Throws TableNotFoundError for a table that does not exist, and the engine's own error as cause otherwise. */
  query(sql: string, params?: Params): Promise<readonly Row[]>;
  /** The columns of these tables, `dataset.table`, in the order given; free of charge. A failure is told by table. */
  columnsOf(tables: readonly string[]): Promise<readonly TableColumns[]>;
  /**
   * The columns that a SELECT gives, without running it; free of charge. Throws as `query` does, and RefusedStatementError
   * for a statement that cannot run, such as one that names a column that is not there.
   */
  describe(sql: string, params?: Params): Promise<readonly Column[]>;
  /** Asks without running, free of charge. Throws as `query` does; only where `abilities.estimates`. */
  estimate(sql: string, params?: Params): Promise<Estimate>;
  /** About what one `replaceDates` of these dates bills in all; asked as `estimate` is. */
  estimateReplace(request: ReplaceEstimateRequest): Promise<Estimate>;
  /** Null where nothing is billed. */
  usage(): Usage | null;
  /** Only where `abilities.partitionMetadata`. */
  partitionRows(tables: readonly DatedTable[]): Promise<readonly TablePartitions[]>;
  /**
   * What the engine knows of these tables, `dataset.table`, without reading rows; `marks` are those of an earlier answer.
   * Only where `abilities.partitionMetadata`. It may lag behind the rows. A table that cannot be told of is "unknown";
   * throws as `query` does where the partitions cannot be asked for.
   */
  tableStates(tables: readonly string[], marks: ReadonlyMap<string, string>): Promise<TableStates>;
  /**
   * The content of these dates now, in one query; a date without rows has no entry. The text is `<form>:<rows>-<sums>`.
   * Only texts of one form can be compared: the form changes with the volatile columns, and with an engine that hashes
   * differently. Columns in another order, and new ones without a value, change nothing.
   */
  fingerprints(request: FingerprintRequest): Promise<ReadonlyMap<CivilDate, Content>>;
  /** What `fingerprints` would read; asked as `estimate` is. */
  estimateFingerprints(request: FingerprintRequest): Promise<Estimate>;
}

/** Where the rows of a replacement come from. */
export type RowSource =
  /** One SELECT in the common SQL; may use `@dates`, `@first_date` and `@last_date` (the smallest and largest date). */
  | { readonly kind: "select"; readonly sql: string }
  /** SQL of the embedded engine over recorded files; only its rows of the claimed dates are taken. */
  | { readonly kind: "recorded"; readonly sql: string }
  /** Rows that somebody else made; all of the claimed dates. */
  | { readonly kind: "rows"; readonly rows: readonly Row[]; readonly only?: Only };
/** Only rows with these values are replaced. The others stay, moved by the engine alone, so that no digit is lost. */
export type Only = { readonly column: string; readonly values: readonly string[] };

/** What the ledger is to say about a replacement, written in the same atomic change. */
export type LedgerNote = {
  readonly run: string;
  /** The table's id in the pipeline. */
  readonly tableId: string;
  /** "refused": written without a part that its work order asks for. */
  readonly kind: "replace" | "undo" | "refused";
  /** What each date was computed from (src/backfill/ledger/lineage.ts). */
  readonly upstreamFingerprints: ReadonlyMap<CivilDate, string>;
  /** Left out of the fingerprints; none unless given. */
  readonly volatileColumns?: readonly string[] | undefined;
};

/** How far a write may change a date before it is refused (src/warehouse/losses.ts). */
export type WriteLimits = {
  /** Accept a date whose rows would shrink by more than half. */
  readonly allowShrink: boolean;
  /** Refuse a date that would end without rows. */
  readonly rowsExpected: boolean;
  /** What may not be taken away of the rows that are there; nothing is looked at unless given. */
  readonly losses?: LossGuard | undefined;
};

export type ReplaceRequest = WriteLimits & {
  /** `dataset.table`; created from the shape of the source when missing. */
  readonly table: string;
  readonly dateColumn: string;
  /** The claim: only rows of these dates are removed and written; rows of other dates in the source are an error. */
  readonly dates: readonly CivilDate[];
  readonly source: RowSource;
  /** Null for a first load, which keeps no rows and writes no ledger. */
  readonly ledger: LedgerNote | null;
};

/** Dates that somebody else writes, such as an operators' service, while this side keeps what was there before. */
export type WitnessRequest = WriteLimits &
  Pick<ReplaceRequest, "table" | "dateColumn" | "dates"> & {
    /** Of the kind "replace". */
    readonly ledger: LedgerNote;
  };

/**
 * Kinds of ledger lines. "kept" says what was there before somebody else began to write, and is no write. "refused" is
 * a write of somebody else that its work order does not accept: the rows are there, and can be taken back.
 */
export type LedgerKind = LedgerNote["kind"] | "kept" | "refused" | ObservedKind;

/** One date after it was written. A fingerprint is over the rows in any order, and "" where there are none. */
export type WrittenDate = {
  readonly date: CivilDate;
  readonly rows: number;
  readonly rowsBefore: number;
  readonly fingerprint: string;
  readonly fingerprintBefore: string;
};

export type RestoreRequest = {
  /** The run whose kept rows return. */
  readonly run: string;
  /** The run that takes it back, for the ledger. */
  readonly undoRun: string;
  readonly tables: readonly {
    readonly tableId: string;
    readonly table: string;
    readonly dateColumn: string;
    readonly dates: readonly CivilDate[];
    /** What the run left; a date that holds something else now was written by somebody else, and nothing is restored. */
    readonly fingerprints: ReadonlyMap<CivilDate, string>;
    /** How many rows are to return; fewer means that the kept rows are gone, and nothing is restored. */
    readonly rowsBefore: ReadonlyMap<CivilDate, number>;
    /** What the returning rows were computed from, for the ledger. */
    readonly upstreamFingerprints: ReadonlyMap<CivilDate, string>;
    /** Left out of the fingerprints; none unless given. */
    readonly volatileColumns?: readonly string[] | undefined;
  }[];
};

/** A row of one of the engine's own bookkeeping tables (dataset `ops`). */
export type OpsRow = Readonly<Record<string, Value>>;

export interface WritableWarehouse extends Warehouse {
  /**
   * The same, but what was read through it is not read again until this side writes it. Given only where nobody else can
   * write while the warehouse is open.
   */
  readonly remembering?: Warehouse;
  /**
   * Removes the claimed dates' rows and writes the new ones as one atomic change, with the replaced rows kept and the
   * ledger written in it: a reader sees each date old or new. Twice leaves the same rows. Throws, with nothing changed,
   * RefusedWriteError for a guard, else the engine's error.
   */
  replaceDates(request: ReplaceRequest): Promise<readonly WrittenDate[]>;
  /**
   * Lets somebody else write the claimed dates in `write`. Their rows are kept before it, and what is there afterwards is
   * recorded. Called again by the same run it keeps nothing twice: the first rows stay those to go back to. Throws what
   * `write` throws, and RefusedWriteError where dates shrank or stayed empty; in both cases what was written meanwhile is
   * in the ledger as "refused", so that it can be taken back. Throws the engine's error, before `write`, for a table that
   * does not exist.
   */
  witness(request: WitnessRequest, write: () => Promise<void>): Promise<readonly WrittenDate[]>;
  /** Puts back what a run replaced, all tables as one atomic change. Throws RefusedWriteError when somebody wrote later. */
  restore(request: RestoreRequest): Promise<readonly WrittenDate[]>;
  /** Appends ledger lines about content that was found; nothing where there are none. */
  recordObserved(observed: Observed): Promise<void>;
  /** Appends one row to `ops.<table>`, made with these columns when missing. */
  record(table: OpsTable, row: OpsRow): Promise<void>;
  /** Forgets kept rows of writes before this instant, or sees to it that the engine does, which may be a day later. */
  forgetKept(before: Date): Promise<void>;
}

export const OPS_TABLES = [
  "partition_writes",
  "backfill_runs",
  "cell_attempts",
  "row_sources",
] as const;
export type OpsTable = (typeof OPS_TABLES)[number];

/** A guard refused to write; trying again changes nothing. */
export class RefusedWriteError extends Error {
  override readonly name = "RefusedWriteError";
}

/** The engine cannot run a statement as it stands; trying again changes nothing. */
export class RefusedStatementError extends Error {
  override readonly name = "RefusedStatementError";
}
