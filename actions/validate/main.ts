import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { openIssueTracker } from "../../src/github/octokit-issues.ts";
import {
  actionProgress,
  annotateErrors,
  hide,
  readPipelineInputs,
  runAction,
} from "../../src/hosts/action.ts";
import { ValidateActionInputs } from "../../src/hosts/action-inputs.ts";
import { hostRun } from "../../src/hosts/host-run.ts";
import { rememberTracker } from "../../src/jobs/issue-files.ts";
import { hideProjects } from "../../src/jobs/redaction.ts";
import { runValidate } from "../../src/jobs/run-validate.ts";
import { whichEnvironment } from "../../src/jobs/which-environment.ts";
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
  "token",
  "identity",
];

await runAction(async () => {
  const { token, identity, redact, ...inputs } = await readPipelineInputs(
    ValidateActionInputs,
    INPUTS,
    whichEnvironment,
  );
  await hideProjects({ ...inputs, redact, env: process.env }, hide);
  if (token !== undefined) {
    const tracker = openIssueTracker({ ...context.repo, token, identity, timing: REAL_TIMING });
    const place = { out: inputs.out, name: inputs.environment };
    await rememberTracker(place, tracker, actionProgress);
  }
  const where = { env: process.env, root: "." };
  const result = await runValidate(
    { ...inputs, ...where, hostRun: hostRun(inputs.environment) },
    actionProgress,
  );
  annotateErrors(p0Messages(result.assessment));
  return {
    outputs: validateOutputs(result.assessment, result.paths, result.exitCode),
    summary: renderSummary(result.assessment, result.record.cost),
    failure: validateFailure(result.assessment, result.exitCode),
  };
});
