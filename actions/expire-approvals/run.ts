import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { openIssueTracker } from "../../src/github/issues/tracker.ts";
import { openWorkflows } from "../../src/github/workflows.ts";
import type { ActionResult } from "../../src/hosts/action.ts";
import { expireApprovals } from "../../src/jobs/watch/expire-approvals.ts";
import { renderExpired } from "../../src/render/repair/watch.ts";
import type { Inputs } from "./inputs.ts";

/** Cancels the repairs that nobody approved in time. */
export async function expire(inputs: Inputs): Promise<ActionResult> {
  const { token, identity, workflow } = inputs;
  const connection = { ...context.repo, token };
  const tracker = openIssueTracker({ ...connection, identity, timing: REAL_TIMING });
  const workflows = openWorkflows(connection);
  const expired = await expireApprovals(workflow, new Date(), workflows, tracker);
  return {
    outputs: { count: String(expired.length) },
    summary: renderExpired(expired),
    failure: null,
  };
}
