import { context } from "@actions/github";
import { openWorkflows } from "../../src/github/workflows.ts";
import type { ActionResult } from "../../src/hosts/action.ts";
import { startRepairs } from "../../src/jobs/watch/start-repairs.ts";
import { renderStarted } from "../../src/render/repair/watch.ts";
import type { Inputs } from "./inputs.ts";

/** Starts the repairs that watch-recent asks for, but for those that are queued or waiting already. */
export async function dispatch(inputs: Inputs): Promise<ActionResult> {
  const { token, dispatches, workflow, ref = context.ref.replace(/^refs\/heads\//, "") } = inputs;
  const workflows = openWorkflows({ ...context.repo, token });
  const started = await startRepairs(dispatches, workflow, ref, workflows);
  const own = started.filter(({ because }) => because === null);
  return {
    outputs: {
      count: String(own.length),
      urls: own.map(({ url }) => url ?? "").join("\n"),
    },
    summary: renderStarted(started),
    failure: null,
  };
}
