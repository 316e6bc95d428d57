import { z } from "zod";
import { DateSchema } from "../dates/schema.ts";

const range = z.strictObject({ first: DateSchema, last: DateSchema });
const count = z.int().nonnegative();
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** An instant, to the microsecond where an engine says it so; "" where it does not say. */
const instant = z.string().regex(/^(\d{4}-\d{2}-\d{2}T[\d:.]+Z)?$/);

const state = z.strictObject({
  mark: z.string(),
  modified: instant,
  bytes: count,
  column: z.string().nullable(),
  /** Id, rows, bytes, last change. */
  partitions: z.array(z.tuple([z.string(), count, count, instant])),
});

const piece = z.strictObject({
  span: range,
  /** Dates by when they were last counted. */
  ages: z.array(z.strictObject({ first: DateSchema, last: DateSchema, at: instant })),
  whole: z.strictObject({ declared: range, twiceIn: range.nullable() }).nullable(),
  columns: z.array(z.string()),
  rows: z.array(z.array(value)),
});

/**
 * `observed.json`: what a validation was answered, row by row, and what the engine's bookkeeping said of the tables just
 * before. Never what was concluded from it.
 */
export const ObservedSchema = z.strictObject({
  schemaVersion: z.literal(1),
  run: z.string(),
  tool: z.string(),
  environment: z.string(),
  warehouse: z.string(),
  configHash: z.string(),
  /** By the engine's clock, before anything was counted. */
  readAt: instant,
  /** When a share was last counted that nothing seemed to have changed in. */
  turnAt: instant,
  /** By name. Of a table that is not here nothing is known. */
  tables: z.record(z.string(), state),
  /** By what was asked, such as "psza count". */
  pieces: z.record(z.string(), piece),
  /** Content of dates that the ledger knows, by table id: rows and fingerprint. */
  contents: z.record(z.string(), z.array(z.tuple([DateSchema, count, z.string()]))),
});
export type Observed = z.infer<typeof ObservedSchema>;
export type ObservedPiece = Observed["pieces"][string];
export type ObservedState = Observed["tables"][string];

/** How much of a validation was counted anew; the rest is from the record of `since`. */
export const CountedSchema = z.strictObject({
  anew: z.strictObject({ tables: count, cells: count }),
  of: z.strictObject({ tables: count, cells: count }),
  /** The run whose record the rest is from; null where everything was counted. */
  since: z.string().nullable(),
  /** Why everything was counted, where a record could have been used. */
  why: z.string().nullable(),
});
export type Counted = z.infer<typeof CountedSchema>;

type Row = Readonly<Record<string, z.infer<typeof value>>>;

/** Rows as a list of columns and the values in their order. */
export function packed(rows: readonly Row[]): Pick<ObservedPiece, "columns" | "rows"> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { columns, rows: rows.map((row) => columns.map((name) => row[name] ?? null)) };
}

export const unpacked = ({ columns, rows }: Pick<ObservedPiece, "columns" | "rows">): Row[] =>
  rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])));

/** One line a table or piece, so that a change of one of them is a change of one line. */
export function observedText(observed: Observed): string {
  const { tables, pieces, contents, ...head } = observed;
  const lines = (name: string, of: Readonly<Record<string, unknown>>) =>
    `${JSON.stringify(name)}: {\n${Object.entries(of)
      .map(([key, one]) => `${JSON.stringify(key)}: ${JSON.stringify(one)}`)
      .join(",\n")}\n}`;
  return [
    `${JSON.stringify(head).slice(0, -1)},`,
    `${lines("tables", tables)},`,
    `${lines("pieces", pieces)},`,
    `${lines("contents", contents)}}`,
    "",
  ].join("\n");
}
