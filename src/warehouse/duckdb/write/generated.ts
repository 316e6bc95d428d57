import type { DuckDBConnection } from "@duckdb/node-api";
import { errorMessage } from "../../../errors.ts";
import { literal, quoted } from "../read/counts.ts";

/**
 * The columns to insert into a table: all that a source has but those that the engine computes itself, which it refuses to
 * be given. The catalogue does not tell a generated column from one with a default, so the engine is asked, without
 * anything being run.
 */
export async function insertedColumns(
  connection: DuckDBConnection,
  table: string,
): Promise<string> {
  const [schema = "", name = ""] = table.split(".");
  const reader = await connection.runAndReadAll(
    `SELECT column_name FROM duckdb_columns() WHERE database_name = current_database()
     AND schema_name = ${literal(schema)} AND table_name = ${literal(name)} AND column_default IS NOT NULL`,
  );
  const generated: string[] = [];
  for (const [column] of reader.getRowsJson())
    if (await isGenerated(connection, table, String(column))) generated.push(String(column));
  if (generated.length === 0) return "*";
  const list = generated.map((column) => literal(column.toLowerCase())).join(", ");
  return `COLUMNS(c -> NOT list_contains([${list}], lower(c)))`;
}

async function isGenerated(
  connection: DuckDBConnection,
  table: string,
  column: string,
): Promise<boolean> {
  const name = `"${column.replaceAll('"', '""')}"`;
  try {
    const prepared = await connection.prepare(
      `INSERT INTO ${quoted(table)} (${name}) SELECT NULL WHERE false`,
    );
    prepared.destroySync();
    return false;
  } catch (error) {
    if (/generated column/i.test(errorMessage(error))) return true;
    throw error;
  }
}
