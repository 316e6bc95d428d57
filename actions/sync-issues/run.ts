import { context } from "@actions/github";
import { UserError } from "../../src/errors.ts";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { openIssueTracker } from "../../src/github/issues/tracker.ts";
import type { ActionResult } from "../../src/hosts/action.ts";
import { runUrl } from "../../src/hosts/host-run.ts";
import { runSync } from "../../src/jobs/issues/run-sync.ts";
import { refusedFailure, renderSynced, syncedOutputs } from "../../src/render/issue/summary.ts";
import type { Inputs } from "./inputs.ts";

/** Keeps the issues in step with the reports. */
export async function sync(inputs: Inputs): Promise<ActionResult> {
  const { token, identity, ...rest } = inputs;
  if (rest.mode === "receipt" && rest.run === undefined)
    throw new UserError("input run: is needed with mode receipt");
  if (rest.mode === "planned" && rest.issue === undefined)
    throw new UserError("input issue: is needed with mode planned");
  const { owner, repo } = context.repo;
  const tracker = openIssueTracker({ owner, repo, token, identity, timing: REAL_TIMING });
  const request = { ...rest, now: new Date(), runUrl: runUrl() };
  const result = await runSync(request, tracker);
  return {
    outputs: syncedOutputs(result.synced, result.refused),
    summary: renderSynced(result, `${context.serverUrl}/${owner}/${repo}/issues`),
    failure: refusedFailure(result.refused),
  };
}
