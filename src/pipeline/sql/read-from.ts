import type { CivilDate } from "../../dates/civil-date.ts";
import { withReplaced } from "../schema/select.ts";
import type { TableConfig } from "../schema.ts";

/** The first and last date that a statement asks for, as SQL: parameters, or dates written out. */
export type Bounds = { readonly first: string; readonly last: string };

/** The bounds of a statement over `@first_date` to `@last_date`. */
export const ASKED: Bounds = { first: "@first_date", last: "@last_date" };

/** Of everything, but for days that a reading could not look around (`@first_date - 300`) and stay in the calendar. */
export const ALWAYS: Bounds = { first: "DATE '0002-01-01'", last: "DATE '9998-12-31'" };

/** The span of some dates, written out. */
export function boundsOf(dates: readonly CivilDate[]): Bounds {
  const sorted = [...dates].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) throw new Error("No dates have no bounds.");
  return { first: `DATE '${first}'`, last: `DATE '${last}'` };
}

/**
 * What stands after FROM where rows of a table are read: its name, or its reading, with the statement's dates beside the
 * table itself so that they leave partitions out. `relation` stands in for the table, such as rows that were kept of it.
 */
export function tableSource(
  {
    name,
    dateColumn,
    reading,
    real,
  }: Pick<TableConfig, "name" | "dateColumn" | "reading" | "real">,
  { first, last }: Bounds = ASKED,
  relation = `\`${name}\``,
): string {
  if (reading === undefined)
    return real === undefined
      ? relation
      : `(SELECT * FROM ${relation} WHERE \`${dateColumn}\` BETWEEN ${first} AND ${last} AND (${real}))`;
  if (reading.sql === "") throw new Error(`${reading.from} was not loaded with the pipeline.`);
  const sql = withReplaced(reading.sql, {
    table: (ticked) => (ticked === name ? relation : `\`${ticked}\``),
    param: (param) => (param === "first_date" ? first : last),
  });
  const rows = `(${sql}\n)`;
  return real === undefined ? rows : `(SELECT * FROM ${rows} WHERE (${real}))`;
}
