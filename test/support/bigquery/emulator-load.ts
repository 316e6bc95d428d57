import type { BigQuery } from "@google-cloud/bigquery";
import type { Warehouse } from "../../../src/warehouse/warehouse.ts";

/** Loading takes about 50 µs a row, but queries grow much slower than that beyond this size. */
const MAX_ROWS = 20_000;
const ROWS_PER_INSERT = 5_000;

/** DuckDB's type names to BigQuery's. HUGEINT is what DuckDB makes of a sum of whole numbers. */
const BIGQUERY_TYPES: Readonly<Record<string, string>> = {
  VARCHAR: "STRING",
  DATE: "DATE",
  BOOLEAN: "BOOL",
  SMALLINT: "INT64",
  INTEGER: "INT64",
  BIGINT: "INT64",
  HUGEINT: "INT64",
  DOUBLE: "FLOAT64",
  "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
};

/** Copies `dataset.table` of a DuckDB warehouse into the emulator under the same name. Returns the rows copied. */
export async function copyToEmulator(
  warehouse: Warehouse,
  client: BigQuery,
  table: string,
): Promise<number> {
  const [datasetId, tableId] = table.split(".");
  if (datasetId === undefined || tableId === undefined)
    throw new Error(`"${table}" is not dataset.table`);
  const rows = await warehouse.query(`SELECT * FROM \`${table}\``);
  if (rows.length > MAX_ROWS)
    throw new Error(`${table} has ${rows.length} rows, too many for the emulator (${MAX_ROWS}).`);

  const columns = await warehouse.query(`DESCRIBE \`${table}\``);
  const schema = columns.map((column) => ({
    name: String(column["column_name"]),
    type: bigQueryType(table, String(column["column_type"])),
  }));

  const dataset = client.dataset(datasetId);
  const [exists] = await dataset.exists();
  if (!exists) await dataset.create();
  const [created] = await dataset.createTable(tableId, { schema });
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT)
    await created.insert(rows.slice(at, at + ROWS_PER_INSERT));
  return rows.length;
}

function bigQueryType(table: string, duckDbType: string): string {
  const type = BIGQUERY_TYPES[duckDbType];
  if (type === undefined)
    throw new Error(`${table} has a column of type ${duckDbType}, unknown to the loader.`);
  return type;
}
