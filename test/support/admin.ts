import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type DoctorRequest, doctor } from "../../src/jobs/doctor/doctor.ts";
import { type AdminRequest, runInit } from "../../src/jobs/doctor/run-init.ts";
import type { Check, CheckStatus, DoctorReport } from "../../src/render/summary/doctor.ts";
import type { InitReport } from "../../src/render/summary/warehouse-init.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { altered, type Declaration, ROOT } from "./pipeline.ts";
import { ownFolder } from "./warehouses.ts";

const silent = () => undefined;

/** The shipped pipeline, changed, in a file of the test's own. */
export function pipelineFile(change: (declaration: Declaration) => void): string {
  const file = join(ownFolder(), "pipeline.yaml");
  writeFileSync(file, altered(change));
  return file;
}

/** The same, with every table of production filled as the sample's is. */
export const filledHere = (change: (declaration: Declaration) => void = silent): string =>
  pipelineFile((declaration) => {
    for (const table of declaration["tables"]) {
      table.producers.production = table.producers.sample;
      // The sample's tables need no reading.
      delete table.read;
    }
    for (const waiver of declaration["waivers"]) waiver.environments = ["production"];
    change(declaration);
  });

const request = (over: Partial<AdminRequest>): AdminRequest => ({
  environment: "sample",
  pipeline: "pipeline/pipeline.yaml",
  lockWait: 0,
  root: ROOT,
  emulated: false,
  env: {},
  ...over,
});

export const initialise = (
  over: Partial<AdminRequest & { dryRun: boolean }>,
): Promise<InitReport> => runInit({ dryRun: false, ...request(over), ...over }, silent);

export const diagnose = (over: Partial<DoctorRequest>): Promise<DoctorReport> =>
  doctor({ nodeVersion: process.versions.node, ...request(over), ...over }, silent);

/** Names by outcome, such as `made nba_raw.rosters`. */
export const outcomes = ({ items }: InitReport): string[] =>
  items.map(({ outcome, name }) => `${outcome} ${name}`);

export function checkOf({ checks }: DoctorReport, name: string): Check {
  const found = checks.find((check) => check.name.startsWith(name));
  if (found === undefined) throw new Error(`Nobody looked at ${name}.`);
  return found;
}

export const withStatus = ({ checks }: DoctorReport, status: CheckStatus): string[] =>
  checks.filter((check) => check.status === status).map(({ name }) => name);

/** Runs DuckDB statements on a file that nobody else has open. */
export async function change(path: string, ...statements: string[]): Promise<void> {
  await using warehouse = await openDuckDb({ path, readOnly: false });
  for (const statement of statements) await warehouse.native(statement);
}

/** Variables of this process for the running test; undefined takes one away. */
export function withEnv(variables: Readonly<Record<string, string | undefined>>): void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(variables)) set(name, value);
  onTestFinished(() => {
    for (const [name, value] of before) set(name, value);
  });
}
