import { randomUUID } from "node:crypto";
import type { RetryPolicy } from "../../retry.ts";
import type { Call, Rest } from "./rest.ts";
import type { Meter } from "./usage.ts";
import type { BoundQuery } from "./values.ts";

export type Engine = {
  readonly rest: Rest;
  readonly retry: RetryPolicy;
  readonly maxBytesBilled: number;
  /** Of the environment, on every job. */
  readonly labels: Readonly<Record<string, string>>;
  /** After this long a job is cancelled. */
  readonly jobDeadlineMs: number;
  readonly now: () => Date;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** Datasets and bookkeeping tables that are known to be there. */
  readonly ensured: Set<string>;
  readonly meter: Meter;
};

export type JobSpec = {
  /** Made here, so that a job whose answer was lost is found again and never run twice. */
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** "all": before a write, which has to see every row and value of what it replaces. */
  readonly sees?: "all";
  /** The repair that it belongs to: a label as well, so that the jobs of a run and their costs are found. */
  readonly run?: string | undefined;
  readonly work:
    | { readonly kind: "query"; readonly query: BoundQuery }
    | { readonly kind: "load"; readonly load: object; readonly lines: string };
};

export function insertCall(engine: Engine, spec: JobSpec, id: string): Call {
  const { rest, maxBytesBilled, jobDeadlineMs } = engine;
  const jobReference = { projectId: rest.jobsProject, jobId: id, location: rest.location };
  const labels = {
    ...engine.labels,
    tool: "nba-pipeline-ops",
    ...spec.labels,
    ...runLabel(spec.run),
  };
  const common = { labels };
  if (spec.work.kind === "query") {
    const { query, queryParameters } = spec.work.query;
    const text = queryText(rest, query, queryParameters);
    const configuration = {
      ...common,
      jobTimeoutMs: String(jobDeadlineMs),
      query: { ...text, maximumBytesBilled: String(maxBytesBilled) },
    };
    return { method: "POST", uri: "/jobs", json: { jobReference, configuration } };
  }
  // At most 70 characters (RFC 2046), which a job's id exceeds.
  const boundary = `part-${randomUUID()}`;
  const head = JSON.stringify({ jobReference, configuration: { ...common, load: spec.work.load } });
  return {
    method: "POST",
    uri: rest.uploadUrl,
    qs: { uploadType: "multipart" },
    headers: { "Content-Type": `multipart/related; boundary=${boundary}` },
    body: [
      `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${head}\r\n`,
      `--${boundary}\r\nContent-Type: application/octet-stream\r\n\r\n${spec.work.lines}\r\n`,
      `--${boundary}--\r\n`,
    ].join(""),
  };
}

/** `dataset.table` is a table of the project that runs the job, unless the query says whose datasets are meant. */
export const queryText = (
  { project, jobsProject }: Rest,
  query: string,
  queryParameters: BoundQuery["queryParameters"],
): object => ({
  query,
  queryParameters,
  parameterMode: "NAMED",
  useLegacySql: false,
  ...(project === jobsProject
    ? {}
    : { connectionProperties: [{ key: "dataset_project_id", value: project }] }),
});

/** As BigQuery takes labels: small letters, digits, _ and -, at most 63. */
const runLabel = (run: string | undefined) =>
  run === undefined
    ? {}
    : {
        run: run
          .toLowerCase()
          .replaceAll(/[^a-z0-9_-]/g, "_")
          .slice(0, 63),
      };

/** Checked and estimated, and not run. */
export const dryRunCall = (
  { rest }: Engine,
  { query, queryParameters }: BoundQuery,
  id: string,
): Call => ({
  method: "POST",
  uri: "/jobs",
  json: {
    jobReference: { projectId: rest.jobsProject, jobId: id, location: rest.location },
    configuration: {
      dryRun: true,
      query: queryText(rest, query, queryParameters),
    },
  },
});

export const jobCall = ({ rest }: Engine, id: string): Call => ({
  uri: `/jobs/${id}`,
  qs: { location: rest.location },
});

export const cancelCall = ({ rest }: Engine, id: string): Call => ({
  method: "POST",
  uri: `/jobs/${id}/cancel`,
  qs: { location: rest.location },
});

export const rowsCall = (
  { rest }: Engine,
  id: string,
  page: { readonly maxResults: number; readonly pageToken?: string },
): Call => ({
  uri: `/queries/${id}`,
  qs: {
    location: rest.location,
    "formatOptions.useInt64Timestamp": true,
    timeoutMs: 10_000,
    ...page,
  },
});
