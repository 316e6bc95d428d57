import { z } from "zod";
import type { CivilDate } from "../dates/civil-date.ts";
import { DateSchema } from "../dates/schema.ts";

/** A date whose rows moved with what cannot be known before it, or with what the declaration says they do not read. */
export type Leak = {
  readonly table: string;
  readonly date: CivilDate;
  readonly kind: "future" | "window";
  /** Columns whose values moved; empty where rows came or went. */
  readonly columns: readonly string[];
  readonly rows: number;
};

export type LeakReport = {
  readonly table: string;
  /** The tables that were tried, those that it is computed from first, with the hash of their SQL. */
  readonly tables: readonly { readonly id: string; readonly model: string }[];
  readonly dates: readonly CivilDate[];
  /** Dates on which the model gives no row: nothing is shown of them. */
  readonly empty: number;
  readonly leaks: readonly Leak[];
};

/** `leaks.json`: what `ops leak` has tried last of each table. The version rises when a field changes its meaning or goes. */
export const TriedSchema = z.strictObject({
  schemaVersion: z.literal(1),
  tables: z.record(
    z.string(),
    z.strictObject({
      at: z.iso.datetime(),
      /** Hashes of the SQL of the table and of all that it is computed from, by table id. */
      models: z.record(z.string(), z.string()),
      dates: z.int().nonnegative(),
      first: DateSchema.nullable(),
      last: DateSchema.nullable(),
      leaks: z.int().nonnegative(),
    }),
  ),
});
export type Tried = z.infer<typeof TriedSchema>;
