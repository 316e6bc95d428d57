import type { CivilDate } from "../dates/civil-date.ts";

export const CHANGE_KINDS = ["changed", "gone", "added"] as const;

/** Who is known to have changed a date: a run of ours, a person who accepted it, somebody else without a record. */
export type ChangedBy =
  | {
      readonly by: "run" | "person";
      readonly run: string;
      readonly at: string;
      readonly how: string;
    }
  | { readonly by: "other writer" | "unexplained" };

export type CellChange = {
  readonly table: string;
  readonly date: CivilDate;
  readonly kind: (typeof CHANGE_KINDS)[number];
  readonly isTraining: boolean;
  readonly rowsThen: number;
  readonly rowsNow: number;
  readonly changedBy: ChangedBy;
};

export type TableChange = {
  readonly table: string;
  readonly isTraining: boolean;
  readonly columns: {
    readonly gone: readonly string[];
    readonly added: readonly string[];
    /** Column: the type then and now. */
    readonly retyped: readonly string[];
  };
  readonly declaration: "changed" | "gone" | null;
  readonly model: "changed" | "gone" | null;
};

export const ANSWERS = ["still sound", "retrain advised", "invalid", "unknown"] as const;

export type Comparison = {
  readonly answer: (typeof ANSWERS)[number];
  readonly why: readonly string[];
  readonly changes: readonly CellChange[];
  readonly tables: readonly TableChange[];
  /** Of the training tables: rows of changed dates, by what was certified, and all certified rows. */
  readonly touched: { readonly rows: number; readonly of: number; readonly dates: number };
  /** Tables that could not be read, with why, and those whose content is written in another form. */
  readonly unread: readonly { readonly table: string; readonly error: string }[];
};

type Reason = readonly [answer: Comparison["answer"], text: string];

/** Worst first; an unknown beats an advice, and nothing beats what is known to be invalid. */
export function reasons(
  changes: readonly CellChange[],
  tables: readonly TableChange[],
  unread: Comparison["unread"],
): Reason[] {
  const training = changes.filter(({ isTraining }) => isTraining);
  const foreign = ({ changedBy: { by } }: CellChange) =>
    by === "other writer" || by === "unexplained";
  const gone = training.filter(({ kind }) => kind === "gone");
  const strange = training.filter((one) => foreign(one) && one.kind !== "gone");
  const known = training.filter((one) => !foreign(one) && one.kind !== "gone");
  const upstream = changes.filter(({ isTraining }) => !isTraining);
  const lostColumns = tables.flatMap(({ table, isTraining, columns }) =>
    isTraining ? [...columns.gone, ...columns.retyped].map((name) => `${table}.${name}`) : [],
  );
  const models = tables.filter(({ model }) => model !== null).map(({ table }) => table);
  const declared = tables
    .filter(({ declaration }) => declaration !== null)
    .map(({ table }) => table);
  const columns = tables
    .filter(
      ({ columns: { gone: lost, added, retyped } }) =>
        lost.length + added.length + retyped.length > 0,
    )
    .map(({ table }) => table);
  return [
    ...some(gone, "invalid", "dates of training rows are gone"),
    ...some(
      strange,
      "invalid",
      "dates of training rows were changed, and no run of this tool did it",
    ),
    ...(lostColumns.length === 0
      ? []
      : [["invalid", `columns are gone or have another type: ${lostColumns.join(", ")}`] as const]),
    ...unread.map(
      ({ table, error }): Reason => ["unknown", `${table} could not be compared: ${error}`],
    ),
    ...some(
      known,
      "retrain advised",
      "dates of training rows were repaired or replaced by recorded runs",
    ),
    ...some(
      upstream,
      "retrain advised",
      "dates changed of what the training rows are computed from",
    ),
    ...named("the SQL has changed", models),
    ...named("the declaration has changed", declared),
    ...named(
      "the columns have changed",
      columns.filter((table) => !lostColumns.some((name) => name.startsWith(`${table}.`))),
    ),
  ];
}

const named = (what: string, tables: readonly string[]): Reason[] =>
  tables.length === 0 ? [] : [["retrain advised", `${what} of ${tables.join(", ")}`]];

function some(
  changes: readonly CellChange[],
  answer: Comparison["answer"],
  text: string,
): Reason[] {
  if (changes.length === 0) return [];
  const tables = [...new Set(changes.map(({ table }) => table))].join(", ");
  return [[answer, `${changes.length} ${text} (${tables})`]];
}
