import type { DuckDBConnection, DuckDBInstance, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { CivilDate } from "../dates/civil-date.ts";
import { errorMessage, TableNotFoundError, UnreadableError } from "../errors.ts";
import { DUCKDB_PRELUDE, toDuckDb } from "./dialect.ts";
import { plainRow } from "./values.ts";
import type { Params, ReplaceRequest, Row, WritableWarehouse } from "./warehouse.ts";

type Driver = typeof import("@duckdb/node-api");

export type DuckDbWarehouse = WritableWarehouse & {
  /** Runs DuckDB's own SQL, untranslated: for recorded sources (Parquet) and scenario set-up. */
  native(sql: string): Promise<void>;
};

export type DuckDbOptions = {
  /** A file, or ":memory:". */
  readonly path: string;
  readonly readOnly: boolean;
};

/** Opens an embedded warehouse. Throws UnreadableError where the file is locked by another process (see `isLocked`). */
export async function openDuckDb(options: DuckDbOptions): Promise<DuckDbWarehouse> {
  const driver = await import("@duckdb/node-api"); // native: kept out of action bundles
  const instance = await createInstance(driver, options);
  const free: DuckDBConnection[] = [];

  async function onConnection<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = free.pop() ?? (await connect(instance));
    try {
      return await use(connection);
    } finally {
      free.push(connection);
    }
  }

  async function query(googleSql: string, params: Params = {}): Promise<readonly Row[]> {
    const { sql, params: used } = toDuckDb(googleSql);
    return onConnection(async (connection) => {
      try {
        const bound = bindParams(driver, params, used);
        const reader = await connection.runAndReadAll(sql, bound.values, bound.types);
        return reader.getRowObjects().map(plainRow);
      } catch (cause) {
        throw classified(cause);
      }
    });
  }

  const native = (sql: string) =>
    onConnection(async (connection) => {
      await connection.run(sql);
    });

  return {
    label: `DuckDB ${options.path}`,
    abilities: { shared: false, maxConcurrentQueries: 4 },
    query,
    native,
    replaceDates: (request) =>
      onConnection((connection) => replaceDates(driver, connection, request)),
    [Symbol.asyncDispose]: async () => {
      for (const connection of free) connection.closeSync();
      instance.closeSync();
    },
  };
}

async function createInstance(driver: Driver, options: DuckDbOptions): Promise<DuckDBInstance> {
  try {
    const config = options.readOnly ? { access_mode: "READ_ONLY" } : {};
    return await driver.DuckDBInstance.create(options.path, config);
  } catch (cause) {
    throw new UnreadableError(`Cannot open the warehouse ${options.path}`, { cause });
  }
}

/** True for the error of a file that another process has open. */
export function isLocked(error: unknown): boolean {
  return /could not set lock|conflicting lock/i.test(errorMessage(error));
}

async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  for (const statement of DUCKDB_PRELUDE) await connection.run(statement);
  return connection;
}

async function replaceDates(
  driver: Driver,
  connection: DuckDBConnection,
  request: ReplaceRequest,
): Promise<number> {
  const table = toDuckDb(`\`${request.table}\``).sql;
  const column = toDuckDb(`\`${request.dateColumn}\``).sql;
  const select = toDuckDb(request.selectSql);
  const params = dateParams(request.dates);
  const selectParams = bindParams(driver, params, select.params);
  const [schema] = table.split(".");
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  await connection.run("BEGIN TRANSACTION");
  try {
    await connection.run(
      `CREATE TABLE IF NOT EXISTS ${table} AS SELECT * FROM (${select.sql}) LIMIT 0`,
      selectParams.values,
      selectParams.types,
    );
    const claim = bindParams(driver, params, new Set(["dates"]));
    await connection.run(
      `DELETE FROM ${table} WHERE ${column} IN (SELECT UNNEST($dates))`,
      claim.values,
      claim.types,
    );
    const inserted = await connection.run(
      `INSERT INTO ${table} BY NAME ${select.sql}`,
      selectParams.values,
      selectParams.types,
    );
    const rowCount = inserted.rowsChanged;
    await connection.run("COMMIT");
    return rowCount;
  } catch (cause) {
    await connection.run("ROLLBACK").catch(() => undefined); // an aborted transaction is already gone
    throw classified(cause);
  }
}

/** The three parameters every model may use. */
export function dateParams(dates: readonly CivilDate[]): Params {
  const sorted = [...dates].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) throw new Error("A claim has at least one date.");
  return {
    dates: { type: "ARRAY<DATE>", value: sorted },
    first_date: { type: "DATE", value: first },
    last_date: { type: "DATE", value: last },
  };
}

function bindParams(driver: Driver, params: Params, used: ReadonlySet<string>) {
  const values: Record<string, DuckDBValue> = {};
  const types: Record<string, DuckDBType> = {};
  const day = (date: CivilDate) =>
    new driver.DuckDBDateValue(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
  for (const name of used) {
    const param = params[name];
    if (param === undefined) throw new Error(`The query uses @${name}, which was given no value.`);
    switch (param.type) {
      case "DATE":
        [values[name], types[name]] = [day(param.value), driver.DATE];
        break;
      case "ARRAY<DATE>":
        values[name] = driver.listValue(param.value.map(day));
        types[name] = driver.LIST(driver.DATE);
        break;
      case "INT64":
        [values[name], types[name]] = [BigInt(param.value), driver.BIGINT];
        break;
      case "STRING":
        [values[name], types[name]] = [param.value, driver.VARCHAR];
        break;
    }
  }
  return { values, types };
}

function classified(cause: unknown): Error {
  const message = errorMessage(cause);
  const missing = /Table with name "?([\w.]+?)"? does not exist/i.exec(message);
  if (missing) return new TableNotFoundError(`Table ${missing[1]} does not exist`, { cause });
  return cause instanceof Error ? cause : new Error(message, { cause });
}
