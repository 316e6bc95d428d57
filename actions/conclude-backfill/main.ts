import { hide, readPipelineInputs, runAction } from "../../src/hosts/action.ts";
import { ConcludeInputs } from "../../src/hosts/inputs/workflow.ts";
import { hideProjects } from "../../src/jobs/shared/redaction.ts";
import { whichEnvironment } from "../../src/jobs/shared/which-environment.ts";

const INPUTS = [
  ...["environment", "pipeline", "project", "as-of", "repair", "results", "redact", "out"],
  ...["token", "paused"],
];

await runAction(async () => {
  const inputs = await readPipelineInputs(ConcludeInputs, INPUTS, whichEnvironment);
  await hideProjects({ ...inputs, env: process.env }, hide);
  const { heedPause } = await import("../../src/github/pause.ts");
  await heedPause(inputs);
  const { concludeRepair } = await import("./run.ts");
  return await concludeRepair(inputs);
});
