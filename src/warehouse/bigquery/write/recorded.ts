import { openDuckDb } from "../../duckdb/duckdb.ts";
import { dateParams } from "../../params.ts";
import type { ReplaceRequest, Row, Warehouse } from "../../warehouse.ts";
import type { Field } from "../client/values.ts";

/** The embedded engine's types as BigQuery's. HUGEINT is what it makes of a sum of whole numbers. */
const TYPES: Readonly<Record<string, string>> = {
  VARCHAR: "STRING",
  DATE: "DATE",
  BOOLEAN: "BOOL",
  TINYINT: "INT64",
  SMALLINT: "INT64",
  INTEGER: "INT64",
  BIGINT: "INT64",
  HUGEINT: "INT64",
  UINTEGER: "INT64",
  FLOAT: "FLOAT64",
  DOUBLE: "FLOAT64",
  "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
};

/** The columns of a recorded source; none of its rows are read. */
export async function recordedFields(sql: string, filesAt: string): Promise<readonly Field[]> {
  await using files = await openDuckDb({ path: ":memory:", readOnly: false, filesAt });
  await files.native(`CREATE VIEW recorded AS ${sql}`);
  return fieldsOf(files);
}

async function fieldsOf(files: Warehouse): Promise<Field[]> {
  const columns = await files.query("DESCRIBE recorded");
  return columns.map((column) => {
    const [name, type] = [String(column["column_name"]), String(column["column_type"])];
    const known = type.startsWith("DECIMAL") ? "NUMERIC" : TYPES[type];
    if (known === undefined)
      throw new Error(
        `The recorded column "${name}" has the type ${type}, which cannot be loaded.`,
      );
    return { name, type: known };
  });
}

/** The recorded rows of the claimed dates, read by the embedded engine, and their columns. */
export async function readRecorded(
  sql: string,
  { dates, dateColumn }: Pick<ReplaceRequest, "dates" | "dateColumn">,
  filesAt: string,
): Promise<{ readonly fields: readonly Field[]; readonly rows: readonly Row[] }> {
  await using files = await openDuckDb({ path: ":memory:", readOnly: false, filesAt });
  await files.native(`CREATE VIEW recorded AS ${sql}`);
  const fields = await fieldsOf(files);
  const rows = await files.query(
    `SELECT * FROM recorded WHERE \`${dateColumn}\` IN (SELECT d FROM UNNEST(@dates) AS d)`,
    { dates: dateParams(dates)["dates"] as never },
  );
  return { fields, rows };
}
