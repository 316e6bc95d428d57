import { join } from "node:path";
import type { z } from "zod";
import type { IssueReader } from "../../src/github/issues/target.ts";
import { type ActionResult, actionProgress } from "../../src/hosts/action.ts";
import { ofIssue } from "../../src/hosts/inputs/issue.ts";
import { askedOf } from "../../src/hosts/inputs/repair.ts";
import { type PrepareInputs, preparedSelection } from "../../src/hosts/inputs/workflow.ts";
import { prepare } from "../../src/jobs/repair/prepare.ts";
import { withRepair } from "../../src/jobs/repair/run/context.ts";
import { writeExactly } from "../../src/jobs/shared/files.ts";
import { prepareOutputs, renderPrepared } from "../../src/render/repair/workflow.ts";

type Inputs = z.infer<typeof PrepareInputs>;

/** Plans the repair, and writes it for the jobs that do it. `reader` reads the issue that is named, if one is. */
export async function planRepair(given: Inputs, reader = readerHere): Promise<ActionResult> {
  const inputs = await withIssue(given, reader);
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
}

/** With the dates and tables of the issue that the repair is for; GitHub is asked only where one is named. */
async function withIssue(given: Inputs, reader: typeof readerHere): Promise<Inputs> {
  const { issue, token = "" } = given;
  if (issue === undefined) return given;
  const { issueTarget } = await import("../../src/jobs/issues/issue-target.ts");
  return ofIssue(given, await issueTarget({ ...given, issue }, await reader(token)));
}

/** Reads the issues of the repository that the workflow runs in. */
async function readerHere(token: string): Promise<IssueReader> {
  const { context } = await import("@actions/github");
  const { openIssueReader } = await import("../../src/github/issues/target.ts");
  return openIssueReader({ ...context.repo, token });
}
