import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A column of the operators' warehouse, as their DDL has it. */
export type Field = {
  readonly name: string;
  readonly type: string;
  readonly mode?: "REQUIRED" | "REPEATED";
  readonly hasDefault?: boolean;
  readonly fields?: readonly Field[];
};

export type OperatorsTable = {
  readonly columns: readonly Field[];
  readonly partitionColumn: string;
  readonly clusterColumns: readonly string[];
  readonly partitionExpirationDays: number | null;
  readonly requirePartitionFilter: boolean | null;
};

/** Eighteen of the operators' tables by `dataset.table`: columns with type and mode, partitions, expiration. */
export const OPERATORS: Readonly<Record<string, OperatorsTable>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "operators_schema.json"), "utf8"),
);

const DUCKDB: Readonly<Record<string, string>> = {
  STRING: "VARCHAR",
  INT64: "BIGINT",
  FLOAT64: "DOUBLE",
  BOOL: "BOOLEAN",
  DATE: "DATE",
  TIMESTAMP: "TIMESTAMPTZ",
  NUMERIC: "DECIMAL(38, 9)",
  JSON: "JSON",
};

/** The type in DuckDB's words; what it cannot have as BigQuery has it, it has as near as it can. */
export function duckDbType({ type, mode, fields = [] }: Field): string {
  const one =
    type === "RECORD"
      ? `STRUCT(${fields.map((field) => `"${field.name}" ${duckDbType(field)}`).join(", ")})`
      : (DUCKDB[type] ?? type.replace(/^NUMERIC/, "DECIMAL"));
  return mode === "REPEATED" ? `${one}[]` : one;
}

/** The table in DuckDB. It has no partitions, no expiration and no required filter. */
export const duckDbTable = (name: string, { columns }: OperatorsTable): string =>
  `CREATE TABLE ${name} (${columns
    .map(
      (field) =>
        `"${field.name}" ${duckDbType(field)}${field.mode === "REQUIRED" ? " NOT NULL" : ""}`,
    )
    .join(", ")})`;

/** A value for a column that the sample knows nothing of: nested, exact and microsecond ones, to be lost by whoever is careless. */
export function filler(field: Field, dateColumn: string): string {
  if (field.mode === "REPEATED") return `${repeated(field)}::${duckDbType(field)}`;
  if (field.type === "RECORD")
    return `{${(field.fields ?? []).map((one) => `'${one.name}': ${filler(one, dateColumn)}`).join(", ")}}::${duckDbType(field)}`;
  const value = scalar(field, dateColumn);
  return `${value}::${duckDbType(field)}`;
}

function repeated({ type }: Field): string {
  if (type === "STRING") return `['late, "quoted"', 'naïve']`;
  if (type === "DATE") return `[DATE '2024-10-22', DATE '2024-10-23']`;
  return type === "INT64" ? "[9007199254740993, 2]" : "[0.1, 2.5]";
}

function scalar({ type, mode }: Field, dateColumn: string): string {
  if (type.startsWith("NUMERIC(")) return "0.3";
  if (type === "NUMERIC") return "'12345678901234567890.123456789'";
  if (type === "JSON") return `'{"line":[1,2.5],"note":null}'`;
  if (type === "TIMESTAMP") return "'2026-01-26 03:04:05.123456+00'";
  if (mode !== "REQUIRED") return "NULL";
  if (type === "STRING") return "'-'";
  if (type === "DATE") return `"${dateColumn}"`;
  return type === "BOOL" ? "FALSE" : "0";
}
