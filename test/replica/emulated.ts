import { DuckDBInstance } from "@duckdb/node-api";
import type { BigQuery } from "@google-cloud/bigquery";
import { type Field, OPERATORS, type OperatorsTable } from "./schema.ts";

type RestField = {
  readonly name: string;
  readonly type: string;
  readonly mode?: string;
  readonly precision?: string;
  readonly scale?: string;
  readonly fields?: RestField[];
};

/** A column in the words of BigQuery's REST API. */
function restField({ name, type, mode, fields }: Field): RestField {
  const [, precision, scale] = /^NUMERIC\((\d+), (\d+)\)$/.exec(type) ?? [];
  return {
    ...{ name, type: type.replace(/\(.*/, "") },
    ...(mode === undefined ? {} : { mode }),
    ...(precision === undefined || scale === undefined ? {} : { precision, scale }),
    ...(fields === undefined ? {} : { fields: fields.map(restField) }),
  };
}

/** The table as the operators' DDL makes it. */
const resourceOf = (table: OperatorsTable) => ({
  schema: { fields: table.columns.map(restField) },
  timePartitioning: {
    ...{ type: "DAY", field: table.partitionColumn },
    ...(table.partitionExpirationDays === null
      ? {}
      : { expirationMs: String(table.partitionExpirationDays * 86_400_000) }),
  },
  clustering: { fields: table.clusterColumns.slice(0, 4) },
  ...(table.requirePartitionFilter === null
    ? {}
    : { requirePartitionFilter: table.requirePartitionFilter }),
});

/** Makes the operators' tables on an emulator, with a replica's rows of these dates. Returns the rows by table. */
export async function emulateReplica(
  path: string,
  client: BigQuery,
  dates: string,
): Promise<ReadonlyMap<string, number>> {
  const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const counts = new Map<string, number>();
  for (const [name, table] of Object.entries(OPERATORS)) {
    const [datasetId = "", tableId = ""] = name.split(".");
    const dataset = client.dataset(datasetId);
    const [exists] = await dataset.exists();
    if (!exists) await dataset.create();
    const [made] = await dataset.createTable(tableId, resourceOf(table));
    const reader = await connection.runAndReadAll(
      `SELECT to_json(t) AS row FROM (SELECT * FROM ${name} WHERE ${table.partitionColumn} ${dates}) AS t`,
    );
    const rows = reader.getRows().map(([json]) => JSON.parse(String(json)) as object);
    for (let at = 0; at < rows.length; at += 500) await made.insert(rows.slice(at, at + 500));
    counts.set(name, rows.length);
  }
  connection.closeSync();
  instance.closeSync();
  return counts;
}
