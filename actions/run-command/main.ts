import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { openIssueTracker } from "../../src/github/octokit-issues.ts";
import { refuseWhilePaused } from "../../src/github/pause.ts";
import { openPeople } from "../../src/github/people.ts";
import { openWorkflows } from "../../src/github/workflows.ts";
import { readInputs, runAction } from "../../src/hosts/action.ts";
import { CommandInputs } from "../../src/hosts/command-inputs.ts";
import { readCommentEvent } from "../../src/issues/event.ts";
import { runCommand } from "../../src/jobs/run-command.ts";
import { commandOutputs, renderHandled } from "../../src/render/command-outcome.ts";

const INPUTS = ["token", "paused", "identity", "pipeline", "reports", "workflow"];

await runAction(async () => {
  const inputs = readInputs(CommandInputs, INPUTS);
  await refuseWhilePaused({ ...context.repo, ...inputs, timing: REAL_TIMING });
  const { token, identity } = inputs;
  const connection = { ...context.repo, token };
  const event = readCommentEvent(context.payload);
  const ref = context.ref.replace(/^refs\/heads\//, "");
  const handled = await runCommand(
    { ...inputs, event, ref, now: new Date() },
    {
      tracker: openIssueTracker({ ...connection, identity, timing: REAL_TIMING }),
      people: openPeople(connection),
      workflows: openWorkflows(connection),
    },
  );
  return {
    outputs: commandOutputs(handled),
    summary: renderHandled(handled),
    failure: handled.outcome === "unsure" ? handled.why : null,
  };
});
