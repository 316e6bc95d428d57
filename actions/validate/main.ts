import { hide, readPipelineInputs, runAction } from "../../src/hosts/action.ts";
import { ValidateActionInputs } from "../../src/hosts/inputs/action.ts";
import { hideProjects } from "../../src/jobs/shared/redaction.ts";
import { whichEnvironment } from "../../src/jobs/shared/which-environment.ts";

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
