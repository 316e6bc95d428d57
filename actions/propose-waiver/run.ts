import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { openGit } from "../../src/github/git.ts";
import { openIssueTracker } from "../../src/github/issues/tracker.ts";
import { openPeople } from "../../src/github/people.ts";
import { openWorkflows } from "../../src/github/workflows.ts";
import type { ActionResult } from "../../src/hosts/action.ts";
import { readProposal } from "../../src/jobs/issues/command-files.ts";
import { proposeWaiver } from "../../src/jobs/issues/propose-waiver.ts";
import { proposedOutputs, renderProposed } from "../../src/render/issue/command-outcome.ts";
import type { Inputs } from "./inputs.ts";

/** Opens the pull request with the waiver that a command asks for. */
export async function propose(inputs: Inputs): Promise<ActionResult> {
  const { token, identity, proposal } = inputs;
  const connection = { ...context.repo, token };
  const outcome = await proposeWaiver(
    { ...inputs, proposal: await readProposal(proposal), now: new Date() },
    {
      git: openGit(connection),
      tracker: openIssueTracker({ ...connection, identity, timing: REAL_TIMING }),
      people: openPeople(connection),
      workflows: openWorkflows(connection),
    },
  );
  return { outputs: proposedOutputs(outcome), summary: renderProposed(outcome), failure: null };
}
