import type { DuckDBConnection } from "@duckdb/node-api";
import { NOT_OBSERVED } from "../../content.ts";
import { guardUnchanged, isOldFingerprint } from "../../fingerprint.ts";
import { dateParams } from "../../params.ts";
import {
  type LedgerNote,
  RefusedWriteError,
  type RestoreRequest,
  type WrittenDate,
} from "../../warehouse.ts";
import { type Bound, counts, literal, quoted, writtenDates } from "../read/counts.ts";
import { type Hashing, hashingOf, OLD_HASHING } from "../read/fingerprint.ts";
import { bindParams, type Driver } from "../read/params.ts";
import { insertedColumns } from "./generated.ts";
import { appendLedger, ensureOps } from "./ops.ts";

export const keptName = (table: string): string => `ops.kept__${table.replace(".", "__")}`;
const keptTable = (table: string): string => quoted(keptName(table));

/** Keeps what the run replaces. Rows that it wrote itself, in an attempt whose answer was lost, are nothing to go back to. */
export async function keep(
  connection: DuckDBConnection,
  table: string,
  dateColumn: string,
  claim: Bound,
  { run, tableId }: Pick<LedgerNote, "run" | "tableId">,
) {
  const column = quoted(dateColumn);
  await ensureOps(connection, "partition_writes");
  await connection.run(
    `CREATE TABLE IF NOT EXISTS ${keptTable(table)} AS
     SELECT CAST(NULL AS VARCHAR) AS kept_run, CAST(NULL AS TIMESTAMPTZ) AS kept_at, * FROM ${quoted(table)} LIMIT 0`,
  );
  await addNewColumns(connection, table);
  await connection.run(
    `INSERT INTO ${keptTable(table)} BY NAME
     SELECT ${literal(run)} AS kept_run, now() AS kept_at, * FROM ${quoted(table)}
     WHERE ${column} IN (SELECT UNNEST($dates)) AND ${column} NOT IN
       (SELECT game_date FROM ops.partition_writes WHERE run = ${literal(run)} AND table_id = ${literal(tableId)} AND ${NOT_OBSERVED})`,
    claim.values,
    claim.types,
  );
}

/** What the table has gained since rows of it were first kept. */
async function addNewColumns(connection: DuckDBConnection, table: string): Promise<void> {
  const described = await connection.runAndReadAll(
    `SELECT column_name, column_type FROM (DESCRIBE ${quoted(table)})
     WHERE column_name NOT IN (SELECT column_name FROM (DESCRIBE ${keptTable(table)}))`,
  );
  for (const [name, type] of described.getRowsJson())
    await connection.run(`ALTER TABLE ${keptTable(table)} ADD COLUMN ${quoted(`${name}`)} ${type}`);
}

export async function restore(
  driver: Driver,
  connection: DuckDBConnection,
  request: RestoreRequest,
): Promise<WrittenDate[]> {
  const restored: WrittenDate[] = [];
  for (const one of request.tables) {
    const { tableId, table, dateColumn, dates, fingerprints } = one;
    const column = quoted(dateColumn);
    const count = (hashing: Hashing, some = dates) =>
      counts(driver, connection, quoted(table), column, some, hashing);
    const hashing = await hashingOf(connection, quoted(table), one.volatileColumns);
    const before = await count(hashing);
    const old = dates.filter((date) => isOldFingerprint(fingerprints.get(date) ?? ""));
    const now =
      old.length === 0 ? before : new Map([...before, ...(await count(OLD_HASHING, old))]);
    guardUnchanged(request.run, one, now);
    const claim = bindParams(driver, dateParams(dates), new Set(["dates"]));
    const where = `WHERE ${column} IN (SELECT UNNEST($dates))`;
    await connection.run(`DELETE FROM ${quoted(table)} ${where}`, claim.values, claim.types);
    if (await exists(connection, keptTable(table)))
      await connection.run(
        `INSERT INTO ${quoted(table)} BY NAME
         SELECT ${await insertedColumns(connection, table)} FROM (
           SELECT * EXCLUDE (kept_run, kept_at) FROM ${keptTable(table)} ${where} AND kept_run = ${literal(request.run)})`,
        claim.values,
        claim.types,
      );
    const after = await count(hashing);
    const short = dates.filter(
      (date) => (after.get(date)?.rows ?? 0) !== (one.rowsBefore.get(date) ?? 0),
    );
    if (short.length > 0)
      throw new RefusedWriteError(
        `The rows of ${table} that ${request.run} replaced on ${short.join(", ")} are no longer kept. Nothing was restored.`,
      );
    const written = writtenDates(dates, before, after);
    await appendLedger(driver, connection, {
      run: request.undoRun,
      tableId,
      kind: "undo",
      written,
      upstream: one.upstreamFingerprints,
      seconds: 0,
    });
    restored.push(...written);
  }
  return restored;
}

async function exists(connection: DuckDBConnection, table: string): Promise<boolean> {
  const name = table.split(".").at(-1)?.replaceAll('"', "") ?? "";
  const reader = await connection.runAndReadAll(
    `SELECT 1 FROM information_schema.tables WHERE table_schema = 'ops' AND table_name = ${literal(name)}`,
  );
  return reader.currentRowCount > 0;
}

export async function forgetKept(driver: Driver, connection: DuckDBConnection, before: Date) {
  const reader = await connection.runAndReadAll(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'ops' AND starts_with(table_name, 'kept__')",
  );
  for (const [name] of reader.getRowsJson())
    await connection.run(
      `DELETE FROM ${quoted(`ops.${name}`)} WHERE kept_at < CAST($before AS TIMESTAMPTZ)`,
      { before: before.toISOString() },
      { before: driver.VARCHAR },
    );
}
