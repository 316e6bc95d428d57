import * as core from "@actions/core";
import type { z } from "zod";
import { describeError, exitCodeOfError } from "../errors.ts";
import type { Progress } from "../jobs/shared/progress.ts";
import type { whichEnvironment } from "../jobs/shared/which-environment.ts";
import { visible } from "../text/visible.ts";
import { camel } from "./inputs/case.ts";
import { PipelineInputs, parseInputs } from "./inputs/inputs.ts";
import { plainProgress } from "./plain-progress.ts";

export type ActionResult = {
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown for the job summary; null for none. */
  readonly summary: string | null;
  /** Why the step is to fail although the job ran to its end; null where it passes. */
  readonly failure: string | null;
};

let clean = (text: string): string => text;

/** Has nothing that this action says hold `words`: logs are masked by the runner, all else passes `how`. */
export function hide(words: readonly string[], how: (text: string) => string): void {
  for (const word of words) core.setSecret(word);
  clean = how;
}

/** Turns success and failure into what a workflow understands. A thrown anything fails the step. */
export async function runAction(job: () => Promise<ActionResult>): Promise<void> {
  try {
    const { outputs, summary, failure } = await job();
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, clean(value));
    if (summary !== null && process.env["GITHUB_STEP_SUMMARY"] !== undefined)
      await core.summary.addRaw(capped(visible(clean(summary)))).write();
    if (failure !== null) core.setFailed(clean(failure));
  } catch (error) {
    core.setOutput("exit-code", String(exitCodeOfError(error)));
    core.setFailed(clean(describeError(error)));
  }
}

const label = (name: string) => `input ${name}`;

/** Reads the named inputs once, through the schema. An empty one is absent. */
export function readInputs<S extends z.ZodType>(schema: S, names: readonly string[]): z.infer<S> {
  const given = names.map((name) => [camel(name), core.getInput(name)] as const);
  return parseInputs(schema, Object.fromEntries(given), label);
}

/** The same of an action that looks at a pipeline: where no environment is named, the one that is meant is found first by `which`. */
export async function readPipelineInputs<S extends z.ZodType>(
  schema: S,
  names: readonly string[],
  which: typeof whichEnvironment,
): Promise<z.infer<S>> {
  const given = Object.fromEntries(names.map((name) => [camel(name), core.getInput(name)]));
  const { pipeline } = parseInputs(PipelineInputs, { pipeline: given["pipeline"] }, label);
  const environment =
    given["environment"] ||
    (await which(pipeline, process.env, "Name one in the input environment"));
  return parseInputs(schema, { ...given, environment }, label);
}

export const actionProgress: Progress = plainProgress((line) => core.info(inert(clean(line))));

/**
 * What comes from outside may be written like a command to the runner: `::name::` that begins a line, or `##[name]`
 * anywhere in it. In the log it is text. Annotations need none of this: they are escaped.
 */
export const inert = (text: string): string =>
  text.replaceAll(/^(\s*):(?=:)/gm, "$1: ").replaceAll("##[", "## [");

/** Annotations on the run's page, worst first; GitHub shows ten of a kind a step. */
export function annotateErrors(messages: readonly string[]): void {
  for (const message of messages.slice(0, 10)) core.error(clean(message));
}

/** What the person at the run should know although nothing failed. */
export const annotateWarning = (message: string): void => core.warning(clean(message));

/** Set when the workflow is cancelled: what is begun is finished, nothing new is begun. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
  return stop.signal;
}

/** GitHub drops a step's summary above 1,024 kB as a whole. */
const MAX_SUMMARY_BYTES = 900_000;

function capped(summary: string): string {
  const bytes = Buffer.from(summary);
  if (bytes.length <= MAX_SUMMARY_BYTES) return summary;
  const kept = bytes.subarray(0, MAX_SUMMARY_BYTES).toString("utf8");
  return `${kept.slice(0, kept.lastIndexOf("\n"))}\n\nThe rest is in the reports of this run: they are its artifact, and are committed by its last job.\n`;
}
