import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { refuseWhilePaused } from "../../src/github/pause.ts";
import { openWorkflows } from "../../src/github/workflows.ts";
import { readInputs, runAction } from "../../src/hosts/action.ts";
import { DispatchInputs } from "../../src/hosts/watch-inputs.ts";
import { dispatchWords, renderStarted } from "../../src/render/watch.ts";

await runAction(async () => {
  const inputs = readInputs(DispatchInputs, ["token", "paused", "dispatches", "workflow", "ref"]);
  await refuseWhilePaused({ ...context.repo, ...inputs, timing: REAL_TIMING });
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
});
