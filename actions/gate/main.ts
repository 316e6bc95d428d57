import { hide, readPipelineInputs, runAction } from "../../src/hosts/action.ts";
import { GateActionInputs } from "../../src/hosts/inputs/action.ts";
import { hideProjects } from "../../src/jobs/shared/redaction.ts";
import { whichEnvironment } from "../../src/jobs/shared/which-environment.ts";

const INPUTS = [
  ...["environment", "pipeline", "start", "end", "tables", "require"],
  ...["evidence", "max-age", "out", "as-of", "project", "budget", "redact", "fail"],
];

await runAction(async () => {
  const inputs = await readPipelineInputs(GateActionInputs, INPUTS, whichEnvironment);
  await hideProjects({ ...inputs, env: process.env }, hide);
  const { askGate } = await import("./run.ts");
  return await askGate(inputs);
});
