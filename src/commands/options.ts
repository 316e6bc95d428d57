import type { OptionSpec } from "./spec.ts";

export const ENVIRONMENT_VARIABLE = "OPS_ENVIRONMENT";
export const ENVIRONMENT = {
  name: "environment",
  value: "NAME",
  about: "declared environment; sample is the embedded one",
  absent: `${ENVIRONMENT_VARIABLE}, else the only declared one`,
  type: "text",
  missing: "is needed: a declared environment, such as sample",
  pattern: /^[A-Za-z][\w-]{0,60}$/,
  refused: "is not the name of an environment, such as sample",
  needed: true,
} as const satisfies OptionSpec;

export const PIPELINE = {
  name: "pipeline",
  value: "FILE",
  about: "the pipeline's definition",
  type: "line",
  default: "pipeline/pipeline.yaml",
} as const satisfies OptionSpec;

export const PROJECT = {
  name: "project",
  value: "ID",
  about: "BigQuery project",
  absent: "the environment's, else GOOGLE_CLOUD_PROJECT",
  type: "text",
  pattern: /^[A-Za-z0-9][A-Za-z0-9.:-]{0,98}$/,
  refused: "is not the id of a project, such as my-project",
} as const satisfies OptionSpec;

export const AS_OF = {
  name: "as-of",
  value: "INSTANT",
  about: "judge as of this instant, such as 2026-01-26T12:00:00Z",
  absent: "the environment's own asOf, else now",
  type: "instant",
} as const satisfies OptionSpec;

export const LOCK_WAIT = {
  name: "lock-wait",
  value: "SECONDS",
  about: "how long to wait for an embedded warehouse that another process has open",
  type: "seconds",
  default: "30",
} as const satisfies OptionSpec;

export const BUDGET = {
  name: "budget",
  value: "USD",
  about: "refuse to begin what is estimated to cost more",
  input: "the most, in US dollars, that the work may be estimated to bill; above it nothing begins",
  absent: "the environment's budgetUsd, else none",
  type: "usd",
} as const satisfies OptionSpec;

export const FULL = {
  name: "full",
  about: "count every table in full, also where metadataFirst would take it from the last record",
} as const satisfies OptionSpec;

export const OUT = {
  name: "out",
  value: "DIR",
  about: "the root of the reports; each environment has a folder below it",
  type: "line",
  default: "reports",
} as const satisfies OptionSpec;

export const JSON_OUTPUT = {
  name: "json",
  about: "print one JSON document instead of text",
} as const satisfies OptionSpec;

export const DRY_RUN = {
  name: "dry-run",
  about: "print the plan and stop",
} as const satisfies OptionSpec;

export const START = {
  name: "start",
  value: "DATE",
  about: "first game date, YYYY-MM-DD, included",
  absent: "the first opening night",
  type: "date",
} as const satisfies OptionSpec;

export const END = {
  name: "end",
  value: "DATE",
  about: "last game date, YYYY-MM-DD, included",
  absent: "the newest day that has ended, within the declared seasons",
  type: "date",
} as const satisfies OptionSpec;

export const DATES = {
  name: "dates",
  value: "LIST",
  about: "only these game dates, such as 2024-10-22..2024-11-04,2025-10-21",
  type: "dateList",
} as const satisfies OptionSpec;

export const TABLES = {
  name: "tables",
  value: "LIST",
  about: "only these tables, by id, with commas, such as psza,tdza",
  type: "ids",
} as const satisfies OptionSpec;

export const ALLOW_SHRINK = {
  name: "allow-shrink",
  about:
    "replace dates even where rows would shrink by more than half; never by a game that other tables hold",
} as const satisfies OptionSpec;

/** What the folder of an assessed CSV is called unless somebody says otherwise: "csv-" and the file's name. */
export const csvName = (file: string): string => {
  const base = (file.split(/[\\/]/).at(-1) ?? "").replace(/\.[^.]*$/, "").toLowerCase();
  return `csv-${base.replace(/[^a-z0-9_-]+/g, "-").slice(0, 60)}`.replace(/-+$/, "");
};
