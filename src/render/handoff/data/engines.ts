import type { Target } from "../../../advice/blocks/target.ts";
import { inline } from "../../text/handoff-text.ts";
import { wording } from "../../text/phrases.ts";

/** What is seen, and what to do about it. */
export type Trouble = readonly [see: string, act: string];

/** What a handoff says differently from engine to engine. */
type EngineWords = {
  /** What a person types before anything can be read, where no project is declared. */
  readonly signIn: readonly string[];
  readonly whereToAsk: (target: Target) => string;
  readonly noAccess: (waitLonger: string) => Trouble;
  readonly overQuota: (resume: string) => readonly Trouble[];
};

const DUCKDB: EngineWords = {
  signIn: [],
  whereToAsk: ({ declared, environment }) =>
    declared?.path === undefined
      ? `Run them on ${wording(environment)}.`
      : `Run them in a DuckDB shell: ${inline(`duckdb -readonly ${declared.path}`)}.`,
  noAccess: (waitLonger) => [
    "a file is still in use by another process",
    `let it end, or wait longer: ${waitLonger}`,
  ],
  overQuota: () => [],
};

const BIGQUERY: EngineWords = {
  signIn: [
    "gcloud auth application-default login",
    "export GOOGLE_CLOUD_PROJECT=PROJECT   # the project that holds the tables",
  ],
  whereToAsk: ({ environment }) =>
    `Run them in BigQuery's console, in the project of ${wording(environment)}.`,
  noAccess: () => [
    "a project is asked for, or access is denied",
    `set GOOGLE_CLOUD_PROJECT, sign in with ${inline("gcloud auth application-default login")}, and see that the account may read the datasets`,
  ],
  overQuota: (resume) => [
    [
      "rateLimitExceeded",
      `wait a minute; the run tries again by itself. If it stopped: ${resume}, or fewer dates a statement with ${inline("--batch-size 3")}`,
    ],
    ["quotaExceeded", `hours, not minutes: the rest is parked with its due time. Then ${resume}`],
  ],
};

const WORDS = { duckdb: DUCKDB, bigquery: BIGQUERY };

/** Of an environment that no pipeline declares, those that need least. */
export const engineWords = ({ declared }: Target): EngineWords =>
  WORDS[declared?.engine ?? "duckdb"];
