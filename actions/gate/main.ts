import { actionProgress, hide, readPipelineInputs, runAction } from "../../src/hosts/action.ts";
import { GateActionInputs } from "../../src/hosts/action-inputs.ts";
import { gate } from "../../src/jobs/gate.ts";
import { hideProjects } from "../../src/jobs/redaction.ts";
import { whichEnvironment } from "../../src/jobs/which-environment.ts";
import { gateFailure, gateOutputs, renderGate } from "../../src/render/gate.ts";

const INPUTS = [
  ...["environment", "pipeline", "start", "end", "tables", "require"],
  ...["evidence", "max-age", "out", "as-of", "project", "budget", "redact", "fail"],
];

await runAction(async () => {
  const {
    fail,
    redact,
    tables = [],
    ...inputs
  } = await readPipelineInputs(GateActionInputs, INPUTS, whichEnvironment);
  await hideProjects({ ...inputs, redact, env: process.env }, hide);
  const where = { env: process.env, root: "." };
  const verdict = await gate({ ...inputs, ...where, tables }, actionProgress);
  return {
    outputs: gateOutputs(verdict),
    summary: renderGate(verdict, inputs.environment),
    failure: fail ? gateFailure(verdict) : null,
  };
});
