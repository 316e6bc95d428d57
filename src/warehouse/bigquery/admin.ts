import type { Access, Column, WarehouseMaker } from "../admin.ts";
import type { RetryPolicy } from "../retry.ts";
import { DEFAULT_MAX_BYTES_BILLED } from "./bigquery.ts";
import { PermissionsAnswer, type TableAnswer } from "./client/answers.ts";
import { classified } from "./client/errors.ts";
import { repeatable } from "./client/jobs.ts";
import type { Engine } from "./client/requests.ts";
import { ApiFailure, openRest } from "./client/rest.ts";
import { openMeter } from "./client/usage.ts";
import { bindQuery, type Field } from "./client/values.ts";
import { columnOf, dryRun, retentionOf } from "./read/columns.ts";
import { ensureDataset, ensureTable, findDataset, findTable, pathOf } from "./read/tables.ts";
import { OPS_FIELDS } from "./write/ops.ts";
import { recordedFields } from "./write/recorded.ts";

export type BigQueryAdminOptions = {
  readonly project: string;
  /** Where datasets are made, such as "US". */
  readonly location: string;
  /** Where relative file names in recorded sources start. */
  readonly filesAt: string;
  /** The emulator lets everybody do everything, which says nothing of BigQuery. */
  readonly emulated: boolean;
  readonly maxBytesBilled?: number;
  readonly billingProject?: string;
};

/** A person waits for the answer: a fault that lasts is said after seconds, not minutes. */
const REQUEST_TIMEOUT_MS = 20_000;
const RETRY: RetryPolicy = { retries: 2, minWaitMs: 500, maxWaitMs: 4_000 };

const NEEDED = {
  read: ["bigquery.tables.get", "bigquery.tables.getData"],
  write: ["bigquery.tables.get", "bigquery.tables.getData", "bigquery.tables.updateData"],
} as const;
const EMULATED = "the emulator has no permissions";

export async function openBigQueryAdmin(options: BigQueryAdminOptions): Promise<WarehouseMaker> {
  const { project, location, filesAt, emulated, billingProject } = options;
  const closed = new AbortController();
  const engine: Engine = {
    rest: await openRest({
      project,
      location,
      billingProject,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
    }),
    retry: RETRY,
    maxBytesBilled: 0,
    labels: {},
    jobDeadlineMs: 0,
    now: () => new Date(),
    signal: closed.signal,
    ensured: new Set(),
    meter: openMeter(),
  };
  return {
    label: `BigQuery ${project}`,
    abilities: {
      partitions: true,
      grants: true,
      // The emulator runs one statement after another.
      maxConcurrentReads: emulated ? 1 : 8,
      maxBytesBilled: options.maxBytesBilled ?? DEFAULT_MAX_BYTES_BILLED,
    },
    async dataset(name) {
      const found = await findDataset(engine, name);
      return found && { location: found.location?.toUpperCase() || null };
    },
    async describe(table) {
      const found = await findTable(engine, table);
      return found && shapeOf(found);
    },
    dryRun: (sql, params) => repeatable(engine, () => dryRun(engine, bindQuery(sql, params))),
    recorded: async (sql) => (await recordedFields(sql, filesAt)).map(columnOf),
    mayUse: async (table, what) =>
      emulated ? { status: "unknown", why: EMULATED } : testTable(engine, table, NEEDED[what]),
    mayRunJobs: async () => (emulated ? { status: "unknown", why: EMULATED } : testJobs(engine)),
    opsColumns: {
      partition_writes: OPS_FIELDS.partition_writes.map(columnOf),
      backfill_runs: OPS_FIELDS.backfill_runs.map(columnOf),
      cell_attempts: OPS_FIELDS.cell_attempts.map(columnOf),
      row_sources: OPS_FIELDS.row_sources.map(columnOf),
    },
    createDataset: (name) => ensureDataset(engine, name),
    createTable: (table, { columns, ...shape }) =>
      ensureTable(engine, table, { ...shape, fields: columns.map(fieldOf) }),
    [Symbol.asyncDispose]: async () => closed.abort(),
  };
}

function shapeOf(found: TableAnswer) {
  const { timePartitioning: partition } = found;
  return {
    columns: (found.schema?.fields ?? []).map(columnOf),
    partition:
      partition === undefined
        ? null
        : { column: partition.field ?? null, unit: partition.type ?? "DAY" },
    clusteredBy: found.clustering?.fields ?? [],
    requiresFilter: found.requirePartitionFilter ?? partition?.requirePartitionFilter ?? false,
    ...retentionOf(found),
  };
}

function fieldOf({ name, type }: Column): Field {
  const item = /^ARRAY<(.+)>$/.exec(type)?.[1];
  return item === undefined ? { name, type } : { name, type: item, mode: "REPEATED" };
}

async function testTable(
  { rest, now }: Engine,
  table: string,
  permissions: readonly string[],
): Promise<Access> {
  const { dataset, id } = pathOf(table);
  const uri = `/datasets/${dataset}/tables/${id}:testIamPermissions`;
  try {
    const answer = await rest.call(
      { method: "POST", uri, json: { permissions } },
      PermissionsAnswer,
    );
    const missing = permissions.filter((one) => !(answer.permissions ?? []).includes(one));
    return missing.length === 0 ? { status: "granted" } : { status: "denied", missing };
  } catch (failure) {
    return { status: "unknown", why: classified(failure, now()).message };
  }
}

/** A dry run is refused to whoever may not run jobs; no other API need be switched on for it. */
async function testJobs(engine: Engine): Promise<Access> {
  try {
    await repeatable(engine, () => dryRun(engine, bindQuery("SELECT 1 AS one", {})));
    return { status: "granted" };
  } catch (failure) {
    if (isRefused(failure)) return { status: "denied", missing: ["bigquery.jobs.create"] };
    throw failure;
  }
}

/** Whether somebody may not do it, rather than that it could not be asked. */
function isRefused(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at instanceof ApiFailure) return at.status === 403 && at.reason === "accessDenied";
  return false;
}
