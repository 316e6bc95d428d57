import type { Access, Column, WarehouseMaker } from "../admin.ts";
import type { RetryPolicy } from "../retry.ts";
import { OPS_TABLES } from "../warehouse.ts";
import { DEFAULT_MAX_BYTES_BILLED } from "./bigquery.ts";
import { PermissionsAnswer, RowPoliciesAnswer, type TableAnswer } from "./client/answers.ts";
import { classified, isDenied } from "./client/errors.ts";
import { repeatable } from "./client/jobs.ts";
import type { Engine } from "./client/requests.ts";
import { ApiFailure, openRest } from "./client/rest.ts";
import { openMeter } from "./client/usage.ts";
import { bindQuery, type Field } from "./client/values.ts";
import { columnOf, dryRun, retentionOf } from "./read/columns.ts";
import {
  ensureDataset,
  ensureTable,
  findDataset,
  findTable,
  pathOf,
  unwritableOf,
} from "./read/tables.ts";
import { OPS_CLUSTERS, OPS_FIELDS } from "./write/ops.ts";
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
      if (found === null) return null;
      return {
        ...shapeOf(table, found),
        ...(emulated ? {} : await withheldOf(engine, table, found)),
      };
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
      ensureTable(engine, table, { ...clusterOf(table), ...shape, fields: columns.map(fieldOf) }),
    [Symbol.asyncDispose]: async () => closed.abort(),
  };
}

/** Row access policies are told to whoever may list them; a repair looks itself whether they withhold anything. */
async function withheldOf(engine: Engine, table: string, { schema }: TableAnswer) {
  const columns = (schema?.fields ?? [])
    .filter(({ policyTags }) => (policyTags?.names ?? []).length > 0)
    .map(({ name }) => name);
  const { dataset, id } = pathOf(table);
  const uri = `/datasets/${dataset}/tables/${id}/rowAccessPolicies`;
  const rowPolicies = await engine.rest.call({ uri }, RowPoliciesAnswer).then(
    ({ rowAccessPolicies }) => rowAccessPolicies?.length ?? 0,
    (failure: unknown) => {
      if (isDenied(failure)) return null;
      throw classified(failure, engine.now());
    },
  );
  return columns.length === 0 && rowPolicies === 0 ? {} : { withheld: { columns, rowPolicies } };
}

function shapeOf(table: string, found: TableAnswer) {
  const unwritable = unwritableOf(table, found);
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
    ...(unwritable === null ? {} : { unwritable }),
  };
}

/** Of the bookkeeping's own tables; others say it themselves. */
function clusterOf(table: string): { clusteredBy?: readonly string[] } {
  const id = OPS_TABLES.find((one) => table === `ops.${one}`);
  return id === undefined ? {} : { clusteredBy: OPS_CLUSTERS[id] };
}

function fieldOf({ name, type, parts }: Column): Field {
  const item = /^ARRAY<(.+)>$/.exec(type)?.[1];
  return {
    name,
    type: item ?? type,
    ...(item === undefined ? {} : { mode: "REPEATED" }),
    ...(parts === undefined ? {} : { fields: parts.map(fieldOf) }),
  };
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
