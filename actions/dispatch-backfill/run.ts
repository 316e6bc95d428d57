import { context } from "@actions/github";
import { openWorkflows } from "../../src/github/workflows.ts";
import type { ActionResult } from "../../src/hosts/action.ts";
import { dispatchWords, renderStarted } from "../../src/render/repair/watch.ts";
import type { Inputs } from "./inputs.ts";

/** Starts the repairs that watch-recent asks for. */
export async function dispatch(inputs: Inputs): Promise<ActionResult> {
  const { token, dispatches, workflow, ref = context.ref.replace(/^refs\/heads\//, "") } = inputs;
  const workflows = openWorkflows({ ...context.repo, token });
  const started: { what: string; url: string | null }[] = [];
  for (const dispatch of dispatches) {
    const url = await workflows.dispatch(workflow, ref, dispatch);
    started.push({ what: dispatchWords(dispatch), url });
  }
  return {
    outputs: {
      count: String(started.length),
      urls: started.map(({ url }) => url ?? "").join("\n"),
    },
    summary: renderStarted(started),
    failure: null,
  };
}
