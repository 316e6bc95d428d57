import { z } from "zod";
import { isReportsPart, REPORTS_PARTS } from "./report-parts.ts";

const ENVIRONMENT = /^[a-z][a-z0-9_-]*$/;
const LABEL = /^[a-z][a-z0-9_-]{0,62}$/;
const HOST = /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/;

export const environmentName = z
  .string()
  .regex(
    ENVIRONMENT,
    "must be lower case letters, digits, _ and -, such as sample or sample-bigquery",
  )
  .refine(
    (name) => !isReportsPart(name),
    `must not be called as a part of the reports is: ${REPORTS_PARTS.join(", ")}`,
  );

/** Where an environment's tables are, what writing there means, and what it may cost. */
export const environment = z.strictObject({
  engine: z.enum(["duckdb", "bigquery"]),
  path: z.string().optional().describe("DuckDB: the file"),
  project: z.string().optional().describe("BigQuery: the project; usually given by --project"),
  location: z.string().optional().describe("BigQuery: where the datasets live, such as US"),
  pricePerTiB: z
    .number()
    .positive()
    .optional()
    .describe("BigQuery: US dollars for a TiB read; 6.25, the on-demand price, unless given"),
  budgetUsd: z
    .number()
    .positive()
    .optional()
    .describe(
      "BigQuery: a command that is estimated to cost more is refused; --budget goes before",
    ),
  maxBytesBilled: z
    .int()
    .min(10_485_760, "must be 10485760 (10 MiB) at least, which is the least that BigQuery bills")
    .optional()
    .describe("BigQuery: a query that would bill more is refused, unbilled; 10 GiB unless given"),
  metadataFirst: z
    .strictObject({
      lagMinutes: z
        .number()
        .min(0)
        .max(10_080)
        .default(60)
        .describe("how long a write may be missing from BigQuery's metadata; 60 unless given"),
      share: z
        .number()
        .min(0.01)
        .max(1)
        .default(0.1)
        .describe("what is counted anew each day although nothing changed; 0.1 unless given"),
      maxAgeDays: z
        .number()
        .positive()
        .max(31)
        .default(7)
        .describe("an older record of a validation is not used; 7 unless given"),
    })
    .optional()
    .describe(
      "BigQuery: validate counts only what changed by the tables' metadata, and takes the rest from its last record; everything is counted unless given",
    ),
  billingProject: z
    .string()
    .optional()
    .describe("BigQuery: the project that runs and pays for jobs; the tables' own unless given"),
  labels: z
    .record(
      z.string().regex(LABEL, "must begin with a lower case letter, as BigQuery's labels do"),
      z
        .string()
        .regex(/^[a-z0-9_-]{0,63}$/, "must be 63 lower case letters, digits, _ and - at most"),
    )
    .optional()
    .describe("BigQuery: put on every job, beside tool, kind and run, to find what it costs"),
  like: environmentName
    .optional()
    .describe("another environment: tables are filled, and waivers hold, as there"),
  asOf: z.iso
    .datetime("must be an instant such as 2026-01-26T12:00:00Z")
    .optional()
    .describe("a recording's own now, for judging what is late; --as-of goes before it"),
  destructive: z.boolean().default(false).describe("writing here changes data that others use"),
  serviceHosts: z
    .array(
      z
        .string()
        .regex(HOST, "must be a host name in lower case, or one with *. before it: *.run.app"),
    )
    .optional()
    .describe("hosts whose services may be called, such as *.run.app"),
  dailyDates: z
    .int()
    .min(0)
    .optional()
    .describe(
      "the most dates that repairs may write in 24 hours without an approval, and that watch recent may start; workflow variables can only lower it",
    ),
  controlTolerance: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      "share of a control date's rows that a service may compute otherwise; 0 unless given",
    ),
});

export type Environment = z.infer<typeof environment>;
