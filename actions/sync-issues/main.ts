import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { openIssueTracker } from "../../src/github/octokit-issues.ts";
import { refuseWhilePaused } from "../../src/github/pause.ts";
import { readInputs, runAction } from "../../src/hosts/action.ts";
import { runUrl } from "../../src/hosts/host-run.ts";
import { SyncInputs } from "../../src/hosts/sync-inputs.ts";
import { runSync } from "../../src/jobs/run-sync.ts";
import { refusedFailure, renderSynced, syncedOutputs } from "../../src/render/issue/summary.ts";

const INPUTS = [
  ...["token", "paused", "identity", "mode", "environment", "path"],
  ...["repair", "run", "issue", "max-new", "dry-run"],
];

await runAction(async () => {
  const inputs = readInputs(SyncInputs, INPUTS);
  await refuseWhilePaused({ ...context.repo, ...inputs, timing: REAL_TIMING });
  const { token, identity, ...rest } = inputs;
  const { owner, repo } = context.repo;
  const tracker = openIssueTracker({ owner, repo, token, identity, timing: REAL_TIMING });
  const request = { ...rest, now: new Date(), runUrl: runUrl() };
  const result = await runSync(request, tracker);
  return {
    outputs: syncedOutputs(result.synced, result.refused),
    summary: renderSynced(result, `${context.serverUrl}/${owner}/${repo}/issues`),
    failure: refusedFailure(result.refused),
  };
});
