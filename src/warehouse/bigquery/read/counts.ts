import { createHash, randomUUID } from "node:crypto";
import type { CivilDate } from "../../../dates/civil-date.ts";
import type { Content } from "../../content.ts";
import type { Row, WrittenDate } from "../../warehouse.ts";
import { rowsOfJob, runJob } from "../client/jobs.ts";
import type { Engine } from "../client/requests.ts";
import { dateLiterals, type Field, quotedName, textLiteral } from "../client/values.ts";

export type Counts = ReadonlyMap<CivilDate, Content>;

/** Asks and reads, under an id that nobody else has. */
export async function ask(
  engine: Engine,
  kind: string,
  sql: string,
  sees: { readonly sees?: "all" } = {},
): Promise<readonly Row[]> {
  const id = await runJob(engine, {
    id: `ops-${kind}-${randomUUID()}`,
    labels: { kind },
    ...sees,
    work: { kind: "query", query: { query: sql, queryParameters: [] } },
  });
  return rowsOfJob(engine, id);
}

/** SELECT of d (a date as text, NULL for none), n and fingerprint (`hash`, null where nobody asks), one row a date. */
export const countsSql = (
  table: string,
  dateColumn: string,
  hash: string | null,
  where: string,
): string =>
  `SELECT CAST(${quotedName(dateColumn)} AS STRING) AS d, COUNT(*) AS n, ${hash ?? "CONCAT(CAST(COUNT(*) AS STRING), '-')"} AS fingerprint
FROM ${quotedName(table)} WHERE ${where} GROUP BY 1`;

export const inClaim = (dateColumn: string, dates: readonly CivilDate[]): string =>
  `${quotedName(dateColumn)} IN (${dateLiterals(dates)})`;

export const columnNames = (fields: readonly Field[]): string[] =>
  fields.map(({ name }) => quotedName(name));

/** BigQuery's columns differ by more than their letters' case. */
export const sameName = (one: Field, other: Field): boolean =>
  one.name.toLowerCase() === other.name.toLowerCase();

export const countsOf = (rows: readonly Row[]): Map<CivilDate, Content> =>
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
