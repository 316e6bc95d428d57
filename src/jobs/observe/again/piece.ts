import type { DateRange } from "../../../dates/range.ts";
import type { Params } from "../../../warehouse/warehouse.ts";

/** A statement with its parameters. */
export type Question = { readonly sql: string; readonly params: Params };

/** A table whose rows an answer is made of. */
export type Read = {
  /** `dataset.table` */
  readonly name: string;
  /** The table's own column whose value is the answer's date; null where an answer of a date may be of rows of other dates. */
  readonly column: string | null;
};

/** What a validation asks of a table, as rows by date and, for some, rows about the whole table. */
export type Piece = {
  /** Such as "psza count". */
  readonly id: string;
  /** The table's id in the pipeline. */
  readonly table: string;
  readonly reads: readonly Read[];
  /** Why the same rows may give another answer later, such as SQL that asks for the time; null where they cannot. */
  readonly volatile: string | null;
  /** The dates that this validation needs of it. */
  readonly wanted: DateRange;
  /** The dates that are asked for, which reach further: a later validation finds its new days in the record. */
  readonly span: DateRange;
  /** Null where it says nothing by date. */
  readonly dated: ((range: DateRange) => Question) | null;
  readonly whole: Whole | null;
  /** The dates of the span and the whole, in one statement. */
  readonly everything: Question;
};

/** The part that is of the table as a whole: rows outside the declared range, and keys that stand on two dates. */
export type Whole = {
  readonly question: Question;
  readonly declared: DateRange;
  /** The range within which keys are looked for on two dates; null where none are looked for. */
  readonly twiceIn: DateRange | null;
};
