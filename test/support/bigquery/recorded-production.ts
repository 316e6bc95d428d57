import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { declaredColumnsOf } from "../../../src/pipeline/columns.ts";
import { tablesOf } from "../../../src/pipeline/rules.ts";
import { altered, type Declaration, SHIPPED } from "../pipeline.ts";
import { ownFolder } from "../warehouses.ts";
import { type Answer, startRecordedBigQuery } from "./recorded-bigquery.ts";

export const GIB = 1024 ** 3;
export const TABLES = tablesOf(SHIPPED, "production");
const SCHEDULE: Answer = {
  fields: ["cell_date", "game", "season_type", "game_status"].map((name) => ({
    name,
    type: name === "cell_date" ? "DATE" : "STRING",
  })),
  rows: ["2024-10-22", "2024-10-23"].map((date, n) => [
    date,
    `002240000${n}`,
    "regular_season",
    "final",
  ]),
};

export type Resource = {
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: string }[] };
};

/** Every declared column of a table of production, the date column as a DATE; undefined for another table. */
export function resourceOf(name: string): Resource | undefined {
  const table = TABLES.find((one) => one.name === name);
  if (table === undefined) return undefined;
  const fields = declaredColumnsOf(SHIPPED, table, TABLES).map((column) => ({
    name: column.name,
    type: column.name === table.dateColumn ? "DATE" : "STRING",
  }));
  return { schema: { fields } };
}

/** The answer to a question about a table that is not there. */
export const absent = (table: string): Answer => ({
  error: { reason: "notFound", message: `Not found: Table recorded:${table} was not found` },
});

/**
 * The shipped production on recorded answers: each query reads 1 GiB and bills what its estimate says; the schedule has a
 * game on two dates, nothing else a row, and nothing was ever repaired.
 */
export async function production(change: (declaration: Declaration) => void = () => undefined) {
  const recorded = await startRecordedBigQuery();
  recorded.table = (name) => resourceOf(name) ?? {};
  recorded.answer = (sql, isDryRun) => ({
    ...(sql.includes("`ops.partition_writes`") && isDryRun ? absent("ops.partition_writes") : {}),
    ...(sql.includes("`nba_raw.nbac_schedule`") && !isDryRun ? SCHEDULE : {}),
    ...{ bytesProcessed: String(GIB), bytesBilled: String(GIB), tables: 1 },
  });
  const folder = ownFolder();
  const pipeline = join(folder, "pipeline.yaml");
  writeFileSync(pipeline, altered(change));
  const out = join(folder, "reports");
  const where = [
    ...["--environment", "production", "--project", "recorded", "--pipeline", pipeline],
    ...["--as-of", "2024-10-30T12:00:00Z"],
  ];
  const range = ["--start", "2024-10-22", "--end", "2024-10-23"];
  return { recorded, where, range, out };
}
