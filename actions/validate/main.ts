import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { openIssueTracker } from "../../src/github/octokit-issues.ts";
import { actionProgress, annotateErrors, readInputs, runAction } from "../../src/hosts/action.ts";
import { hostRun } from "../../src/hosts/host-run.ts";
import { ValidateActionInputs } from "../../src/hosts/issue-inputs.ts";
import { rememberTracker } from "../../src/jobs/issue-files.ts";
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
  "token",
  "identity",
];

await runAction(async () => {
  const { asOf, token, identity, ...inputs } = readInputs(ValidateActionInputs, INPUTS);
  if (token !== undefined) {
    const tracker = openIssueTracker({ ...context.repo, token, identity, timing: REAL_TIMING });
    await rememberTracker(inputs.out, tracker, actionProgress);
  }
  const result = await runValidate(
    { ...inputs, asOf: asOf ?? new Date(), hostRun: hostRun() },
    actionProgress,
  );
  annotateErrors(p0Messages(result.assessment));
  return {
    outputs: validateOutputs(result.assessment, result.paths, result.exitCode),
    summary: renderSummary(result.assessment, result.record.cost),
    failure: validateFailure(result.assessment, result.exitCode),
  };
});
