import { context } from "@actions/github";
import type { z } from "zod";
import {
  type ActionResult,
  actionProgress,
  annotateWarning,
  stopSignal,
} from "../../src/hosts/action.ts";
import type { LegInputs } from "../../src/hosts/inputs/workflow.ts";
import { runLeg } from "../../src/jobs/repair/leg.ts";
import { withRepair } from "../../src/jobs/repair/run/context.ts";
import { readRepair } from "../../src/jobs/repair/run/files.ts";
import { writeWhole } from "../../src/jobs/reports/reports.ts";
import { legFailure, legOutputs, parkedUntil } from "../../src/render/repair/workflow.ts";

/** One part of the repair that plan-backfill wrote. */
export async function repairPart(inputs: z.infer<typeof LegInputs>): Promise<ActionResult> {
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
}
