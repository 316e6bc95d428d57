import * as core from "@actions/core";
import type { z } from "zod";
import { describeError, exitCodeOfError } from "../errors.ts";
import type { Progress } from "../jobs/progress.ts";
import { camel, parseInputs } from "./inputs.ts";
import { plainProgress } from "./plain-progress.ts";

export type ActionResult = {
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown for the job summary; null for none. */
  readonly summary: string | null;
  /** Why the step is to fail although the job ran to its end; null where it passes. */
  readonly failure: string | null;
};

/** Turns success and failure into what a workflow understands. A thrown anything fails the step. */
export async function runAction(job: () => Promise<ActionResult>): Promise<void> {
  try {
    const { outputs, summary, failure } = await job();
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
    if (summary !== null && process.env["GITHUB_STEP_SUMMARY"] !== undefined)
      await core.summary.addRaw(summary).write();
    if (failure !== null) core.setFailed(failure);
  } catch (error) {
    core.setOutput("exit-code", String(exitCodeOfError(error)));
    core.setFailed(describeError(error));
  }
}

/** Reads the named inputs once, through the schema. An empty one is absent. */
export function readInputs<S extends z.ZodType>(schema: S, names: readonly string[]): z.infer<S> {
  const given = names.map((name) => [camel(name), core.getInput(name)] as const);
  return parseInputs(schema, Object.fromEntries(given), (name) => `input ${name}`);
}

export const actionProgress: Progress = plainProgress((line) => core.info(line));

/** Annotations on the run's page, worst first; GitHub shows ten of a kind a step. */
export function annotateErrors(messages: readonly string[]): void {
  for (const message of messages.slice(0, 10)) core.error(message);
}
