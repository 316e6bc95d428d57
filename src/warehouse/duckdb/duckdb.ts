import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { errorMessage, TableNotFoundError, UnreadableError } from "../../errors.ts";
import { WITHOUT_COSTS } from "../costless.ts";
import type { Params, Row, Warehouse, WritableWarehouse } from "../warehouse.ts";
import { columnsOf, describe } from "./read/columns.ts";
import { counts, literal, quoted } from "./read/counts.ts";
import { DUCKDB_PRELUDE, toDuckDb } from "./read/dialect.ts";
import { hashingOf } from "./read/fingerprint.ts";
import { bindParams, type Driver } from "./read/params.ts";
import { Remembered, rememberingOn } from "./read/remembered.ts";
import { plainRows } from "./read/values.ts";
import { duckDbWriter } from "./write/write.ts";

export type DuckDbWarehouse = WritableWarehouse & {
  /** Runs DuckDB's own SQL, untranslated: for recorded sources (Parquet) and scenario set-up. */
  native(sql: string): Promise<void>;
};

export type DuckDbOptions = {
  /** A file, or ":memory:". */
  readonly path: string;
  readonly readOnly: boolean;
  /** Where relative file names in recorded sources start; the working folder unless given. */
  readonly filesAt?: string;
};

/** Opens an embedded warehouse. Throws UnreadableError where the file is locked by another process (see `isLocked`). */
export async function openDuckDb(options: DuckDbOptions): Promise<DuckDbWarehouse> {
  const driver = await import("@duckdb/node-api"); // native: kept out of action bundles
  const instance = await createInstance(driver, options);
  const free: DuckDBConnection[] = [];
  const running = new Set<Promise<unknown>>();
  let closed = false;

  async function onConnection<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (closed) throw new Error(`The warehouse ${options.path} is closed.`);
    const work = (async () => {
      const connection = free.pop() ?? (await connect(instance, options.filesAt));
      try {
        return await use(connection);
      } finally {
        free.push(connection);
      }
    })();
    running.add(work);
    try {
      return await work;
    } finally {
      running.delete(work);
    }
  }

  async function query(googleSql: string, params: Params = {}): Promise<readonly Row[]> {
    const { sql, params: used } = toDuckDb(googleSql);
    return onConnection(async (connection) => {
      try {
        const bound = bindParams(driver, params, used);
        const reader = await connection.runAndReadAll(sql, bound.values, bound.types);
        return plainRows(reader);
      } catch (cause) {
        throw classified(cause);
      }
    });
  }

  const remembered = new Remembered(query);
  const native = async (sql: string) => {
    try {
      await onConnection((connection) => connection.run(sql));
    } finally {
      remembered.forgetAll();
    }
  };

  const reading: Warehouse = {
    label: `DuckDB ${options.path}`,
    abilities: {
      shared: false,
      maxConcurrentQueries: 4,
      maxConcurrentWrites: 1,
      datesAtOnce: await datesAtOnce(query),
      estimates: false,
      maxBytesBilled: null,
      partitionMetadata: false,
    },
    query,
    columnsOf: (tables) => columnsOf(query, tables),
    describe: (sql, params) => describe(query, sql, params),
    ...WITHOUT_COSTS,
    fingerprints: ({ table, dateColumn, volatileColumns, dates }) =>
      onConnection(async (connection) => {
        const [from, column] = [quoted(table), quoted(dateColumn)];
        try {
          const hashing = await hashingOf(connection, from, volatileColumns);
          return await counts(driver, connection, from, column, dates, hashing);
        } catch (cause) {
          throw classified(cause);
        }
      }),
    [Symbol.asyncDispose]: async () => {
      closed = true;
      // Closing under a statement that runs ends the process; where one of several failed, the others still run.
      await Promise.allSettled(running);
      for (const connection of free) connection.closeSync();
      instance.closeSync();
    },
  };
  return {
    ...reading,
    remembering: rememberingOn(reading, remembered),
    native,
    ...duckDbWriter(driver, onConnection, remembered),
  };
}

/** The largest of the models here takes less than 1 MiB a date; others may take more. */
const MIB_A_DATE = 8;
const LEAST_DATES = 7;
/** As many as a repair may be asked for. */
const MOST_DATES = 400;
const MIB: Readonly<Record<string, number>> = { KiB: 1 / 1024, MiB: 1, GiB: 1024, TiB: 1024 ** 2 };

/** By the memory that the engine may use, which says it as "18.8 GiB". */
async function datesAtOnce(query: Warehouse["query"]): Promise<number> {
  const [row] = await query("SELECT current_setting('memory_limit') AS most");
  const [, number = "0", unit = ""] = /^([\d.]+) (\w+)$/.exec(String(row?.["most"])) ?? [];
  const dates = Math.floor((Number(number) * (MIB[unit] ?? 0)) / MIB_A_DATE);
  return Math.min(Math.max(dates, LEAST_DATES), MOST_DATES);
}

async function createInstance(driver: Driver, options: DuckDbOptions): Promise<DuckDBInstance> {
  try {
    // Looks ask many small questions side by side: sharing one out over threads as well costs half as much again.
    const config = options.readOnly ? { access_mode: "READ_ONLY", threads: "1" } : {};
    return await driver.DuckDBInstance.create(options.path, config);
  } catch (cause) {
    throw new UnreadableError(`Cannot open the warehouse ${options.path}`, { cause });
  }
}

/** True for the error of a file that another process has open. */
export function isLocked(error: unknown): boolean {
  return /could not set lock|conflicting lock/i.test(errorMessage(error));
}

/** The program that has the file and its process id, as the engine names them; null where it does not. */
export function lockHolder(error: unknown): string | null {
  const found = /lock is held in (.+? \(PID \d+\)(?: by user \S+?)?)(?:\.|$)/i.exec(
    errorMessage(error),
  );
  return found?.[1] ?? null;
}

async function connect(
  instance: DuckDBInstance,
  filesAt: string | undefined,
): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  for (const statement of DUCKDB_PRELUDE) await connection.run(statement);
  if (filesAt !== undefined) await connection.run(`SET file_search_path = ${literal(filesAt)}`);
  return connection;
}

function classified(cause: unknown): Error {
  const message = errorMessage(cause);
  const missing = /Table with name "?([\w.]+?)"? does not exist/i.exec(message);
  if (missing) return new TableNotFoundError(`Table ${missing[1]} does not exist`, { cause });
  return cause instanceof Error ? cause : new Error(message, { cause });
}
