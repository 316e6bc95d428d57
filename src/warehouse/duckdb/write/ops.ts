import type { DuckDBConnection } from "@duckdb/node-api";
import type { CivilDate } from "../../../dates/civil-date.ts";
import type { Observed } from "../../content.ts";
import type { LedgerKind, OpsRow, OpsTable, WrittenDate } from "../../warehouse.ts";
import { literal } from "../read/counts.ts";
import type { Driver } from "../read/params.ts";

/** The bookkeeping tables, and the type of their columns. */
export const OPS_COLUMNS: Record<OpsTable, string> = {
  partition_writes:
    "run VARCHAR, kind VARCHAR, table_id VARCHAR, game_date DATE, row_count BIGINT, rows_before BIGINT, fingerprint VARCHAR, fingerprint_before VARCHAR, upstream_fingerprint VARCHAR, seconds DOUBLE, written_at TIMESTAMPTZ, position BIGINT",
  backfill_runs:
    "run VARCHAR, event VARCHAR, recorded_at TIMESTAMPTZ, plan_json VARCHAR, summary_json VARCHAR",
  cell_attempts:
    "run VARCHAR, table_id VARCHAR, game_date DATE, outcome VARCHAR, attempt BIGINT, message VARCHAR, due_at TIMESTAMPTZ, recorded_at TIMESTAMPTZ",
  row_sources:
    "run VARCHAR, table_id VARCHAR, game_date DATE, sources_json VARCHAR, recorded_at TIMESTAMPTZ",
};

export type LedgerEntry = {
  readonly run: string;
  readonly tableId: string;
  readonly kind: LedgerKind;
  readonly written: readonly WrittenDate[];
  readonly upstream: ReadonlyMap<CivilDate, string>;
  readonly seconds: number;
};

/** One append a batch; `position` orders entries whose instants are equal. */
export async function appendLedger(
  driver: Driver,
  connection: DuckDBConnection,
  entry: LedgerEntry,
) {
  await ensureOps(connection, "partition_writes");
  const rows = entry.written.map((one) => ({
    ...one,
    upstream: entry.upstream.get(one.date) ?? "",
  }));
  await connection.run(
    `INSERT INTO ops.partition_writes
     SELECT ${literal(entry.run)}, ${literal(entry.kind)}, ${literal(entry.tableId)},
       CAST(line->>'date' AS DATE), CAST(line->>'rows' AS BIGINT), CAST(line->>'rowsBefore' AS BIGINT),
       line->>'fingerprint', line->>'fingerprintBefore', line->>'upstream',
       ${entry.seconds / Math.max(1, rows.length)}, now(),
       (SELECT COALESCE(MAX(position), 0) + 1 FROM ops.partition_writes)
     FROM unnest($lines) AS t(line)`,
    { lines: driver.listValue(rows.map((row) => JSON.stringify(row))) },
    { lines: driver.LIST(driver.VARCHAR) },
  );
}

/** Content that was found: one append for all of it. */
export async function appendObserved(
  driver: Driver,
  connection: DuckDBConnection,
  { run, kind, lines }: Observed,
): Promise<void> {
  if (lines.length === 0) return;
  await ensureOps(connection, "partition_writes");
  await connection.run(
    `INSERT INTO ops.partition_writes
     SELECT ${literal(run)}, ${literal(kind)}, line->>'tableId',
       CAST(line->>'date' AS DATE), CAST(line->>'rows' AS BIGINT), CAST(line->>'rowsBefore' AS BIGINT),
       line->>'fingerprint', line->>'fingerprintBefore', line->>'upstreamFingerprint', 0, now(),
       (SELECT COALESCE(MAX(position), 0) + 1 FROM ops.partition_writes)
     FROM unnest($lines) AS t(line)`,
    { lines: driver.listValue(lines.map((line) => JSON.stringify(line))) },
    { lines: driver.LIST(driver.VARCHAR) },
  );
}

export async function ensureOps(connection: DuckDBConnection, table: OpsTable): Promise<void> {
  await connection.run("CREATE SCHEMA IF NOT EXISTS ops");
  await connection.run(`CREATE TABLE IF NOT EXISTS ops.${table} (${OPS_COLUMNS[table]})`);
}

export async function insertOps(
  driver: Driver,
  connection: DuckDBConnection,
  table: OpsTable,
  row: OpsRow,
): Promise<void> {
  await ensureOps(connection, table);
  const columns = Object.keys(row);
  const values = columns.map((name) => (row[name] === null ? "NULL" : `$${name}`));
  const given = Object.entries(row).filter(([, value]) => value !== null);
  await connection.run(
    `INSERT INTO ops.${table} (${columns.join(", ")}) SELECT ${values.join(", ")}`,
    Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
    Object.fromEntries(given.map(([name]) => [name, driver.VARCHAR])),
  );
}
