import { actionProgress, annotateErrors, readInputs, runAction } from "../../src/hosts/action.ts";
import { hostRun } from "../../src/hosts/host-run.ts";
import { ValidateInputs } from "../../src/hosts/inputs.ts";
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
  "budget",
];

await runAction(async () => {
  const { asOf, ...inputs } = readInputs(ValidateInputs, INPUTS);
  const result = await runValidate(
    { ...inputs, asOf: asOf ?? new Date(), env: process.env, hostRun: hostRun() },
    actionProgress,
  );
  annotateErrors(p0Messages(result.assessment));
  return {
    outputs: validateOutputs(result.assessment, result.paths, result.exitCode),
    summary: renderSummary(result.assessment, result.record.cost),
    failure: validateFailure(result.assessment, result.exitCode),
  };
});
