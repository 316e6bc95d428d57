import { errorMessage, TableNotFoundError } from "../../../errors.ts";
import {
  type Column,
  type Params,
  RefusedStatementError,
  type Row,
  type TableColumns,
} from "../../warehouse.ts";
import { literal } from "./counts.ts";

/** One look at the catalogue for all tables and views. */
export async function columnsOf(
  query: (sql: string) => Promise<readonly Row[]>,
  tables: readonly string[],
): Promise<readonly TableColumns[]> {
  const schemas = [...new Set(tables.map((table) => literal(table.split(".")[0] ?? "")))];
  let rows: readonly Row[];
  try {
    rows = await query(
      `SELECT concat(table_schema, '.', table_name) AS table_path, column_name AS name, data_type AS type
       FROM information_schema.columns
       WHERE table_catalog = current_database() AND table_schema IN (${schemas.join(", ") || "''"})
       ORDER BY table_path, ordinal_position`,
    );
  } catch (error) {
    return tables.map((table) => ({ table, status: "unread", error: errorMessage(error) }));
  }
  // Names differ by more than their letters' case, so that lower case finds a table however it is declared.
  const found = Map.groupBy(rows, (row) => String(row["table_path"]).toLowerCase());
  return tables.map((table) => {
    const columns = found.get(table.toLowerCase());
    if (columns === undefined) return { table, status: "absent" };
    const read = columns.map(({ name, type }) => ({ name: String(name), type: String(type) }));
    return { table, status: "read", columns: read };
  });
}

/** The embedded engine refuses a statement for what stands in it, and for nothing else. */
export async function describe(
  query: (sql: string, params?: Params) => Promise<readonly Row[]>,
  sql: string,
  params?: Params,
): Promise<readonly Column[]> {
  try {
    const rows = await query(`DESCRIBE ${sql}`, params);
    return rows.map((row) => ({
      name: String(row["column_name"]),
      type: String(row["column_type"]),
    }));
  } catch (cause) {
    if (cause instanceof TableNotFoundError) throw cause;
    throw new RefusedStatementError(errorMessage(cause), { cause });
  }
}
