import type { CivilDate } from "../../../dates/civil-date.ts";
import { TableNotFoundError } from "../../../errors.ts";
import type { Content, FingerprintRequest } from "../../content.ts";
import { formOf, hashedColumns } from "../../fingerprint.ts";
import type { Estimate } from "../../warehouse.ts";
import type { Engine } from "../client/requests.ts";
import { type Field, quotedName, textLiteral } from "../client/values.ts";
import { ask, countsOf, countsSql, inClaim, sameName } from "./counts.ts";
import { estimate } from "./estimate.ts";
import { insertedSql } from "./inserted.ts";
import { findTable } from "./tables.ts";

const FORM = "f1";

type Value = { readonly name: string; readonly sql: string; readonly isList: boolean };

/**
 * Of the rows of a group, in any order: the sum of their hashes in two halves that cannot overflow. Rows count as often
 * as they are there, which an XOR would not see. A row hashes its values, each with its column's name, and leaves out
 * those that are not there.
 */
export const fingerprintSql = (
  columns: readonly Field[],
  volatileColumns: readonly string[] = [],
): string => sumOf(columns.map(inTable), volatileColumns);

/** The same over rows that are to be inserted into `shape`: their values as they are after it. */
export const stagedFingerprintSql = (
  shape: readonly Field[],
  rows: readonly Field[],
  volatileColumns: readonly string[] = [],
): string =>
  sumOf(
    shape.flatMap((field) => asInserted(field, rows)),
    volatileColumns,
  );

/** Of the first versions of this tool, for dates that they wrote. */
export function oldFingerprintSql(columns: readonly Field[]): string {
  const names = columns.map(({ name }) => quotedName(name)).join(", ");
  return `CONCAT(${sumsOf(`FARM_FINGERPRINT(TO_JSON_STRING(STRUCT(${names})))`)})`;
}

function sumOf(values: readonly Value[], volatileColumns: readonly string[]): string {
  const parts = hashedColumns(values, volatileColumns).map(
    ({ name, sql, isList }) =>
      `IF(${isList ? `ARRAY_LENGTH(${sql}) > 0` : `${sql} IS NOT NULL`}, CONCAT(${textLiteral(`${name.toLowerCase()}=`)}, TO_JSON_STRING(${sql}), ';'), '')`,
  );
  const hash = `FARM_FINGERPRINT(CONCAT(${["''", ...parts].join(", ")}))`;
  return `CONCAT(${textLiteral(`${formOf(FORM, volatileColumns)}:`)}, ${sumsOf(hash)})`;
}

function sumsOf(hash: string): string {
  const half = (operation: string) => `CAST(SUM(${operation}(${hash}, 4294967296)) AS STRING)`;
  return `CAST(COUNT(*) AS STRING), '-', ${half("DIV")}, '-', ${half("MOD")}`;
}

const inTable = ({ name, mode }: Field): Value => ({
  name,
  sql: quotedName(name),
  isList: mode === "REPEATED",
});

/** Nothing for a column that the rows do not have, for it stays empty; a value of another type is cast. */
function asInserted(field: Field, rows: readonly Field[]): Value[] {
  const own = rows.find((one) => sameName(one, field));
  return own === undefined ? [] : [{ ...inTable(field), sql: insertedSql(field, own) }];
}

export async function fingerprints(
  engine: Engine,
  request: FingerprintRequest,
): Promise<ReadonlyMap<CivilDate, Content>> {
  return countsOf(await ask(engine, "look", await sqlOf(engine, request)));
}

export const estimateFingerprints = async (
  engine: Engine,
  request: FingerprintRequest,
): Promise<Estimate> =>
  estimate(engine, { query: await sqlOf(engine, request), queryParameters: [] });

async function sqlOf(
  engine: Engine,
  { table, dateColumn, volatileColumns, dates }: FingerprintRequest,
): Promise<string> {
  const columns = (await findTable(engine, table))?.schema?.fields;
  if (columns === undefined) throw new TableNotFoundError(`Table ${table} does not exist`);
  const where =
    dates === "all" ? `${quotedName(dateColumn)} IS NOT NULL` : inClaim(dateColumn, dates);
  return countsSql(table, dateColumn, fingerprintSql(columns, volatileColumns), where);
}
