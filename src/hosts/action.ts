import * as core from "@actions/core";
import { camel } from "../commands/case.ts";
import { type Inputs, parseInputs, schemaOf } from "../commands/inputs.ts";
import { ENVIRONMENT, PIPELINE } from "../commands/options.ts";
import type { OptionSpec } from "../commands/spec.ts";
import { describeError, exitCodeOfError } from "../errors.ts";
import type { Progress } from "../jobs/shared/progress.ts";
import type { whichEnvironment } from "../jobs/shared/which-environment.ts";
import { mayHide, redacted } from "../pipeline/redact.ts";
import { visible } from "../text/visible.ts";
import { plainProgress } from "./plain-progress.ts";

export type ActionResult = {
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown for the job summary; null for none. */
  readonly summary: string | null;
  /** Why the step is to fail although the job ran to its end; null where it passes. */
  readonly failure: string | null;
};

/** Turns success and failure into what a workflow understands. A thrown anything fails the step. */
export const runAction = (job: () => Promise<ActionResult>): Promise<void> =>
  mayHide(async () => {
    try {
      const { outputs, summary, failure } = await job();
      for (const [name, value] of Object.entries(outputs)) core.setOutput(name, redacted(value));
      if (summary !== null && process.env["GITHUB_STEP_SUMMARY"] !== undefined)
        await core.summary.addRaw(capped(visible(redacted(summary)))).write();
      if (failure !== null) core.setFailed(redacted(failure));
    } catch (error) {
      core.setOutput("exit-code", String(exitCodeOfError(error)));
      core.setFailed(redacted(describeError(error)));
    }
  });

const label = (name: string) => `input ${name}`;

/**
 * Reads the inputs once, through their check. An empty one is absent. Where the environment may be left out and is, the
 * one that is meant is found first by `which`.
 */
export async function readInputs<const T extends readonly OptionSpec[]>(
  options: T,
  which: typeof whichEnvironment,
): Promise<Inputs<T>> {
  const given = Object.fromEntries(options.map(({ name }) => [camel(name), core.getInput(name)]));
  if (options.some((option) => option === ENVIRONMENT) && !given["environment"]) {
    const { pipeline } = parseInputs(
      schemaOf([PIPELINE], "text"),
      { pipeline: given["pipeline"] },
      label,
    );
    given["environment"] = await which(pipeline, process.env, "Name one in the input environment");
  }
  return parseInputs(schemaOf(options, "text"), given, label);
}

export const actionProgress: Progress = plainProgress((line) => core.info(inert(redacted(line))));

/**
 * What comes from outside may be written like a command to the runner: `::name::` that begins a line, or `##[name]`
 * anywhere in it. In the log it is text. Annotations need none of this: they are escaped.
 */
export const inert = (text: string): string =>
  text.replaceAll(/^(\s*):(?=:)/gm, "$1: ").replaceAll("##[", "## [");

/** Annotations on the run's page, worst first; GitHub shows ten of a kind a step. */
export function annotateErrors(messages: readonly string[]): void {
  for (const message of messages.slice(0, 10)) core.error(redacted(message));
}

/** What the person at the run should know although nothing failed. */
export const annotateWarning = (message: string): void => core.warning(redacted(message));

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
