import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Column } from "../../warehouse/warehouse.ts";

/** What stands in for the tables of a warehouse that is attached as `ops_tried`, in DuckDB's SQL. */

/** A table as it is read: its declaration, its columns, and what may be known of a date before it. */
export type Readable = {
  readonly table: TableConfig;
  readonly columns: readonly Column[];
  /**
   * "before": rows of a date stand before it, but for `later` columns. "day before": rows of a date are computed from
   * earlier ones alone, which was shown first. "after": what happened on the date.
   */
  readonly known: "before" | "day before" | "after";
  readonly later: readonly string[];
};

/** How the future is another one: with other values, or not there at all. */
export const FUTURES = ["otherwise", "not yet"] as const;
export type Future = (typeof FUTURES)[number];

const quoted = (name: string): string =>
  name
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");
const real = ({ table }: Readable): string => `ops_tried.${quoted(table.name)}`;
const dateOf = ({ table }: Readable): string => quoted(table.dateColumn);
const named = (one: Readable, select: string): string =>
  `CREATE OR REPLACE VIEW ${quoted(one.table.name)} AS ${select}`;

export const schemaOf = ({ table }: Readable): string =>
  `CREATE SCHEMA IF NOT EXISTS ${quoted(table.name.split(".").slice(0, -1).join("."))}`;

/** As it is. */
export const asItIs = (one: Readable): string => named(one, `SELECT * FROM ${real(one)}`);

/** With another future: what cannot be known of `date` before it, and what later days bring. */
export function withFuture(one: Readable, date: CivilDate, future: Future): string {
  const isLater = `${dateOf(one)} ${one.known === "day before" ? ">" : ">="} DATE '${date}'`;
  if (one.known !== "before" && future === "not yet")
    return named(one, `SELECT * FROM ${real(one)} WHERE NOT (${isLater})`);
  const replaced = one.columns.flatMap((column) => {
    const other =
      one.known === "before"
        ? one.later.includes(column.name)
          ? future === "not yet"
            ? "NULL"
            : otherwise(column)
          : null
        : isFixed(one, column.name)
          ? null
          : otherwise(column);
    if (other === null) return [];
    const name = quoted(column.name);
    return [`CASE WHEN ${isLater} THEN ${other} ELSE ${name} END AS ${name}`];
  });
  const replace = replaced.length === 0 ? "" : ` REPLACE (${replaced.join(", ")})`;
  return named(one, `SELECT *${replace} FROM ${real(one)}`);
}

/**
 * Without the days that `reader` is not declared to read; none at all of a table that it is not declared to read. Days
 * ahead stay in a table that is known before: a whole season's teams may be read of a schedule, and declaring that would
 * make every date stale with each new result.
 */
export function withinWindow(one: Readable, reader: TableConfig, date: CivilDate): string {
  const declared = reader.upstream.filter(({ table }) => table === one.table.id);
  const spans = declared.map(({ window }) => {
    const from = `${dateOf(one)} >= DATE '${addDays(date, -window.from)}'`;
    const to = `${dateOf(one)} <= DATE '${addDays(date, -window.to)}'`;
    return one.known === "before" ? from : `(${from} AND ${to})`;
  });
  return named(one, `SELECT * FROM ${real(one)} WHERE ${spans.join(" OR ") || "FALSE"}`);
}

/** What says which row it is stays: keys, games and days. */
const isFixed = ({ table }: Readable, column: string): boolean =>
  [...table.keys, table.dateColumn, table.gameColumn].includes(column);

/** Another value of the same type, an empty one included; null for types that have none. */
function otherwise({ name, type }: Column): string | null {
  const column = quoted(name);
  if (type === "BOOLEAN") return `NOT COALESCE(${column}, FALSE)`;
  if (type === "VARCHAR") return `COALESCE(${column}, '') || '~'`;
  if (/^TIMESTAMP/.test(type)) return `${column} + INTERVAL 1 DAY`;
  if (!/^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DOUBLE|FLOAT|DECIMAL\(\d+,\d+\))$/.test(type))
    return null;
  const number = `CAST(${column} AS DOUBLE)`;
  return `CAST(COALESCE(TRY_CAST(2 * COALESCE(${number}, 0) + 9 AS ${type}), 1) AS ${type})`;
}
