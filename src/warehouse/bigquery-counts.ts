import { createHash, randomUUID } from "node:crypto";
import type { CivilDate } from "../dates/civil-date.ts";
import { rowsOfJob, runJob } from "./bigquery-jobs.ts";
import type { Engine } from "./bigquery-requests.ts";
import { dateLiterals, type Field, quotedName, textLiteral, typeName } from "./bigquery-values.ts";
import type { Row, WrittenDate } from "./warehouse.ts";

export type Count = { readonly rows: number; readonly fingerprint: string };
export type Counts = ReadonlyMap<CivilDate, Count>;

/** Asks and reads, under an id that nobody else has. */
export async function ask(engine: Engine, kind: string, sql: string): Promise<readonly Row[]> {
  const id = await runJob(engine, {
    id: `ops-${kind}-${randomUUID()}`,
    labels: { kind },
    work: { kind: "query", query: { query: sql, queryParameters: [] } },
  });
  return rowsOfJob(engine, id);
}

/**
 * Of the rows of a group, in any order: how many, and the sum of their hashes in two halves that cannot overflow.
 * Rows count as often as they are there, which an XOR of the hashes would not see.
 */
export function fingerprintSql(columns: readonly string[]): string {
  const hash = `FARM_FINGERPRINT(TO_JSON_STRING(STRUCT(${columns.join(", ")})))`;
  const half = (operation: string) => `CAST(SUM(${operation}(${hash}, 4294967296)) AS STRING)`;
  return `CONCAT(CAST(COUNT(*) AS STRING), '-', ${half("DIV")}, '-', ${half("MOD")})`;
}

/** SELECT of d (a date as text, NULL for none), n and fingerprint, one row a date. */
export const countsSql = (
  table: string,
  dateColumn: string,
  columns: readonly string[] | null,
  where: string,
): string =>
  `SELECT CAST(${quotedName(dateColumn)} AS STRING) AS d, COUNT(*) AS n, ${columns === null ? "CONCAT(CAST(COUNT(*) AS STRING), '-')" : fingerprintSql(columns)} AS fingerprint
FROM ${quotedName(table)} WHERE ${where} GROUP BY 1`;

export const inClaim = (dateColumn: string, dates: readonly CivilDate[]): string =>
  `${quotedName(dateColumn)} IN (${dateLiterals(dates)})`;

export const columnNames = (fields: readonly Field[]): string[] =>
  fields.map(({ name }) => quotedName(name));

/** The columns of `shape` as they would be after these rows were inserted: absent ones empty, others cast. */
export function columnsLike(shape: readonly Field[], rows: readonly Field[]): string[] {
  return shape.map((field) => {
    const name = quotedName(field.name);
    const own = rows.find((one) => sameName(one, field));
    if (field.mode === "REPEATED" || field.type === "RECORD") return name;
    const type = typeName(field.type);
    if (own === undefined) return `CAST(NULL AS ${type}) AS ${name}`;
    return typeName(own.type) === type
      ? name
      : `CAST(${quotedName(own.name)} AS ${type}) AS ${name}`;
  });
}

/** BigQuery's columns differ by more than their letters' case. */
export const sameName = (one: Field, other: Field): boolean =>
  one.name.toLowerCase() === other.name.toLowerCase();

export const countsOf = (rows: readonly Row[]): Map<CivilDate, Count> =>
  new Map(
    rows.map((row) => [
      row["d"] as CivilDate,
      { rows: Number(row["n"]), fingerprint: String(row["fingerprint"]) },
    ]),
  );

/** Fails inside a transaction when the dates no longer hold what was counted before it: nothing is committed then. */
export function unchangedSql(counted: string, counts: Counts, what: string): string {
  const expected = [...counts]
    .map(([date, { fingerprint }]) => `${date} ${fingerprint}`)
    .sort()
    .join(",");
  return `SELECT IF(COALESCE((SELECT STRING_AGG(CONCAT(d, ' ', fingerprint), ',' ORDER BY d) FROM (${counted})), '') = ${textLiteral(expected)},
  0, ERROR(${textLiteral(`${what} changed while it was being replaced`)})) AS unchanged`;
}

/** The rows of a final SELECT of d, n, rows_before, fingerprint and fingerprint_before. */
export function writtenOf(dates: readonly CivilDate[], rows: readonly Row[]): WrittenDate[] {
  const byDate = new Map(rows.map((row) => [row["d"], row]));
  return dates.map((date) => {
    const row = byDate.get(date);
    return {
      date,
      rows: Number(row?.["n"] ?? 0),
      rowsBefore: Number(row?.["rows_before"] ?? 0),
      fingerprint: String(row?.["fingerprint"] ?? ""),
      fingerprintBefore: String(row?.["fingerprint_before"] ?? ""),
    };
  });
}

/** A job's id of what it does: the same work has the same id, in whatever process it is asked for. */
export function jobIdOf(kind: string, name: string, ...content: readonly unknown[]): string {
  const hash = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 40);
  return `ops-${kind}-${name.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 200)}-${hash}`;
}
