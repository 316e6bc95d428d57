import type { BigQuery, Query } from "@google-cloud/bigquery";
import { errorMessage, TableNotFoundError } from "../errors.ts";
import { safeInteger } from "./values.ts";
import type { Params, Row, Value, Warehouse } from "./warehouse.ts";

export type BigQueryOptions = {
  readonly project: string;
  /** Where the datasets live, such as "US". */
  readonly location: string;
  /** A query whose estimate is higher is refused by BigQuery, unbilled. At least 10 MiB, the smallest it accepts. */
  readonly maxBytesBilled?: number;
};

/** Per query; a count over two seasons reads a few columns of one table. */
export const DEFAULT_MAX_BYTES_BILLED = 10 * 1024 ** 3;

/** A read-only warehouse on BigQuery. Credentials are found by the client (application default credentials). */
export async function openBigQuery(options: BigQueryOptions): Promise<Warehouse> {
  const { BigQuery } = await import("@google-cloud/bigquery");
  const client = new BigQuery({ projectId: options.project, location: options.location });
  return {
    label: `BigQuery ${options.project}`,
    abilities: { shared: true, maxConcurrentQueries: 8, maxConcurrentWrites: 8 },
    query: (sql, params = {}) => runQuery(client, options, sql, params),
    [Symbol.asyncDispose]: async () => undefined, // the client keeps no connection open
  };
}

async function runQuery(
  client: BigQuery,
  options: BigQueryOptions,
  sql: string,
  params: Params,
): Promise<readonly Row[]> {
  try {
    // createQueryJob, not query(): only a job carries labels and the limit on bytes billed.
    const [job] = await client.createQueryJob({
      query: sql,
      ...(await typedParams(params, sql)),
      location: options.location,
      maximumBytesBilled: String(options.maxBytesBilled ?? DEFAULT_MAX_BYTES_BILLED),
      labels: { tool: "nba-pipeline-ops" },
    });
    // Wrapped, because the client otherwise rounds what is beyond an exact number.
    const [rows] = await job.getQueryResults({ wrapIntegers: true });
    return rows.map(plainRow);
  } catch (cause) {
    throw classified(cause);
  }
}

/** BigQuery refuses empty and untyped values, and sends a plain string as DATE with no value at all. */
async function typedParams(params: Params, sql: string): Promise<Pick<Query, "params" | "types">> {
  const { BigQuery } = await import("@google-cloud/bigquery");
  const values: Record<string, unknown> = {};
  const types: Record<string, string | string[]> = {};
  for (const [name, param] of Object.entries(params)) {
    if (!new RegExp(`@${name}\\b`, "i").test(sql)) continue;
    switch (param.type) {
      case "DATE":
        [values[name], types[name]] = [BigQuery.date(param.value), "DATE"];
        break;
      case "ARRAY<DATE>":
        [values[name], types[name]] = [param.value.map((day) => BigQuery.date(day)), ["DATE"]];
        break;
      case "INT64":
        [values[name], types[name]] = [String(param.value), "INT64"];
        break;
      case "STRING":
        [values[name], types[name]] = [param.value, "STRING"];
        break;
    }
  }
  return { params: values, types };
}

function plainRow(row: Record<string, unknown>): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(name, value)]));
}

function plain(name: string, value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number")
    return value;
  const wrapped = (value as { value?: unknown }).value; // BigQueryInt, BigQueryDate, BigQueryTimestamp, ...
  if (value instanceof Number) return safeInteger(name, BigInt(String(wrapped)));
  if (typeof wrapped === "string")
    return /^\d{4}-\d{2}-\d{2}T/.test(wrapped) ? new Date(wrapped).toISOString() : wrapped;
  const number = Number(String(value)); // NUMERIC comes as a big decimal
  if (Number.isFinite(number)) return number;
  throw new Error(`Column "${name}" has a type that the warehouse port does not carry.`);
}

function classified(cause: unknown): Error {
  const message = errorMessage(cause);
  const missing = /Not found: (?:Table|Dataset) ([^\s;,]+)|table not found: ?([^\s;,]*)/i.exec(
    message,
  );
  if (missing)
    return new TableNotFoundError(`Table ${missing[1] ?? missing[2]} does not exist`, { cause });
  return cause instanceof Error ? cause : new Error(message, { cause });
}
