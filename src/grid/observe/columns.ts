/** Columns with their types, in the engine's words, by table id. */
export type SeenColumns = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What is not as the declaration, the model or an earlier validation has it. */
export type ColumnFault = { readonly table: string } & (
  | {
      readonly kind: "gone";
      readonly column: string;
      /** declared: pipeline.yaml names it. model: the SQL that fills the table gives it. seen: an earlier validation saw it. */
      readonly by: "declared" | "model" | "seen";
      /** As what it is declared, the model's file, or the type that was seen. */
      readonly as: string;
    }
  /** The SQL that fills the table cannot run: it names a column or a table that is not there. */
  | {
      readonly kind: "unrunnable";
      readonly file: string;
      readonly error: string;
      /** The statement reads the table, and does not fill it. */
      readonly reads?: true;
    }
  | { readonly kind: "added"; readonly column: string; readonly type: string }
  | {
      readonly kind: "retyped";
      readonly column: string;
      readonly was: string;
      readonly type: string;
    }
);

/** What a validation found out about the columns of the environment's tables. */
export type ColumnsRead = {
  readonly faults: readonly ColumnFault[];
  /** What a later validation is to compare with: the columns that are there. */
  readonly seen: SeenColumns;
  /** Columns that were seen earlier and are gone, remembered until they are back or declared as dropped. */
  readonly missed: SeenColumns;
};
