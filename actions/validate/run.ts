import { type ActionResult, actionProgress, annotateErrors } from "../../src/hosts/action.ts";
import { runValidate } from "../../src/jobs/validate/run-validate.ts";
import { validateFailure, validateOutputs } from "../../src/render/summary/outputs.ts";
import { p0Messages, renderSummary } from "../../src/render/summary/summary.ts";
import { WHERE } from "../../src/workflow/start.ts";
import type { Inputs } from "./inputs.ts";

/** Reads every table, and writes the reports. */
export async function validate({
  token,
  identity,
  redact: _,
  scheduleZone,
  ...inputs
}: Inputs): Promise<ActionResult> {
  if (token !== undefined) {
    const { rememberIssues } = await import("./issues.ts");
    await rememberIssues({ token, identity, ...inputs });
  }
  const { hostRun, dueAt } = await import("../../src/hosts/host-run.ts");
  const due = dueAt(scheduleZone, new Date());
  const result = await runValidate(
    { ...inputs, ...WHERE, hostRun: { ...hostRun(inputs.environment), dueAt: due } },
    actionProgress,
  );
  annotateErrors(p0Messages(result.assessment));
  return {
    outputs: validateOutputs(result.assessment, result.paths, result.exitCode),
    summary: renderSummary(result.assessment, result.record.cost, result.record.counted),
    failure: validateFailure(result.assessment, result.exitCode),
  };
}
