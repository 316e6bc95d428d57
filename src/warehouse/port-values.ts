import type { CivilDate } from "../dates/civil-date.ts";

/** `type` is the engine's own word, one word a type: INT64 on BigQuery, BIGINT on DuckDB. */
export type Column = {
  readonly name: string;
  readonly type: string;
  /** Of a record, or of a list of records: its own columns. */
  readonly parts?: readonly Column[];
};

/** The columns of one table or view, in their order; empty where the engine does not tell those of a view. */
export type TableColumns = { readonly table: string } & (
  | {
      readonly status: "read";
      readonly columns: readonly Column[];
      /** A date's rows are removed so many days after it; not given where they stay. */
      readonly retentionDays?: number;
      /** Why its rows cannot be removed and written, such as "is a view"; not given for a table. */
      readonly unwritable?: string;
      /** The column that every statement has to filter by, null for the time of arrival; not given where none has to. */
      readonly mustFilterBy?: string | null;
    }
  | { readonly status: "absent" }
  | { readonly status: "unread"; readonly error: string }
);

/** A typed query parameter; the type is written as GoogleSQL writes it. */
export type Param =
  | { readonly type: "DATE"; readonly value: CivilDate }
  | { readonly type: "ARRAY<DATE>"; readonly value: readonly CivilDate[] }
  | { readonly type: "STRING"; readonly value: string }
  | { readonly type: "INT64"; readonly value: number };
export type Params = Readonly<Record<string, Param>>;
