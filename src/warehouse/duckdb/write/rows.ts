import type { DuckDBConnection } from "@duckdb/node-api";
import { exactText, type Keeps } from "../../exact.ts";
import { dateParams } from "../../params.ts";
import {
  type Column,
  type Only,
  RefusedWriteError,
  type ReplaceRequest,
  type Row,
} from "../../warehouse.ts";
import { literal, quoted, rowsOf } from "../read/counts.ts";
import { bindParams, type Driver } from "../read/params.ts";

/**
 * Rows from outside take the shape of the table that is there: a new column is refused by name, not added. Every value
 * goes as text and is read by the engine in its column's type, for JSON and its numbers keep 53 bits and no NaN.
 */
export async function stageRows(
  driver: Driver,
  connection: DuckDBConnection,
  request: ReplaceRequest,
  { rows, only }: { readonly rows: readonly Row[]; readonly only?: Only },
): Promise<void> {
  const { table } = request;
  await connection.run(`CREATE TEMP TABLE staged AS SELECT * FROM ${quoted(table)} LIMIT 0`);
  if (rows.length > 0) await insertRows(driver, connection, table, rows);
  if (only !== undefined) await keepOthers(driver, connection, request, only);
}

/** The rows that stay, beside the new ones. They never leave the engine. */
async function keepOthers(
  driver: Driver,
  connection: DuckDBConnection,
  { table, dateColumn, dates }: ReplaceRequest,
  { column, values }: Only,
): Promise<void> {
  const claim = bindParams(driver, dateParams(dates), new Set(["dates"]));
  const list = values.map(literal).join(", ");
  const stays =
    list === "" ? "TRUE" : `COALESCE(CAST(${quoted(column)} AS VARCHAR) NOT IN (${list}), TRUE)`;
  await connection.run(
    `INSERT INTO temp.staged BY NAME SELECT * FROM ${quoted(table)}
     WHERE ${quoted(dateColumn)} IN (SELECT UNNEST($dates)) AND ${stays}`,
    claim.values,
    claim.types,
  );
}

async function insertRows(
  driver: Driver,
  connection: DuckDBConnection,
  table: string,
  rows: readonly Row[],
): Promise<void> {
  const described = await connection.runAndReadAll("DESCRIBE temp.staged");
  const shape = described
    .getRowsJson()
    .map(([name, type]) => ({ name: String(name), type: String(type) }));
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => ({
    name,
    column: shape.find((one) => one.name.toLowerCase() === name.toLowerCase()),
  }));
  const strange = columns.filter(({ column }) => column === undefined);
  if (strange.length > 0)
    throw new RefusedWriteError(
      `${table} has no column ${strange.map(({ name }) => name).join(", ")}, which the rows have`,
    );
  const given = columns.flatMap(({ name, column }) =>
    column === undefined ? [] : [{ column, texts: textsOf(table, name, column, rows) }],
  );
  const params = {
    values: Object.fromEntries(given.map(({ texts }, at) => [`c${at}`, driver.listValue(texts)])),
    types: Object.fromEntries(given.map((_, at) => [`c${at}`, driver.LIST(driver.VARCHAR)])),
  };
  const texts = given.map((_, at) => `UNNEST($c${at}) AS c${at}`).join(", ");
  const casts = given.map(
    ({ column: { name, type } }, at) => `CAST(c${at} AS ${type}) AS ${quotedColumn(name)}`,
  );
  try {
    await connection.run(
      `INSERT INTO temp.staged BY NAME SELECT ${casts.join(", ")} FROM (SELECT ${texts})`,
      params.values,
      params.types,
    );
  } catch (cause) {
    for (const { column, texts: own } of given) {
      const bad = await firstBad(driver, connection, column, own);
      if (bad !== null)
        throw new RefusedWriteError(
          `${table}: column "${column.name}" (${column.type}) cannot hold ${bad}`,
          { cause },
        );
    }
    throw cause;
  }
}

function textsOf(
  table: string,
  name: string,
  column: Column,
  rows: readonly Row[],
): (string | null)[] {
  const keeps = keepsOf(column.type);
  return rows.map((row) => {
    const value = row[name] ?? null;
    const text = exactText(keeps, value);
    if (text === undefined)
      throw new RefusedWriteError(
        `${table}: column "${name}" (${column.type}) would not keep all of ${value}`,
      );
    return text;
  });
}

/** The first text that the engine cannot read in the column's type. */
async function firstBad(
  driver: Driver,
  connection: DuckDBConnection,
  { type }: Column,
  texts: readonly (string | null)[],
): Promise<string | null> {
  const [bad] = await rowsOf(
    connection,
    `SELECT t FROM (SELECT UNNEST($texts) AS t) WHERE t IS NOT NULL AND TRY_CAST(t AS ${type}) IS NULL LIMIT 1`,
    {
      values: { texts: driver.listValue(texts) },
      types: { texts: driver.LIST(driver.VARCHAR) },
    },
  );
  return bad === undefined ? null : String(bad["t"]);
}

/** A column's name may have any letter; `quoted` is for paths. */
const quotedColumn = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function keepsOf(type: string): Keeps {
  const [, scale] = /^DECIMAL\(\d+,(\d+)\)$/.exec(type) ?? [];
  if (scale !== undefined) return { kind: "decimal", scale: Number(scale) };
  return KEEPS[type] ?? { kind: "text" };
}

const KEEPS: Readonly<Record<string, Keeps>> = {
  ...Object.fromEntries(
    ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"].flatMap((type) => [
      [type, { kind: "integer" } as const],
      [`U${type}`, { kind: "integer" } as const],
    ]),
  ),
  FLOAT: { kind: "float", bits: 32 },
  DOUBLE: { kind: "float", bits: 64 },
  DATE: { kind: "day" },
  TIME: { kind: "time", digits: 6 },
  "TIME WITH TIME ZONE": { kind: "time", digits: 6 },
  TIME_NS: { kind: "time", digits: 9 },
  TIMESTAMP: { kind: "time", digits: 6 },
  "TIMESTAMP WITH TIME ZONE": { kind: "time", digits: 6 },
  TIMESTAMP_S: { kind: "time", digits: 0 },
  TIMESTAMP_MS: { kind: "time", digits: 3 },
  TIMESTAMP_NS: { kind: "time", digits: 9 },
};
