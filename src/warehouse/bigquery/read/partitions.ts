import pMap from "p-map";
import { type CivilDate, isCivilDate } from "../../../dates/civil-date.ts";
import type { DatedTable } from "../../content.ts";
import type { TablePartitions } from "../../warehouse.ts";
import type { Engine } from "../client/requests.ts";
import { quotedName, textLiteral } from "../client/values.ts";
import { ask } from "./counts.ts";
import { findTable, pathOf } from "./tables.ts";

const MOST_REQUESTS = 8;
/** Rows without a date, and rows that still stand in the streaming buffer: they belong to no date yet. */
const NO_DATE = ["__NULL__", "__UNPARTITIONED__"];

/** One query a dataset of INFORMATION_SCHEMA.PARTITIONS, which covers 1,000 tables at most and is never cached. */
export async function partitionRows(
  engine: Engine,
  tables: readonly DatedTable[],
): Promise<readonly TablePartitions[]> {
  const looked = await pMap(tables, (table) => lookAt(engine, table), {
    concurrency: MOST_REQUESTS,
  });
  const byDay = looked.filter(({ status }) => status === "by day");
  const rows = new Map<string, Map<CivilDate, number>>();
  const modified = new Map<string, Map<CivilDate, string>>();
  for (const [dataset, group] of Map.groupBy(byDay, ({ table }) => pathOf(table).dataset)) {
    const names = group.map(({ table }) => pathOf(table).id);
    for (const row of await ask(engine, "metadata", partitionsSql(dataset, names))) {
      const date = dateOf(String(row["partition_id"]));
      if (date === null) continue;
      const name = `${dataset}.${row["table_name"]}`;
      const counts = rows.get(name) ?? new Map<CivilDate, number>();
      counts.set(date, (counts.get(date) ?? 0) + Number(row["n"]));
      rows.set(name, counts);
      const times = modified.get(name) ?? new Map<CivilDate, string>();
      modified.set(name, times.set(date, String(row["modified"] ?? "")));
    }
  }
  return looked.map(({ table, status }) =>
    status === "by day"
      ? {
          table,
          status,
          rowsByDate: rows.get(table) ?? new Map(),
          modifiedByDate: modified.get(table) ?? new Map(),
        }
      : { table, status },
  );
}

/** The partitions of a table count by its date only where it is partitioned by day on that very column. */
async function lookAt(engine: Engine, { table, dateColumn }: DatedTable) {
  const found = await findTable(engine, table);
  if (found === null) return { table, status: "absent" as const };
  const { type = "DAY", field } = found.timePartitioning ?? {};
  const isByDay = type === "DAY" && field?.toLowerCase() === dateColumn.toLowerCase();
  return { table, status: isByDay ? ("by day" as const) : ("not by day" as const) };
}

const partitionsSql = (dataset: string, names: readonly string[]): string =>
  `SELECT table_name, partition_id, SUM(total_rows) AS n, MAX(last_modified_time) AS modified
FROM ${quotedName(dataset)}.INFORMATION_SCHEMA.PARTITIONS
WHERE table_name IN (${names.map(textLiteral).join(", ")}) AND partition_id NOT IN (${NO_DATE.map((id) => `'${id}'`).join(", ")})
GROUP BY table_name, partition_id`;

/** "20260125" is a day; null for what belongs to none, asked for or not. */
function dateOf(partition: string): CivilDate | null {
  const text = partition.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
  return isCivilDate(text) ? text : null;
}
