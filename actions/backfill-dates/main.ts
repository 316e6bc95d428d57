import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { refuseWhilePaused } from "../../src/github/pause.ts";
import {
  actionProgress,
  annotateWarning,
  hide,
  readPipelineInputs,
  runAction,
  stopSignal,
} from "../../src/hosts/action.ts";
import { LegInputs } from "../../src/hosts/workflow-inputs.ts";
import { runLeg } from "../../src/jobs/leg.ts";
import { hideProjects } from "../../src/jobs/redaction.ts";
import { withRepair } from "../../src/jobs/repair-context.ts";
import { readRepair } from "../../src/jobs/repair-files.ts";
import { writeWhole } from "../../src/jobs/reports.ts";
import { whichEnvironment } from "../../src/jobs/which-environment.ts";
import { legFailure, legOutputs, parkedUntil } from "../../src/render/workflow-repair.ts";

const INPUTS = [
  ...["environment", "pipeline", "project", "as-of", "repair", "part", "redact", "out"],
  ...["token", "paused"],
];

await runAction(async () => {
  const inputs = await readPipelineInputs(LegInputs, INPUTS, whichEnvironment);
  await hideProjects({ ...inputs, env: process.env }, hide);
  await refuseWhilePaused({ ...context.repo, ...inputs, timing: REAL_TIMING });
  const { environment, pipeline, project, part, out } = inputs;
  const repair = await readRepair(inputs.repair);
  const asOf = inputs.asOf ?? new Date(repair.plan.asOf);
  const where = { environment, pipeline, project, asOf, lockWait: 30, root: ".", env: process.env };
  const request = {
    ...{ repair, part, attempt: context.runAttempt || 1 },
    ...{ now: () => new Date(), signal: stopSignal() },
  };
  const result = await withRepair(where, actionProgress, (repairing) => runLeg(repairing, request));
  await writeWhole(out, JSON.stringify(result));
  const due = parkedUntil(result);
  if (due !== null) annotateWarning(`${part}: parked until ${due}; watch-recent resumes it then.`);
  return { outputs: legOutputs(result, out), summary: null, failure: legFailure(result) };
});
