import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { refuseWhilePaused } from "../../src/github/pause.ts";
import {
  actionProgress,
  annotateWarning,
  hide,
  readPipelineInputs,
  runAction,
} from "../../src/hosts/action.ts";
import { hostRun } from "../../src/hosts/host-run.ts";
import { ConcludeInputs } from "../../src/hosts/workflow-inputs.ts";
import { conclude } from "../../src/jobs/conclude.ts";
import { hideProjects } from "../../src/jobs/redaction.ts";
import { withRepair } from "../../src/jobs/repair-context.ts";
import { readRepair, readResults } from "../../src/jobs/repair-files.ts";
import { TOOL_VERSION } from "../../src/jobs/version.ts";
import { whichEnvironment } from "../../src/jobs/which-environment.ts";
import { renderReceipt } from "../../src/render/receipt.ts";
import { concludeFailure, concludeOutputs } from "../../src/render/workflow-repair.ts";

const INPUTS = [
  ...["environment", "pipeline", "project", "as-of", "repair", "results", "redact", "out"],
  ...["token", "paused"],
];

await runAction(async () => {
  const inputs = await readPipelineInputs(ConcludeInputs, INPUTS, whichEnvironment);
  await hideProjects({ ...inputs, env: process.env }, hide);
  await refuseWhilePaused({ ...context.repo, ...inputs, timing: REAL_TIMING });
  const { environment, pipeline, project, out } = inputs;
  const repair = await readRepair(inputs.repair);
  const results = await readResults(inputs.results);
  const { asOf } = inputs;
  const where = { environment, pipeline, project, asOf, lockWait: 30, root: ".", env: process.env };
  const now = () => new Date();
  const request = {
    repair,
    results,
    out,
    now,
    toolVersion: TOOL_VERSION,
    hostRun: hostRun(environment),
  };
  const { receipt, paths, stopped } = await withRepair(where, actionProgress, (repairing) =>
    conclude(repairing, request),
  );
  if (receipt.dueAt !== null)
    annotateWarning(`Parked until ${receipt.dueAt}; watch-recent resumes it then.`);
  return {
    outputs: concludeOutputs(receipt, paths.receipt),
    summary: renderReceipt(receipt),
    failure: concludeFailure(receipt, stopped),
  };
});
