import type { DuckDBConnection } from "@duckdb/node-api";
import { dateParams } from "../../params.ts";
import type { ReplaceRequest, WritableWarehouse, WrittenDate } from "../../warehouse.ts";
import { type Counts, counts, quoted, writtenDates } from "../read/counts.ts";
import { hashingOf } from "../read/fingerprint.ts";
import { bindParams, type Driver } from "../read/params.ts";
import type { Remembered } from "../read/remembered.ts";
import { insertedColumns } from "./generated.ts";
import { forgetKept, keep, restore } from "./kept.ts";
import { appendLedger, appendObserved, insertOps } from "./ops.ts";
import { guardStaged, stage } from "./stage.ts";
import { inTransaction, type OnConnection, oneAtATime } from "./transaction.ts";
import { witnessOn } from "./witness.ts";

type Writer = Pick<
  WritableWarehouse,
  "replaceDates" | "witness" | "restore" | "recordObserved" | "record" | "forgetKept"
>;

export function duckDbWriter(
  driver: Driver,
  anyConnection: OnConnection,
  remembered: Remembered,
): Writer {
  const onConnection = oneAtATime(anyConnection);
  /** What was remembered of these tables is not so any more, whether the work came to its end or not. */
  const writing = async <T>(tables: readonly string[], work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } finally {
      for (const table of tables) remembered.forget(table);
    }
  };
  return {
    replaceDates: (request) =>
      writing([LEDGER], () =>
        onConnection((connection) => replace(driver, connection, request, remembered)),
      ),
    witness: (request, write) => {
      const forgetAll = () => remembered.forgetAll();
      return witnessOn(driver, onConnection)(request, write).finally(forgetAll);
    },
    restore: (request) =>
      writing([LEDGER, ...request.tables.map(({ table }) => table)], () =>
        onConnection((connection) =>
          inTransaction(connection, () => restore(driver, connection, request)),
        ),
      ),
    recordObserved: (observed) =>
      writing([LEDGER], () =>
        onConnection((connection) =>
          inTransaction(connection, () => appendObserved(driver, connection, observed)),
        ),
      ),
    record: (table, row) =>
      writing([`ops.${table}`], () =>
        onConnection((connection) => insertOps(driver, connection, table, row)),
      ),
    // Kept rows are read by nobody who remembers.
    forgetKept: (before) => onConnection((connection) => forgetKept(driver, connection, before)),
  };
}

const LEDGER = "ops.partition_writes";

async function replace(
  driver: Driver,
  connection: DuckDBConnection,
  request: ReplaceRequest,
  remembered: Remembered,
): Promise<WrittenDate[]> {
  const { table, dateColumn, dates, ledger } = request;
  const hashed = { table, dateColumn, volatileColumns: ledger?.volatileColumns };
  const started = performance.now();
  try {
    // Of an engine of one writer, whose writes wait for each other: what is known now holds until the swap.
    const known = ledger === null ? null : remembered.knownContent(hashed, dates);
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schemaOf(table)}`);
    await stage(driver, connection, request);
    await guardStaged(driver, connection, request, known);
    const written = await inTransaction(connection, () =>
      swap(driver, connection, request, known, (performance.now() - started) / 1000),
    );
    if (ledger === null) remembered.forget(table);
    else remembered.wrote(hashed, written);
    return written;
  } catch (error) {
    remembered.forget(table);
    throw error;
  } finally {
    await connection.run("DROP TABLE IF EXISTS temp.staged");
  }
}

async function swap(
  driver: Driver,
  connection: DuckDBConnection,
  request: ReplaceRequest,
  known: Counts | null,
  secondsSoFar: number,
): Promise<WrittenDate[]> {
  const [table, column] = [quoted(request.table), quoted(request.dateColumn)];
  const claim = bindParams(driver, dateParams(request.dates), new Set(["dates"]));
  const where = `WHERE ${column} IN (SELECT UNNEST($dates))`;
  const hashing =
    request.ledger === null
      ? null
      : await hashingOf(connection, table, request.ledger.volatileColumns);
  const before = known ?? (await counts(driver, connection, table, column, request.dates, hashing));
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
