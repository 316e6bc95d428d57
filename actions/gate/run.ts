import type { z } from "zod";
import { type ActionResult, actionProgress } from "../../src/hosts/action.ts";
import type { GateActionInputs } from "../../src/hosts/inputs/action.ts";
import { gate } from "../../src/jobs/validate/gate.ts";
import { gateFailure, gateOutputs, renderGate } from "../../src/render/summary/gate.ts";

/** Whether the asked dates are ready. */
export async function askGate({
  fail,
  redact: _,
  tables = [],
  ...inputs
}: z.infer<typeof GateActionInputs>): Promise<ActionResult> {
  const where = { env: process.env, root: "." };
  const verdict = await gate({ ...inputs, ...where, tables }, actionProgress);
  return {
    outputs: gateOutputs(verdict),
    summary: renderGate(verdict, inputs.environment),
    failure: fail ? gateFailure(verdict) : null,
  };
}
