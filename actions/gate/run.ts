import { type ActionResult, actionProgress } from "../../src/hosts/action.ts";
import { gate } from "../../src/jobs/validate/gate.ts";
import { gateFailure, gateOutputs, renderGate } from "../../src/render/summary/gate.ts";
import { WHERE } from "../../src/workflow/start.ts";
import type { Inputs } from "./inputs.ts";

/** Whether the asked dates are ready. */
export async function askGate({
  fail,
  redact: _,
  tables = [],
  ...inputs
}: Inputs): Promise<ActionResult> {
  const verdict = await gate({ ...inputs, ...WHERE, tables }, actionProgress);
  return {
    outputs: gateOutputs(verdict),
    summary: renderGate(verdict, inputs.environment),
    failure: fail ? gateFailure(verdict) : null,
  };
}
