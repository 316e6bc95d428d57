import { stringify } from "yaml";
import type { CommandName } from "../commands/catalogue.ts";
import { UserError } from "../errors.ts";
import { layerCheck } from "../gaps/completeness.ts";
import {
  AssessInputs,
  CompletenessInputs,
  ConfigInputs,
  DemoInputs,
  LoadInputs,
  parseInputs,
  ValidateInputs,
} from "../hosts/inputs.ts";
import { assessCsv } from "../jobs/assess-csv.ts";
import { loadSample } from "../jobs/load-sample.ts";
import { loadPipeline, warehouseSettings } from "../jobs/open.ts";
import type { Progress } from "../jobs/progress.ts";
import { runObserve, runValidate, type ValidateRequest } from "../jobs/run-validate.ts";
import { readScenario, type ScenarioName } from "../jobs/scenario.ts";
import { configHash } from "../pipeline/hash.ts";
import { renderCompleteness } from "../render/completeness.ts";
import { renderConsole } from "../render/summary.ts";
import type { Handler } from "./program.ts";

/** What the entry gives the commands: the clock, the environment and where to write. */
export type CliContext = {
  readonly now: () => Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: string;
  readonly progress: Progress;
  readonly print: (text: string) => void;
};

const label = (name: string): string => `--${name}`;

/** Inputs of a command: everything typed but `--json`, which says how to print. */
function inputsOf({ json, ...options }: Readonly<Record<string, unknown>>) {
  return { json: json === true, options };
}

export function commandHandlers(context: CliContext): Record<CommandName, Handler> {
  return {
    validate: (typed) => validateCommand(context, typed),
    "sample load": (typed) => loadCommand(context, typed),
    "config check": (typed) => configCommand(context, typed),
    assess: (typed, file) => assessCommand(context, typed, file),
    completeness: (typed) => completenessCommand(context, typed),
    demo: (typed) => demoCommand(context, typed),
  };
}

async function validateCommand(context: CliContext, typed: Parameters<Handler>[0]) {
  const { json, options } = inputsOf(typed);
  const { asOf, ...inputs } = parseInputs(ValidateInputs, options, label);
  const result = await runValidate(
    { ...inputs, asOf: asOf ?? context.now(), ...projectOf(context, inputs), hostRun: null },
    context.progress,
  );
  if (json)
    context.print(
      JSON.stringify({ ...result.record, exitCode: result.exitCode, paths: result.paths }, null, 2),
    );
  else context.print(`${renderConsole(result.assessment)}\nHandoff: ${result.paths.handoff}`);
  return result.exitCode;
}

async function assessCommand(context: CliContext, typed: Parameters<Handler>[0], file: string) {
  const { json, options } = inputsOf(typed);
  const { assessment, record, paths } = await assessCsv({
    ...parseInputs(AssessInputs, options, label),
    file,
  });
  if (json) context.print(JSON.stringify({ ...record, paths }, null, 2));
  else context.print(`${renderConsole(assessment)}\nHandoff: ${paths.handoff}`);
  return assessment.unknownCells > 0 ? 3 : assessment.counts.P0 > 0 ? 1 : 0;
}

async function completenessCommand(context: CliContext, typed: Parameters<Handler>[0]) {
  const { json, options } = inputsOf(typed);
  const { asOf, ...inputs } = parseInputs(CompletenessInputs, options, label);
  const grid = await runObserve(
    { ...inputs, asOf: asOf ?? context.now(), ...projectOf(context, inputs) },
    context.progress,
  );
  const tables = layerCheck(grid);
  if (json) context.print(JSON.stringify({ schemaVersion: 1, range: grid.range, tables }, null, 2));
  else context.print(renderCompleteness(grid));
  if (tables.some(({ unknown }) => unknown > 0)) return 3;
  return tables.some(({ short }) => short.length > 0) ? 1 : 0;
}

/** GOOGLE_CLOUD_PROJECT stands in for --project, but never for a project that embedded environments do not have. */
function projectOf(
  { env }: CliContext,
  inputs: Pick<ValidateRequest, "environment" | "project">,
): Pick<ValidateRequest, "project"> {
  if (inputs.project !== undefined || inputs.environment === "sample")
    return { project: inputs.project };
  return { project: env["GOOGLE_CLOUD_PROJECT"] };
}

async function loadCommand(context: CliContext, typed: Parameters<Handler>[0]) {
  const { json, options } = inputsOf(typed);
  const { scenario, pipeline, lockWait } = parseInputs(LoadInputs, options, label);
  const { path, tables } = await load(context, scenario, pipeline, lockWait);
  if (json) context.print(JSON.stringify({ schemaVersion: 1, scenario, path, tables }, null, 2));
  else
    context.print(
      `${path}: ${scenario}, ${tables.length} tables, ${tables.reduce((sum, { rows }) => sum + rows, 0).toLocaleString("en-US")} rows`,
    );
  return 0;
}

async function load(
  context: CliContext,
  scenarioName: ScenarioName,
  pipelineFile: string,
  lockWait: number,
) {
  const pipeline = await loadPipeline(pipelineFile);
  const settings = warehouseSettings(pipeline, "sample", undefined);
  if (settings.engine !== "duckdb")
    throw new UserError("The environment sample must be on duckdb to load the recorded sample.");
  const scenario = await readScenario(scenarioName, context.root);
  const tables = await loadSample(
    { pipeline, environment: "sample", scenario, path: settings.path, root: context.root },
    {
      lockWaitMs: lockWait * 1000,
      onWait: (message) => context.progress({ kind: "note", message }),
    },
    context.progress,
  );
  return { path: settings.path, tables, asOf: new Date(scenario.asOf) };
}

async function configCommand(context: CliContext, typed: Parameters<Handler>[0]) {
  const { json, options } = inputsOf(typed);
  const { pipeline: file, explain } = parseInputs(ConfigInputs, options, label);
  const pipeline = await loadPipeline(file);
  if (json)
    context.print(
      JSON.stringify({ schemaVersion: 1, file, hash: configHash(pipeline), pipeline }, null, 2),
    );
  else if (explain) context.print(stringify(pipeline));
  else
    context.print(
      `${file} is valid: ${pipeline.tables.length} tables in ${pipeline.phases.length} phases, ${pipeline.waivers.length} waivers, hash ${configHash(pipeline)}`,
    );
  return 0;
}

/** The loop as it stands, on real data. Findings are what it shows, so it ends in 0. */
async function demoCommand(context: CliContext, typed: Parameters<Handler>[0]) {
  const { out, pipeline, lockWait } = parseInputs(DemoInputs, typed, label);
  context.print("1. Two real NBA seasons, with the incident of 2026-01-25\n");
  const { path, tables, asOf } = await load(context, "incident-2026-01-25", pipeline, lockWait);
  context.print(`${path}: ${tables.length} tables\n\n2. Every game date through every phase\n`);
  const result = await runValidate(
    { environment: "sample", pipeline, asOf, failOn: "never", out, lockWait, hostRun: null },
    context.progress,
  );
  context.print(renderConsole(result.assessment));
  context.print(
    `\n3. What to read\n\n  ${result.paths.handoff}  what is broken, by priority\n  ${result.paths.healthCsv}  a row a game date, 20 columns\n  ${result.paths.gapsCsv}  every cell that is not as it should be`,
  );
  return result.exitCode === 3 ? 3 : 0;
}
