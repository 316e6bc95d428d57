import type { DuckDBConnection } from "@duckdb/node-api";
import { counts, quoted, writtenDates } from "./duckdb-counts.ts";
import { forgetKept, keep, restore } from "./duckdb-kept.ts";
import { appendLedger, insertOps } from "./duckdb-ops.ts";
import { bindParams, type Driver, dateParams } from "./duckdb-params.ts";
import { guardStaged, stage } from "./duckdb-stage.ts";
import type { ReplaceRequest, WritableWarehouse, WrittenDate } from "./warehouse.ts";

type OnConnection = <T>(use: (connection: DuckDBConnection) => Promise<T>) => Promise<T>;
type Writer = Pick<WritableWarehouse, "replaceDates" | "restore" | "record" | "forgetKept">;

export function duckDbWriter(driver: Driver, onConnection: OnConnection): Writer {
  return {
    replaceDates: (request) =>
      onConnection(async (connection) => {
        const started = performance.now();
        await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schemaOf(request.table)}`);
        await stage(driver, connection, request);
        try {
          await guardStaged(driver, connection, request);
          return await inTransaction(connection, () =>
            swap(driver, connection, request, (performance.now() - started) / 1000),
          );
        } finally {
          await connection.run("DROP TABLE IF EXISTS temp.staged");
        }
      }),
    restore: (request) =>
      onConnection((connection) =>
        inTransaction(connection, () => restore(driver, connection, request)),
      ),
    record: (table, row) => onConnection((connection) => insertOps(driver, connection, table, row)),
    forgetKept: (before) => onConnection((connection) => forgetKept(driver, connection, before)),
  };
}

async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run("BEGIN TRANSACTION");
  try {
    const result = await work();
    await connection.run("COMMIT");
    return result;
  } catch (error) {
    await connection.run("ROLLBACK").catch(() => undefined); // an aborted transaction is already gone
    throw error;
  }
}

async function swap(
  driver: Driver,
  connection: DuckDBConnection,
  request: ReplaceRequest,
  secondsSoFar: number,
): Promise<WrittenDate[]> {
  const [table, column] = [quoted(request.table), quoted(request.dateColumn)];
  const claim = bindParams(driver, dateParams(request.dates), new Set(["dates"]));
  const where = `WHERE ${column} IN (SELECT UNNEST($dates))`;
  const hashing = request.ledger === null ? "counted" : "hashed";
  const before = await counts(driver, connection, table, column, request.dates, hashing);
  if (request.ledger !== null && before.size > 0)
    await keep(connection, request.table, request.dateColumn, claim, request.ledger);
  await connection.run(`DELETE FROM ${table} ${where}`, claim.values, claim.types);
  await connection.run(`INSERT INTO ${table} BY NAME SELECT * FROM temp.staged`);
  const after = await counts(driver, connection, table, column, request.dates, hashing);
  const written = writtenDates(request.dates, before, after);
  if (request.ledger !== null) {
    const { run, tableId, kind, upstreamFingerprints } = request.ledger;
    await appendLedger(driver, connection, {
      run,
      tableId,
      kind,
      written,
      upstream: upstreamFingerprints,
      seconds: secondsSoFar,
    });
  }
  return written;
}

const schemaOf = (table: string): string => quoted(table.split(".")[0] ?? "");
