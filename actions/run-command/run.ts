import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { openIssueTracker } from "../../src/github/issues/tracker.ts";
import { openPeople } from "../../src/github/people.ts";
import { openWorkflows } from "../../src/github/workflows.ts";
import type { ActionResult } from "../../src/hosts/action.ts";
import { readCommentEvent } from "../../src/issues/command/event.ts";
import { runCommand } from "../../src/jobs/issues/run-command.ts";
import { writeExactly } from "../../src/jobs/shared/files.ts";
import { commandOutputs, renderHandled } from "../../src/render/issue/command-outcome.ts";
import type { Inputs } from "./inputs.ts";

/** Does what a comment on an issue asks for, and answers there. */
export async function obey(inputs: Inputs): Promise<ActionResult> {
  const { token, identity } = inputs;
  const connection = { ...context.repo, token };
  const event = readCommentEvent(context.payload);
  const ref = context.ref.replace(/^refs\/heads\//, "");
  const handled = await runCommand(
    { ...inputs, event, ref, teamOfOne: inputs.teamOfOne === "true", now: new Date() },
    {
      tracker: openIssueTracker({ ...connection, identity, timing: REAL_TIMING }),
      people: openPeople(connection),
      workflows: openWorkflows(connection),
    },
  );
  const { proposal } = handled;
  if (proposal !== null) await writeExactly(inputs.proposal, JSON.stringify(proposal));
  return {
    outputs: commandOutputs(handled, inputs.proposal),
    summary: renderHandled(handled),
    failure: handled.outcome === "unsure" ? handled.why : null,
  };
}
