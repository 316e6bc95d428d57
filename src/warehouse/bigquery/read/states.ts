import pMap from "p-map";
import { errorMessage } from "../../../errors.ts";
import type { PartitionState, TableState, TableStateRead, TableStates } from "../../states.ts";
import { UNPLACED_PARTITION } from "../../states.ts";
import type { Row } from "../../warehouse.ts";
import type { TableAnswer } from "../client/answers.ts";
import type { Engine } from "../client/requests.ts";
import { quotedName, textLiteral } from "../client/values.ts";
import { ask } from "./counts.ts";
import { findTable, pathOf } from "./tables.ts";

const MOST_REQUESTS = 8;
/** INFORMATION_SCHEMA.PARTITIONS refuses a query over more. */
const MOST_TABLES = 1000;

type Looked = { readonly table: string } & (
  | { readonly answer: TableAnswer; readonly mark: string }
  | { readonly why: string }
);

/**
 * Two sources: tables.get, which is free, says whether anything was done to a table at all; only of those that moved
 * since `marks` are the partitions asked for, which bills a query's minimum.
 */
export async function tableStates(
  engine: Engine,
  tables: readonly string[],
  marks: ReadonlyMap<string, string>,
): Promise<TableStates> {
  const readAt = await clockOf(engine);
  const looked = await pMap(tables, (table) => lookAt(engine, table), {
    concurrency: MOST_REQUESTS,
  });
  const moved = looked.flatMap((one) =>
    "answer" in one && marks.get(one.table) !== one.mark ? [one.table] : [],
  );
  const rows = await partitionsOf(engine, moved);
  const byTable = Map.groupBy(rows, (row) => `${row["dataset"]}.${row["table_name"]}`);
  return {
    readAt,
    tables: looked.map((one): TableStateRead => {
      const { table } = one;
      if ("why" in one) return { table, status: "unknown", why: one.why };
      if (marks.get(table) === one.mark) return { table, status: "same" };
      return { table, status: "known", state: stateOf(one, byTable.get(table) ?? []) };
    }),
  };
}

/** A table that the API does not describe as a plain one, or not in full, is not known: never taken for unchanged. */
async function lookAt(engine: Engine, table: string): Promise<Looked> {
  let answer: TableAnswer | null;
  try {
    answer = await findTable(engine, table);
  } catch (error) {
    return { table, why: errorMessage(error) };
  }
  if (answer === null) return { table, why: "it does not exist" };
  const { type, creationTime, lastModifiedTime, numRows, numBytes } = answer;
  if (type !== "TABLE") return { table, why: `it is ${type ?? "of an unknown kind"}, no TABLE` };
  if (answer.streamingBuffer !== undefined)
    return { table, why: "rows stand in its streaming buffer" };
  if ([creationTime, lastModifiedTime, numRows, numBytes].includes(undefined))
    return { table, why: "its description does not say when it was changed" };
  return { table, answer, mark: [creationTime, lastModifiedTime, numRows, numBytes].join(" ") };
}

function stateOf(
  { answer, mark }: Extract<Looked, { readonly mark: string }>,
  rows: readonly Row[],
): TableState {
  const { type = "DAY", field } = answer.timePartitioning ?? {};
  const column = answer.schema?.fields?.find(
    ({ name }) => name.toLowerCase() === field?.toLowerCase(),
  );
  const isByDate = column?.type === "DATE" && ["DAY", "MONTH", "YEAR"].includes(type);
  return {
    mark,
    modified: new Date(Number(answer.lastModifiedTime)).toISOString(),
    bytes: Number(answer.numBytes),
    column: isByDate ? column.name : null,
    partitions: new Map(rows.map((row) => [idOf(row), partitionOf(row)])),
  };
}

/** A table without partitions has one row, whose id is NULL: its rows are of any date. */
const idOf = (row: Row): string => String(row["partition_id"] ?? UNPLACED_PARTITION);

const partitionOf = (row: Row): PartitionState => ({
  rows: Number(row["n"]),
  bytes: Number(row["bytes"] ?? 0),
  modified: String(row["modified"] ?? ""),
});

/**
 * Before anything else is asked, and by the engine: what it says of its writes is by its clock, whatever this machine's
 * says. A query that names no table bills nothing.
 */
async function clockOf(engine: Engine): Promise<string> {
  const [row] = await ask(engine, "metadata", CLOCK_SQL);
  const at = row?.["now"];
  if (typeof at !== "string") throw new Error("BigQuery did not say what time it is");
  return at;
}

const CLOCK_SQL = "SELECT CURRENT_TIMESTAMP() AS now";

async function partitionsOf(engine: Engine, tables: readonly string[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < tables.length; at += MOST_TABLES)
    rows.push(...(await ask(engine, "metadata", statesSql(tables.slice(at, at + MOST_TABLES)))));
  return rows;
}

/** One statement for all datasets: the minimum is billed by query. Two lines of a partition, one a storage tier, are added up. */
export const statesSql = (tables: readonly string[]): string =>
  [...Map.groupBy(tables, (table) => pathOf(table).dataset)]
    .map(
      ([
        dataset,
        own,
      ]) => `SELECT ${textLiteral(dataset)} AS dataset, table_name, partition_id, SUM(total_rows) AS n, SUM(total_logical_bytes) AS bytes, MAX(last_modified_time) AS modified
FROM ${quotedName(dataset)}.INFORMATION_SCHEMA.PARTITIONS
WHERE table_name IN (${own.map((table) => textLiteral(pathOf(table).id)).join(", ")})
GROUP BY table_name, partition_id`,
    )
    .join("\nUNION ALL\n");
