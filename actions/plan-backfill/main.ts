import { join } from "node:path";
import { context } from "@actions/github";
import { openIssueReader } from "../../src/github/issue-target.ts";
import { actionProgress, hide, readPipelineInputs, runAction } from "../../src/hosts/action.ts";
import { ofIssue } from "../../src/hosts/issue-inputs.ts";
import { askedOf } from "../../src/hosts/repair-inputs.ts";
import { PrepareInputs, preparedSelection } from "../../src/hosts/workflow-inputs.ts";
import { writeExactly } from "../../src/jobs/files.ts";
import { issueTarget } from "../../src/jobs/issue-target.ts";
import { prepare } from "../../src/jobs/prepare.ts";
import { hideProjects } from "../../src/jobs/redaction.ts";
import { withRepair } from "../../src/jobs/repair-context.ts";
import { whichEnvironment } from "../../src/jobs/which-environment.ts";
import { prepareOutputs, renderPrepared } from "../../src/render/workflow-repair.ts";

const INPUTS = [
  ...["environment", "pipeline", "project", "as-of"],
  ...["dates", "start", "end", "tables", "phase", "plan", "canary", "batch-size", "dates-per-job"],
  ...["force", "include-warm-up", "with-upstream", "with-downstream", "allow-shrink"],
  ...["daily-dates", "resume", "issue", "identity", "token", "redact", "out"],
];

await runAction(async () => {
  const given = await readPipelineInputs(PrepareInputs, INPUTS, whichEnvironment);
  await hideProjects({ ...given, env: process.env }, hide);
  const { issue, token = "" } = given;
  const inputs =
    issue === undefined
      ? given
      : ofIssue(
          given,
          await issueTarget({ ...given, issue }, openIssueReader({ ...context.repo, token })),
        );
  const { environment, pipeline, project, asOf, datesPerJob = null } = inputs;
  const where = {
    ...{ environment, pipeline, project, asOf, lockWait: 30, root: ".", env: process.env },
    asked: askedOf(inputs),
  };
  const selection = preparedSelection(inputs);
  const now = () => new Date();
  const prepared = await withRepair(where, actionProgress, (repair) =>
    prepare(repair, { ...inputs, selection, datesPerJob, now }),
  );
  const file = join(inputs.out, "repair.json");
  if (prepared.repair !== null) await writeExactly(file, JSON.stringify(prepared.repair));
  return {
    outputs: prepareOutputs(prepared, file),
    summary: renderPrepared(prepared),
    failure: null,
  };
});
