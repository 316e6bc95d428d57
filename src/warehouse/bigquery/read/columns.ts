import { randomUUID } from "node:crypto";
import pMap from "p-map";
import { errorMessage, TableNotFoundError } from "../../../errors.ts";
import type { DryRun } from "../../admin.ts";
import { type Column, RefusedStatementError, type TableColumns } from "../../warehouse.ts";
import { DryRunAnswer, DryRunJobAnswer, type TableAnswer } from "../client/answers.ts";
import { repeatable } from "../client/jobs.ts";
import { type Engine, queryText } from "../client/requests.ts";
import { ApiFailure } from "../client/rest.ts";
import { type BoundQuery, type Field, typeName } from "../client/values.ts";
import { findTable, unwritableOf } from "./tables.ts";

const MOST_REQUESTS = 8;

/** Asked of the API table by table, which is free; a query of INFORMATION_SCHEMA is billed with 10 MiB a dataset. */
export const columnsOf = (
  engine: Engine,
  tables: readonly string[],
): Promise<readonly TableColumns[]> =>
  pMap(
    tables,
    async (table): Promise<TableColumns> => {
      try {
        const found = await findTable(engine, table);
        if (found === null) return { table, status: "absent" };
        const columns = (found.schema?.fields ?? []).map(columnOf);
        return { table, status: "read", columns, ...retentionOf(found), ...limitsOf(table, found) };
      } catch (failure) {
        return { table, status: "unread", error: errorMessage(failure) };
      }
    },
    { concurrency: MOST_REQUESTS },
  );

/** What a table is not fit for, whatever its columns are. */
function limitsOf(table: string, found: TableAnswer) {
  const { timePartitioning: partition, requirePartitionFilter } = found;
  const mustFilter = requirePartitionFilter ?? partition?.requirePartitionFilter ?? false;
  const unwritable = unwritableOf(table, found);
  return {
    ...(unwritable === null ? {} : { unwritable }),
    ...(mustFilter && partition !== undefined ? { mustFilterBy: partition.field ?? null } : {}),
  };
}

const DAY_MS = 86_400_000;

/** How long a table keeps a date, where its partitions expire. */
export function retentionOf({ timePartitioning }: TableAnswer): { retentionDays?: number } {
  const expires = Number(timePartitioning?.expirationMs ?? 0);
  return expires > 0 ? { retentionDays: Math.floor(expires / DAY_MS) } : {};
}

export const columnOf = ({ name, type, mode, fields }: Field): Column => ({
  name,
  type: mode === "REPEATED" ? `ARRAY<${typeName(type)}>` : typeName(type),
  ...(fields === undefined || fields.length === 0 ? {} : { parts: fields.map(columnOf) }),
});

/** By a dry run, which is free. */
export async function describe(engine: Engine, query: BoundQuery): Promise<readonly Column[]> {
  try {
    return (await repeatable(engine, () => dryRun(engine, query))).columns;
  } catch (cause) {
    if (cause instanceof TableNotFoundError || !isOfStatement(cause)) throw cause;
    throw new RefusedStatementError(errorMessage(cause), { cause });
  }
}

/** BigQuery answers 400 to a statement that it cannot run. */
function isOfStatement(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at instanceof ApiFailure) return at.status === 400;
  return false;
}

/**
 * BigQuery's dry run of a job answers with bytes and columns (statistics.query.schema). The emulator's leaves both out,
 * but its jobs.query does answer a dry run with columns: asked second, where the first brought none.
 */
export async function dryRun(engine: Engine, text: BoundQuery): Promise<DryRun> {
  const { rest } = engine;
  const query = queryText(rest, text.query, text.queryParameters);
  const jobReference = {
    projectId: rest.jobsProject,
    jobId: `ops-dry-${randomUUID()}`,
    location: rest.location,
  };
  const json = { jobReference, configuration: { dryRun: true, query } };
  const { status, statistics } = await rest.call(
    { method: "POST", uri: "/jobs", json },
    DryRunJobAnswer,
  );
  if (status?.errorResult !== undefined) {
    const { message, reason } = status.errorResult;
    // The emulator says jobInternalError of a faulty statement, which would be tried again for nothing.
    throw new ApiFailure(message, { status: 400, reason: reason && "invalidQuery" });
  }
  const bytes = statistics?.totalBytesProcessed ?? null;
  const fields = statistics?.query?.schema?.fields;
  if (fields !== undefined) return { bytes, columns: fields.map(columnOf) };
  const again = { ...query, dryRun: true, location: rest.location };
  const answer = await rest.call({ method: "POST", uri: "/queries", json: again }, DryRunAnswer);
  return { bytes, columns: (answer.schema?.fields ?? []).map(columnOf) };
}
