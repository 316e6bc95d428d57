import { createHash } from "node:crypto";
import { NOT_OBSERVED } from "../../content.ts";
import type { LedgerNote, ReplaceRequest } from "../../warehouse.ts";
import type { Engine } from "../client/requests.ts";
import { type Field, quotedName, textLiteral } from "../client/values.ts";
import { columnNames, inClaim } from "../read/counts.ts";
import { ensureTable, expirePartitions, listTables } from "../read/tables.ts";

const KEPT = "kept__";

/** Of every table of kept rows, before the columns of the table itself. */
export const KEPT_FIELDS: readonly Field[] = [
  { name: "kept_run", type: "STRING" },
  { name: "kept_at", type: "TIMESTAMP" },
];

/** A table with other columns than before keeps its rows elsewhere: an old one would not take them. */
export function keptName(table: string, columns: readonly Field[]): string {
  const shape = columns.map(shapeOf);
  const hash = createHash("sha256").update(JSON.stringify(shape)).digest("hex").slice(0, 8);
  return `ops.${KEPT}${table.replace(".", "__")}__${hash}`;
}

/** Flat columns keep the name that tables of earlier versions have. */
const shapeOf = ({ name, type, mode, fields }: Field): unknown[] => [
  ...[name.toLowerCase(), type, mode ?? ""],
  ...(fields === undefined || fields.length === 0 ? [] : [fields.map(shapeOf)]),
];

/** Kept rows were rows of the table: what it requires needs no second check. */
const asKept = ({ mode, fields, ...field }: Field): Field => ({
  ...field,
  ...(mode === "REPEATED" ? { mode } : {}),
  ...(fields === undefined || fields.length === 0 ? {} : { fields: fields.map(asKept) }),
});

/** Undo may ask for rows of the last 7 days, and a partition goes so many days after its day began, not ended. */
export const KEPT_PARTITION_DAYS = 8;

/** By the day of keeping, so that BigQuery forgets whole partitions by itself. */
export async function ensureKept(
  engine: Engine,
  table: string,
  columns: readonly Field[],
): Promise<string> {
  const name = keptName(table, columns);
  await ensureTable(engine, name, {
    fields: [...KEPT_FIELDS, ...columns.map(asKept)],
    partitionedBy: "kept_at",
    partitionDays: KEPT_PARTITION_DAYS,
    clusteredBy: ["kept_run"],
  });
  return name;
}

/** Keeps what the run replaces. Rows that it wrote itself, in an earlier attempt, are nothing to go back to. */
export function keepSql(
  kept: string,
  { table, dateColumn, dates }: Pick<ReplaceRequest, "table" | "dateColumn" | "dates">,
  columns: readonly Field[],
  { run, tableId }: Pick<LedgerNote, "run" | "tableId">,
): string {
  const list = columnNames(columns).join(", ");
  return `INSERT INTO ${quotedName(kept)} (kept_run, kept_at, ${list})
SELECT ${textLiteral(run)}, CURRENT_TIMESTAMP(), ${list} FROM ${quotedName(table)}
WHERE ${inClaim(dateColumn, dates)} AND ${quotedName(dateColumn)} NOT IN (
  SELECT game_date FROM \`ops.partition_writes\`
  WHERE run = ${textLiteral(run)} AND table_id = ${textLiteral(tableId)} AND ${NOT_OBSERVED})`;
}

/** The tables that may hold kept rows of a table: one for each set of columns that it has had. */
export function keptTablesOf(table: string, namesInOps: readonly string[]): string[] {
  const own = `${KEPT}${table.replace(".", "__")}__`;
  return namesInOps
    .filter((name) => name.startsWith(own) && /^[0-9a-f]{8}$/.test(name.slice(own.length)))
    .map((name) => `ops.${name}`)
    .sort();
}

/** Kept rows expire; only tables that an earlier version made without an expiration are given one, once. */
export async function expireKept(engine: Engine): Promise<void> {
  for (const { tableReference, timePartitioning } of await listTables(engine, "ops")) {
    const { tableId } = tableReference;
    if (!tableId.startsWith(KEPT) || Number(timePartitioning?.expirationMs ?? 0) > 0) continue;
    await expirePartitions(engine, `ops.${tableId}`, "kept_at", KEPT_PARTITION_DAYS);
  }
}
