import type { Column, OpsTable, Params } from "./warehouse.ts";

export type { Column } from "./warehouse.ts";

export type NewShape = {
  readonly columns: readonly Column[];
  /** A day a partition; ignored where the engine has no partitions. */
  readonly partitionedBy?: string;
  readonly clusteredBy?: readonly string[];
};

/** What is there of a table. */
export type TableShape = {
  readonly columns: readonly Column[];
  /** Null where the table has none. `unit` is BigQuery's word, such as DAY; `column` is null for the time of arrival. */
  readonly partition: { readonly column: string | null; readonly unit: string } | null;
  readonly clusteredBy: readonly string[];
  /** A statement that does not filter by the partition's column is refused. */
  readonly requiresFilter: boolean;
  /** A date's rows are removed so many days after it; not given where they stay. */
  readonly retentionDays?: number;
  /** Why rows cannot be written to it, such as "is a view"; not given for a table. */
  readonly unwritable?: string;
  /** What may be kept from whoever asks; not given where nothing is. */
  readonly withheld?: {
    /** Columns with a policy tag, which may be masked. */
    readonly columns: readonly string[];
    /** Row access policies; null where they may not be listed. */
    readonly rowPolicies: number | null;
  };
};

export type DryRun = {
  /** What the statement would read; null where the engine does not say. */
  readonly bytes: number | null;
  readonly columns: readonly Column[];
};

/** `unknown` is no permission: the engine could not, or would not, say. */
export type Access =
  | { readonly status: "granted" }
  | { readonly status: "denied"; readonly missing: readonly string[] }
  | { readonly status: "unknown"; readonly why: string };

/** What is known of a warehouse beside its rows. Reads only; a failed read is thrown, never an empty answer. */
export interface WarehouseAdmin extends AsyncDisposable {
  readonly label: string;
  readonly abilities: {
    /** Tables have partitions and clusters. */
    readonly partitions: boolean;
    /** An account opens it, and may do what it was granted. */
    readonly grants: boolean;
    readonly maxConcurrentReads: number;
    /** A statement that would read more is refused; null where nothing is billed. */
    readonly maxBytesBilled: number | null;
  };
  /** A dataset and where it is, in capitals; null where there is none. */
  dataset(name: string): Promise<{ readonly location: string | null } | null>;
  /** Null where there is no such table. */
  describe(table: string): Promise<TableShape | null>;
  /** Checks a statement and runs nothing. Throws TableNotFoundError for a table that is not there. */
  dryRun(sql: string, params: Params): Promise<DryRun>;
  /** The columns of a recorded source, in the words of this engine's types. */
  recorded(sql: string): Promise<readonly Column[]>;
  /** Whether whoever is signed in may read, or also write, a table that is there. */
  mayUse(table: string, what: "read" | "write"): Promise<Access>;
  mayRunJobs(): Promise<Access>;
  /** The bookkeeping's tables as the warehouse port makes them. */
  readonly opsColumns: Readonly<Record<OpsTable, readonly Column[]>>;
}

/** Makes what is missing; what is there is left as it is. */
export interface WarehouseMaker extends WarehouseAdmin {
  createDataset(name: string): Promise<void>;
  createTable(table: string, shape: NewShape): Promise<void>;
}
