import { context } from "@actions/github";
import { openIssueReader } from "../../src/github/issues/target.ts";
import {
  type ActionResult,
  actionProgress,
  annotateWarning,
  stopSignal,
} from "../../src/hosts/action.ts";
import { runLeg } from "../../src/jobs/repair/leg.ts";
import { withRepair } from "../../src/jobs/repair/run/context.ts";
import { readRepair } from "../../src/jobs/repair/run/files.ts";
import { hold } from "../../src/jobs/repair/run/lifecycle.ts";
import { type StopWatch, watchForStop } from "../../src/jobs/repair/stop-watch.ts";
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
  if (part === "hold") {
    const at = new Date().toISOString();
    await withRepair(where, actionProgress, ({ warehouse }) => hold(warehouse, repair, at));
    annotateWarning(
      `${repair.run} is held until somebody writes /approve ${repair.run} on its issue.`,
    );
    return { outputs: {}, summary: null, failure: null };
  }
  const cancelled = stopSignal();
  await using watch = await stopWatch(inputs, repair.issue, cancelled);
  const request = {
    repair,
    part,
    attempt: context.runAttempt || 1,
    now: () => new Date(),
    signal: watch?.signal ?? cancelled,
    stopRequest: () => watch?.request() ?? null,
  };
  const result = await withRepair(where, actionProgress, (repairing) => runLeg(repairing, request));
  await writeWhole(out, JSON.stringify(result));
  const due = parkedUntil(result);
  if (due !== null) annotateWarning(`${part}: parked until ${due}; watch-recent resumes it then.`);
  return { outputs: legOutputs(result, out), summary: null, failure: legFailure(result) };
}

/** Of the issue that the repair is for; null where it is for none, or nobody may ask. */
async function stopWatch(
  { token, identity }: Inputs,
  issue: number | null,
  cancelled: AbortSignal,
): Promise<StopWatch | null> {
  if (issue === null || token === undefined) return null;
  const self = { id: context.runId, attempt: context.runAttempt || 1 };
  const reader = openIssueReader({ ...context.repo, token });
  const say = (message: string) => actionProgress({ kind: "line", message });
  return watchForStop({ issue, identity, self }, reader, cancelled, say);
}
