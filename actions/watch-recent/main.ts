import { hide, readPipelineInputs, runAction } from "../../src/hosts/action.ts";
import { WatchInputs } from "../../src/hosts/inputs/watch.ts";
import { hideProjects } from "../../src/jobs/shared/redaction.ts";
import { whichEnvironment } from "../../src/jobs/shared/which-environment.ts";

const INPUTS = [
  "environment",
  "pipeline",
  "project",
  "as-of",
  "days",
  "auto",
  "daily-dates",
  "redact",
];

await runAction(async () => {
  const inputs = await readPipelineInputs(WatchInputs, INPUTS, whichEnvironment);
  await hideProjects({ ...inputs, env: process.env }, hide);
  const { watch } = await import("./run.ts");
  return await watch(inputs);
});
