import type { DuckDBConnection } from "@duckdb/node-api";
import { toDuckDb } from "./dialect.ts";
import { formOf, hashedColumns, shortHash } from "./fingerprint.ts";

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
  // What a missing value hashes to is taken out again: one constant, which the engine works out once.
  const ofRow = `xor(${xorOf(hashed.map(hashOf))}, ${xorOf(hashed.flatMap(hashOfNothing))})`;
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
const saltedHash = (value: string, name: string): string => `hash(hash(${value}, ${saltOf(name)}))`;

function hashOf({ name, type }: Column): string {
  const column = toDuckDb(`\`${name}\``).sql;
  const hash = saltedHash(column, name);
  return isPlain(type) ? hash : `CASE WHEN ${column} IS NULL THEN 0::UBIGINT ELSE ${hash} END`;
}

const hashOfNothing = ({ name, type }: Column): string[] =>
  isPlain(type) ? [saltedHash(`CAST(NULL AS ${type})`, name)] : [];

/** Not made of other types, whose names are no simple text. */
const isPlain = (type: string): boolean => /^(?:[A-Z_ ]+\d*|DECIMAL\(\d+,\d+\))$/.test(type);

const xorOf = (terms: readonly string[]): string =>
  terms.reduceRight((rest, term) => `xor(${term}, ${rest})`, "0::UBIGINT");

/** A small number is much faster to hash than the name. */
const saltOf = (name: string): number => Number.parseInt(shortHash(name.toLowerCase()), 16);

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
