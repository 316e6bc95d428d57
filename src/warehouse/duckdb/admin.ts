import type { Column, WarehouseAdmin, WarehouseMaker } from "../admin.ts";
import type { Row, Warehouse } from "../warehouse.ts";
import { type DuckDbWarehouse, openDuckDb } from "./duckdb.ts";
import { quoted } from "./read/counts.ts";
import { OPS_COLUMNS } from "./write/ops.ts";

/** Words that mean the same column here: models give whole numbers in several sizes. */
const SAME: Readonly<Record<string, string>> = {
  TINYINT: "BIGINT",
  SMALLINT: "BIGINT",
  INTEGER: "BIGINT",
  UINTEGER: "BIGINT",
  HUGEINT: "BIGINT",
  FLOAT: "DOUBLE",
  TIMESTAMPTZ: "TIMESTAMP WITH TIME ZONE",
};

/** Looks at an open embedded warehouse, and closes it on disposal. */
export function duckDbAdmin(warehouse: Warehouse, filesAt: string): WarehouseAdmin {
  return {
    label: warehouse.label,
    abilities: {
      partitions: false,
      grants: false,
      maxConcurrentReads: warehouse.abilities.maxConcurrentQueries,
      maxBytesBilled: null,
    },
    async dataset(name) {
      const rows = await warehouse.query(
        "SELECT 1 AS one FROM information_schema.schemata WHERE schema_name = @name",
        { name: { type: "STRING", value: name } },
      );
      return rows.length === 0 ? null : { location: null };
    },
    async describe(table) {
      const [schema = "", name = ""] = table.split(".");
      const rows = await warehouse.query(
        `SELECT column_name, data_type AS column_type FROM information_schema.columns
         WHERE table_schema = @schema AND table_name = @name ORDER BY ordinal_position`,
        { schema: { type: "STRING", value: schema }, name: { type: "STRING", value: name } },
      );
      if (rows.length === 0) return null;
      const columns = rows.map(columnOf);
      return { columns, partition: null, clusteredBy: [], requiresFilter: false };
    },
    dryRun: async (sql, params) => {
      const rows = await warehouse.query(`DESCRIBE ${sql}`, params);
      return { bytes: null, columns: rows.map(columnOf) };
    },
    async recorded(sql) {
      // Apart from the warehouse, which is open to read from wherever the process was started.
      await using files = await openDuckDb({ path: ":memory:", readOnly: false, filesAt });
      await files.native(`CREATE VIEW recorded AS ${sql}`);
      return (await files.query("DESCRIBE recorded")).map(columnOf);
    },
    mayUse: async () => ({ status: "granted" }),
    mayRunJobs: async () => ({ status: "granted" }),
    opsColumns: {
      partition_writes: listed(OPS_COLUMNS.partition_writes),
      backfill_runs: listed(OPS_COLUMNS.backfill_runs),
      cell_attempts: listed(OPS_COLUMNS.cell_attempts),
      row_sources: listed(OPS_COLUMNS.row_sources),
    },
    [Symbol.asyncDispose]: () => warehouse[Symbol.asyncDispose](),
  };
}

/** The same, with what makes schemas and tables. */
export function duckDbMaker(warehouse: DuckDbWarehouse, filesAt: string): WarehouseMaker {
  return {
    ...duckDbAdmin(warehouse, filesAt),
    createDataset: (name) => warehouse.native(`CREATE SCHEMA IF NOT EXISTS ${quoted(name)}`),
    createTable: (table, { columns }) => {
      const list = columns.map(({ name, type }) => `${quoted(name)} ${type}`).join(", ");
      return warehouse.native(`CREATE TABLE IF NOT EXISTS ${quoted(table)} (${list})`);
    },
  };
}

function columnOf(row: Row): Column {
  const [name, type] = [String(row["column_name"]), String(row["column_type"])];
  return { name, type: SAME[type] ?? type };
}

/** `a VARCHAR, b DATE` as columns. */
const listed = (columns: string): Column[] =>
  columns.split(", ").map((column) => {
    const [name = "", type = ""] = column.split(" ");
    return { name, type: SAME[type] ?? type };
  });
