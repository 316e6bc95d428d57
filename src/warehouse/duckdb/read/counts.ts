import type { DuckDBConnection } from "@duckdb/node-api";
import type { CivilDate } from "../../../dates/civil-date.ts";
import type { Content } from "../../content.ts";
import { dateParams } from "../../params.ts";
import type { Row, WrittenDate } from "../../warehouse.ts";
import { toDuckDb } from "./dialect.ts";
import type { Hashing } from "./fingerprint.ts";
import { bindParams, type Driver } from "./params.ts";
import { plainRows } from "./values.ts";

export type Counts = ReadonlyMap<CivilDate, Content>;
export type Bound = ReturnType<typeof bindParams>;

/** Rows and, where asked for, a fingerprint by date. Hashing is what costs; guards and first loads do without (null). */
export async function counts(
  driver: Driver,
  connection: DuckDBConnection,
  table: string,
  column: string,
  dates: readonly CivilDate[] | "all",
  hashing: Hashing | null,
): Promise<Counts> {
  const all = dates === "all";
  const where = all ? "IS NOT NULL" : dates.length > MANY ? BETWEEN : "IN (SELECT UNNEST($dates))";
  const wanted = all ? null : new Set<unknown>(dates);
  const found = await rowsOf(
    connection,
    `SELECT CAST(${column} AS VARCHAR) AS d, COUNT(*) AS n, ${hashing?.sql ?? "''"} AS fingerprint
     FROM ${table} AS t WHERE ${column} ${where} GROUP BY ${column}`,
    all ? NOTHING_BOUND : bindParams(driver, dateParams(dates), usedIn(where)),
  );
  const form = hashing === null || hashing.form === "" ? "" : `${hashing.form}:`;
  return new Map(
    found
      .filter(({ d }) => wanted?.has(d) ?? true)
      .map((row) => [
        row["d"] as CivilDate,
        { rows: Number(row["n"]), fingerprint: `${form}${row["n"]}-${row["fingerprint"]}` },
      ]),
  );
}

/** Looking each row's date up in a list of so many is dearer than hashing those between. */
const MANY = 60;
const BETWEEN = "BETWEEN $first_date AND $last_date";
const usedIn = (where: string) =>
  new Set(["dates", "first_date", "last_date"].filter((name) => where.includes(`$${name}`)));

const NOTHING_BOUND: Bound = { values: {}, types: {} };

export async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
  bound: Bound,
): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, bound.values, bound.types);
  return plainRows(reader);
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
