import type { DuckDBConnection } from "@duckdb/node-api";
import { counts, quoted, writtenDates } from "./duckdb-counts.ts";
import { hashingOf } from "./duckdb-fingerprint.ts";
import { insertedColumns } from "./duckdb-generated.ts";
import { forgetKept, keep, restore } from "./duckdb-kept.ts";
import { appendLedger, appendObserved, insertOps } from "./duckdb-ops.ts";
import { bindParams, type Driver } from "./duckdb-params.ts";
import { guardStaged, stage } from "./duckdb-stage.ts";
import { inTransaction, type OnConnection, oneAtATime } from "./duckdb-transaction.ts";
import { witnessOn } from "./duckdb-witness.ts";
import { dateParams } from "./params.ts";
import type { ReplaceRequest, WritableWarehouse, WrittenDate } from "./warehouse.ts";

type Writer = Pick<
  WritableWarehouse,
  "replaceDates" | "witness" | "restore" | "recordObserved" | "record" | "forgetKept"
>;

export function duckDbWriter(driver: Driver, anyConnection: OnConnection): Writer {
  const onConnection = oneAtATime(anyConnection);
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
    witness: witnessOn(driver, onConnection),
    restore: (request) =>
      onConnection((connection) =>
        inTransaction(connection, () => restore(driver, connection, request)),
      ),
    recordObserved: (observed) =>
      onConnection((connection) =>
        inTransaction(connection, () => appendObserved(driver, connection, observed)),
      ),
    record: (table, row) => onConnection((connection) => insertOps(driver, connection, table, row)),
    forgetKept: (before) => onConnection((connection) => forgetKept(driver, connection, before)),
  };
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
  const hashing =
    request.ledger === null
      ? null
      : await hashingOf(connection, table, request.ledger.volatileColumns);
  const before = await counts(driver, connection, table, column, request.dates, hashing);
  if (request.ledger !== null && before.size > 0)
    await keep(connection, request.table, request.dateColumn, claim, request.ledger);
  await connection.run(`DELETE FROM ${table} ${where}`, claim.values, claim.types);
  await connection.run(
    `INSERT INTO ${table} BY NAME SELECT ${await insertedColumns(connection, request.table)} FROM temp.staged`,
  );
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
