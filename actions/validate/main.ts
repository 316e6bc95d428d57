import {
  actionProgress,
  annotateErrors,
  hide,
  readInputs,
  runAction,
} from "../../src/hosts/action.ts";
import { ValidateActionInputs } from "../../src/hosts/action-inputs.ts";
import { hostRun } from "../../src/hosts/host-run.ts";
import { hideProjects } from "../../src/jobs/redaction.ts";
import { runValidate } from "../../src/jobs/run-validate.ts";
import { validateFailure, validateOutputs } from "../../src/render/outputs.ts";
import { p0Messages, renderSummary } from "../../src/render/summary.ts";

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
];

await runAction(async () => {
  const { asOf, redact, ...inputs } = readInputs(ValidateActionInputs, INPUTS);
  await hideProjects({ ...inputs, redact }, hide);
  const result = await runValidate(
    { ...inputs, asOf: asOf ?? new Date(), hostRun: hostRun(inputs.environment) },
    actionProgress,
  );
  annotateErrors(p0Messages(result.assessment));
  return {
    outputs: validateOutputs(result.assessment, result.paths, result.exitCode),
    summary: renderSummary(result.assessment, result.record.cost),
    failure: validateFailure(result.assessment, result.exitCode),
  };
});
