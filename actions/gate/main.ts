import { actionProgress, readInputs, runAction } from "../../src/hosts/action.ts";
import { GateActionInputs } from "../../src/hosts/gate-inputs.ts";
import { gate } from "../../src/jobs/gate.ts";
import { gateFailure, gateOutputs, renderGate } from "../../src/render/gate.ts";

const INPUTS = [
  ...["environment", "pipeline", "start", "end", "tables", "require"],
  ...["evidence", "max-age", "as-of", "project", "budget", "fail"],
];

await runAction(async () => {
  const { fail, asOf = new Date(), tables = [], ...inputs } = readInputs(GateActionInputs, INPUTS);
  const verdict = await gate({ ...inputs, asOf, tables, env: process.env }, actionProgress);
  return {
    outputs: gateOutputs(verdict),
    summary: renderGate(verdict, inputs.environment),
    failure: fail ? gateFailure(verdict) : null,
  };
});
