import type { DuckDBConnection } from "@duckdb/node-api";
import type { CivilDate } from "../dates/civil-date.ts";
import { toDuckDb } from "./dialect.ts";
import { bindParams, type Driver, dateParams } from "./duckdb-params.ts";
import { plainRow } from "./values.ts";
import type { Row, WrittenDate } from "./warehouse.ts";

export type Counts = ReadonlyMap<
  CivilDate,
  { readonly rows: number; readonly fingerprint: string }
>;
export type Bound = ReturnType<typeof bindParams>;

/**
 * Rows and, where asked for, a fingerprint by date: the sum of the rows' hashes, so that order does not matter and
 * duplicates do. Hashing is what costs; guards and first loads do without.
 */
export async function counts(
  driver: Driver,
  connection: DuckDBConnection,
  table: string,
  column: string,
  dates: readonly CivilDate[],
  hashing: "hashed" | "counted",
): Promise<Counts> {
  const hash =
    hashing === "hashed"
      ? "CAST(SUM(CAST(md5_number_lower(CAST(t AS VARCHAR)) AS HUGEINT)) AS VARCHAR)"
      : "''";
  const found = await rowsOf(
    connection,
    `SELECT CAST(${column} AS VARCHAR) AS d, COUNT(*) AS n, ${hash} AS fingerprint
     FROM ${table} AS t WHERE ${column} IN (SELECT UNNEST($dates)) GROUP BY 1`,
    bindParams(driver, dateParams(dates), new Set(["dates"])),
  );
  return new Map(
    found.map((row) => [
      row["d"] as CivilDate,
      { rows: Number(row["n"]), fingerprint: `${row["n"]}-${row["fingerprint"]}` },
    ]),
  );
}

export async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
  bound: Bound,
): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, bound.values, bound.types);
  return reader.getRowObjects().map(plainRow);
}

export const writtenDates = (
  dates: readonly CivilDate[],
  before: Counts,
  after: Counts,
): WrittenDate[] =>
  dates.map((date) => ({
    date,
    rows: after.get(date)?.rows ?? 0,
    rowsBefore: before.get(date)?.rows ?? 0,
    fingerprint: after.get(date)?.fingerprint ?? "",
    fingerprintBefore: before.get(date)?.fingerprint ?? "",
  }));

/** `dataset.table` or a column as DuckDB's quoted identifier. */
export const quoted = (name: string): string => toDuckDb(`\`${name}\``).sql;

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
