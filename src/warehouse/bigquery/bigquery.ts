import { randomUUID } from "node:crypto";
import { DEFAULT_RETRY, type RetryPolicy } from "../retry.ts";
import type { Params, Row, WritableWarehouse } from "../warehouse.ts";
import { classified } from "./client/errors.ts";
import { rowsOfJob, runJob } from "./client/jobs.ts";
import type { Engine } from "./client/requests.ts";
import { openRest } from "./client/rest.ts";
import { openMeter } from "./client/usage.ts";
import { bindQuery } from "./client/values.ts";
import { columnsOf, describe } from "./read/columns.ts";
import { estimate, estimateReplace } from "./read/estimate.ts";
import { estimateFingerprints, fingerprints } from "./read/fingerprint.ts";
import { liesElsewhere } from "./read/location.ts";
import { partitionRows } from "./read/partitions.ts";
import { tableStates } from "./read/states.ts";
import { expireKept } from "./write/kept.ts";
import { record, recordObserved } from "./write/ops.ts";
import { restore } from "./write/restore.ts";
import { witness } from "./write/witness.ts";
import { replaceDates } from "./write/write.ts";

export type BigQueryOptions = {
  readonly project: string;
  /** Where the datasets live, such as "US". */
  readonly location: string;
  /** Where relative file names in recorded sources start; the working folder unless given. */
  readonly filesAt?: string;
  /** A job whose estimate is higher is refused by BigQuery, unbilled. At least 10 MiB, the smallest it accepts. */
  readonly maxBytesBilled?: number;
  /** Runs and pays for the jobs; the project of the tables unless given. */
  readonly billingProject?: string;
  /** Put on every job. */
  readonly labels?: Readonly<Record<string, string>>;
  /** A job that takes longer is cancelled. */
  readonly jobDeadlineMs?: number;
  /** The longest wait for one answer, however slowly it drips. */
  readonly requestTimeoutMs?: number;
  readonly retry?: RetryPolicy;
  readonly now?: () => Date;
};

/** Per query; a count over two seasons reads a few columns of one table. */
export const DEFAULT_MAX_BYTES_BILLED = 10 * 1024 ** 3;
const DEFAULT_JOB_DEADLINE_MS = 20 * 60_000;
const DEFAULT_REQUEST_TIMEOUT_MS = 60_000;

/** A warehouse on BigQuery. Credentials are found by the client (application default credentials). */
export async function openBigQuery(options: BigQueryOptions): Promise<WritableWarehouse> {
  const { project, location, filesAt = "." } = options;
  const closed = new AbortController();
  const engine: Engine = {
    rest: await openRest({
      project,
      location,
      billingProject: options.billingProject,
      requestTimeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    }),
    retry: options.retry ?? DEFAULT_RETRY,
    maxBytesBilled: options.maxBytesBilled ?? DEFAULT_MAX_BYTES_BILLED,
    labels: options.labels ?? {},
    jobDeadlineMs: options.jobDeadlineMs ?? DEFAULT_JOB_DEADLINE_MS,
    now: options.now ?? (() => new Date()),
    signal: closed.signal,
    ensured: new Set(),
    meter: openMeter(),
  };

  async function query(sql: string, params: Params = {}): Promise<readonly Row[]> {
    const id = await runJob(engine, {
      id: `ops-read-${randomUUID()}`,
      labels: { kind: "read" },
      work: { kind: "query", query: bindQuery(sql, params) },
    });
    return rowsOfJob(engine, id);
  }

  const judged = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const known = classified(error, engine.now());
      throw (await liesElsewhere(engine, known)) ?? known;
    }
  };

  return {
    label: `BigQuery ${project}`,
    abilities: {
      shared: true,
      maxConcurrentQueries: 8,
      maxConcurrentWrites: 8,
      datesAtOnce: 7, // a statement that bills more than it may, or takes too long, fails as a whole
      estimates: true,
      maxBytesBilled: engine.maxBytesBilled,
      partitionMetadata: true,
    },
    query: (sql, params) => judged(() => query(sql, params)),
    columnsOf: (tables) => columnsOf(engine, tables),
    describe: (sql, params = {}) => judged(() => describe(engine, bindQuery(sql, params))),
    estimate: (sql, params = {}) => judged(() => estimate(engine, bindQuery(sql, params))),
    estimateReplace: (request) => judged(() => estimateReplace(engine, request)),
    usage: () => engine.meter.usage(),
    partitionRows: (tables) => judged(() => partitionRows(engine, tables)),
    tableStates: (tables, marks) => judged(() => tableStates(engine, tables, marks)),
    fingerprints: (request) => judged(() => fingerprints(engine, request)),
    estimateFingerprints: (request) => judged(() => estimateFingerprints(engine, request)),
    replaceDates: (request) => judged(() => replaceDates(engine, request, filesAt)),
    witness: (request, write) => judged(() => witness(engine, request, write)),
    restore: (request) => judged(() => restore(engine, request)),
    recordObserved: (observed) => judged(() => recordObserved(engine, observed)),
    record: (table, row) => judged(() => record(engine, table, row)),
    forgetKept: () => judged(() => expireKept(engine)),
    // The client keeps no connection open; whoever still waits for a next attempt need not.
    [Symbol.asyncDispose]: async () => closed.abort(),
  };
}
