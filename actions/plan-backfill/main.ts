import { hide, readPipelineInputs, runAction } from "../../src/hosts/action.ts";
import { PrepareInputs } from "../../src/hosts/inputs/workflow.ts";
import { hideProjects } from "../../src/jobs/shared/redaction.ts";
import { whichEnvironment } from "../../src/jobs/shared/which-environment.ts";

const INPUTS = [
  ...["environment", "pipeline", "project", "as-of"],
  ...["dates", "start", "end", "tables", "phase", "plan", "canary", "batch-size", "dates-per-job"],
  ...["force", "include-warm-up", "with-upstream", "with-downstream", "allow-shrink"],
  ...["daily-dates", "resume", "issue", "identity", "token", "redact", "out"],
];

await runAction(async () => {
  const inputs = await readPipelineInputs(PrepareInputs, INPUTS, whichEnvironment);
  await hideProjects({ ...inputs, env: process.env }, hide);
  const { planRepair } = await import("./run.ts");
  return await planRepair(inputs);
});
