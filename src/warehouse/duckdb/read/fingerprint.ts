import type { DuckDBConnection } from "@duckdb/node-api";
import { formOf, hashedColumns, shortHash } from "../../fingerprint.ts";
import { toDuckDb } from "./dialect.ts";

/** How rows become a fingerprint: an aggregate, and the form that its texts begin with ("" for the first one). */
export type Hashing = { readonly sql: string; readonly form: string };

/** Of the first versions of this tool, for dates that they wrote. It reads every value as text. */
export const OLD_HASHING: Hashing = {
  sql: "CAST(SUM(CAST(md5_number_lower(CAST(t AS VARCHAR)) AS HUGEINT)) AS VARCHAR)",
  form: "",
};

/**
 * The sum over the rows of what their values hash to, each with its column's name: the order of rows and columns does
 * not matter, duplicates do, and a value that is not there adds nothing.
 */
export async function hashingOf(
  connection: DuckDBConnection,
  quotedTable: string,
  volatileColumns: readonly string[] = [],
): Promise<Hashing> {
  const described = await connection.runAndReadAll(`DESCRIBE ${quotedTable}`);
  const columns = described
    .getRowsJson()
    .map(([name, type]) => ({ name: String(name), type: String(type) }));
  const hashed = hashedColumns(columns, volatileColumns);
  // What a missing value hashes to is taken out again: one constant.
  const nothing = await hashOfNothing(connection, hashed.filter(isPlain).map(saltOf));
  const ofRow = `xor(${xorOf(hashed.map(hashOf))}, ${nothing}::UBIGINT)`;
  return {
    sql: `CAST(SUM(CAST(${ofRow} AS HUGEINT)) AS VARCHAR)`,
    form: formOf(await engineForm(connection), volatileColumns),
  };
}

type Column = { readonly name: string; readonly type: string };

/**
 * Hashed twice: the engine joins two values by XOR, so that after one hash the names would fall out of the XOR of a row,
 * and with them equal values in two columns, or values that changed places.
 */
function hashOf(column: Column): string {
  const value = toDuckDb(`\`${column.name}\``).sql;
  const hash = `hash(hash(${value}, ${saltOf(column)}))`;
  return isPlain(column) ? hash : `CASE WHEN ${value} IS NULL THEN 0::UBIGINT ELSE ${hash} END`;
}

/** By the salts of a table's columns: the same in every file that this engine opens. */
const ofNothing = new Map<string, Promise<string>>();
/** More than tables have shapes; what goes is only asked again. */
const MOST_SHAPES = 500;

/** The XOR of what a missing value of each plain column hashes to, whatever its type: asked once, since planning it in every statement costs more. */
function hashOfNothing(connection: DuckDBConnection, salts: readonly number[]): Promise<string> {
  const key = salts.join(" ");
  const known = ofNothing.get(key);
  if (known !== undefined) return known;
  if (ofNothing.size >= MOST_SHAPES) ofNothing.clear();
  const asked = askOfNothing(connection, salts);
  ofNothing.set(key, asked);
  asked.catch(() => ofNothing.delete(key)); // an interrupted one is asked again
  return asked;
}

async function askOfNothing(
  connection: DuckDBConnection,
  salts: readonly number[],
): Promise<string> {
  const answer = await connection.runAndReadAll(
    `SELECT CAST(COALESCE(bit_xor(hash(hash(NULL, CAST(salt AS INTEGER)))), 0) AS VARCHAR)
     FROM UNNEST([${salts.join(", ")}]::INTEGER[]) AS salts(salt)`,
  );
  return String(answer.getRowsJson()[0]?.[0]);
}

/** Not made of other types, whose names are no simple text. */
const isPlain = ({ type }: Column): boolean => /^(?:[A-Z_ ]+\d*|DECIMAL\(\d+,\d+\))$/.test(type);

/** Halved again and again: the engine plans a chain of so many calls in twice the time. */
function xorOf(terms: readonly string[]): string {
  const [only] = terms;
  if (only === undefined) return "0::UBIGINT";
  if (terms.length === 1) return only;
  const half = terms.length >> 1;
  return `xor(${xorOf(terms.slice(0, half))}, ${xorOf(terms.slice(half))})`;
}

/** A small number is much faster to hash than the name. */
const saltOf = ({ name }: Column): number => Number.parseInt(shortHash(name.toLowerCase()), 16);

/** One value of each type that a hash might treat in its own way. */
const PROBES = [
  ...["1", "-7::BIGINT", "1.5::DOUBLE", "1.5::DECIMAL(9,2)", "'text'", "TRUE", "'x'::BLOB"],
  ...["DATE '2026-01-25'", "TIMESTAMP '2026-01-25 12:00:00'", "['a', 'b']", "{'a': 1, 'b': 'x'}"],
].map((value) => `CAST(hash(hash(${value}, 5)) AS VARCHAR)`);

let probed: Promise<string> | undefined;

/** The engine may hash otherwise in another version, which would look as if every row had changed. */
function engineForm(connection: DuckDBConnection): Promise<string> {
  probed ??= connection
    .runAndReadAll(`SELECT concat_ws(' ', ${PROBES.join(", ")})`)
    .then((answer) => `h1-${shortHash(String(answer.getRowsJson()[0]?.[0]))}`);
  return probed;
}
