import { context } from "@actions/github";
import {
  type ActionResult,
  actionProgress,
  annotateWarning,
  stopSignal,
} from "../../src/hosts/action.ts";
import { runLeg } from "../../src/jobs/repair/leg.ts";
import { withRepair } from "../../src/jobs/repair/run/context.ts";
import { readRepair } from "../../src/jobs/repair/run/files.ts";
import { writeWhole } from "../../src/jobs/reports/reports.ts";
import { legFailure, legOutputs, parkedUntil } from "../../src/render/repair/workflow.ts";
import { WHERE } from "../../src/workflow/start.ts";
import type { Inputs } from "./inputs.ts";

/** One part of the repair that plan-backfill wrote. */
export async function repairPart(inputs: Inputs): Promise<ActionResult> {
  const { environment, pipeline, project, part, out } = inputs;
  const repair = await readRepair(inputs.repair);
  const asOf = inputs.asOf ?? new Date(repair.plan.asOf);
  const where = { ...WHERE, environment, pipeline, project, asOf };
  const request = {
    repair,
    part,
    attempt: context.runAttempt || 1,
    now: () => new Date(),
    signal: stopSignal(),
  };
  const result = await withRepair(where, actionProgress, (repairing) => runLeg(repairing, request));
  await writeWhole(out, JSON.stringify(result));
  const due = parkedUntil(result);
  if (due !== null) annotateWarning(`${part}: parked until ${due}; watch-recent resumes it then.`);
  return { outputs: legOutputs(result, out), summary: null, failure: legFailure(result) };
}
