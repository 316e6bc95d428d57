import { type ActionResult, actionProgress, annotateWarning } from "../../src/hosts/action.ts";
import { hostRun } from "../../src/hosts/host-run.ts";
import { conclude } from "../../src/jobs/repair/conclude.ts";
import { withRepair } from "../../src/jobs/repair/run/context.ts";
import { readRepair, readResults } from "../../src/jobs/repair/run/files.ts";
import { TOOL_VERSION } from "../../src/jobs/shared/version.ts";
import { renderReceipt } from "../../src/render/repair/receipt.ts";
import { concludeFailure, concludeOutputs } from "../../src/render/repair/workflow.ts";
import { WHERE } from "../../src/workflow/start.ts";
import type { Inputs } from "./inputs.ts";

/** Says what became of the repair whose parts have ended. */
export async function concludeRepair(inputs: Inputs): Promise<ActionResult> {
  const { environment, pipeline, project, asOf, out } = inputs;
  const repair = await readRepair(inputs.repair);
  const results = await readResults(inputs.results);
  const where = { ...WHERE, environment, pipeline, project, asOf };
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
}
