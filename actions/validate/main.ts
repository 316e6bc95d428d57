import { hide, readPipelineInputs, runAction } from "../../src/hosts/action.ts";
import { ValidateActionInputs } from "../../src/hosts/action-inputs.ts";
import { hideProjects } from "../../src/jobs/redaction.ts";
import { whichEnvironment } from "../../src/jobs/which-environment.ts";

const INPUTS = [
  "environment",
  "pipeline",
  "start",
  "end",
  "as-of",
  "fail-on",
  "policy",
  "out",
  "project",
  "redact",
  "budget",
  "token",
  "identity",
];

await runAction(async () => {
  const inputs = await readPipelineInputs(ValidateActionInputs, INPUTS, whichEnvironment);
  await hideProjects({ ...inputs, env: process.env }, hide);
  const { validate } = await import("./run.ts");
  return await validate(inputs);
});
