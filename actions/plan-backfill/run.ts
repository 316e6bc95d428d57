import { join } from "node:path";
import type { IssueReader } from "../../src/github/issues/target.ts";
import { type ActionResult, actionProgress } from "../../src/hosts/action.ts";
import { ofIssue } from "../../src/hosts/inputs/issue.ts";
import { askedOf, selectionOf } from "../../src/hosts/inputs/selection.ts";
import { prepare } from "../../src/jobs/repair/prepare.ts";
import { withRepair } from "../../src/jobs/repair/run/context.ts";
import { writeExactly } from "../../src/jobs/shared/files.ts";
import type { Selection } from "../../src/records/selection.ts";
import { prepareOutputs, renderPrepared } from "../../src/render/repair/workflow.ts";
import { WHERE } from "../../src/workflow/start.ts";
import type { Inputs } from "./inputs.ts";

/** Plans the repair, and writes it for the jobs that do it. `reader` reads the issue that is named, if one is. */
export async function planRepair(given: Inputs, reader = readerHere): Promise<ActionResult> {
  const inputs = await withIssue(given, reader);
  const { environment, pipeline, project, asOf, datesPerJob = null } = inputs;
  const where = { ...WHERE, environment, pipeline, project, asOf, asked: askedOf(inputs) };
  const selection = preparedSelection(inputs);
  const now = () => new Date();
  const approver = await approverOf(inputs);
  const askedBy = (inputs.askedBy ?? "").split(",").filter((login) => login !== "");
  const asked = {
    approver,
    askedBy: [...new Set(askedBy)],
    teamOfOne: inputs.teamOfOne === "true",
  };
  const prepared = await withRepair(where, actionProgress, (repair) =>
    prepare(repair, { ...inputs, ...asked, selection, datesPerJob, now }),
  );
  const file = join(inputs.out, "repair.json");
  if (prepared.repair !== null) await writeExactly(file, JSON.stringify(prepared.repair));
  return {
    outputs: prepareOutputs(prepared, file),
    summary: renderPrepared(prepared),
    failure: null,
  };
}

/** `plan: auto` is what blocks training where nothing else says what is meant, else everything that fits the rest. */
function preparedSelection({ plan, ...rest }: Inputs): Selection {
  const { dates, start, end, tables, phase } = rest;
  const isOpen = [dates, start, end, tables, phase].every((one) => one === undefined);
  const number = plan === "auto" ? isOpen && 1 : plan !== "all" && Number(plan);
  const planPhase = number === false ? undefined : [number];
  return selectionOf({ ...rest, removeStrays: false, planPhase });
}

/** With the dates and tables of the issue that the repair is for; GitHub is asked only where one is named. */
async function withIssue(given: Inputs, reader: typeof readerHere): Promise<Inputs> {
  const { issue, token = "" } = given;
  if (issue === undefined) return given;
  const { issueTarget } = await import("../../src/jobs/issues/issue-target.ts");
  return ofIssue(given, await issueTarget({ ...given, issue }, await reader(token)));
}

/** What a comment says to the held run; null where none is named. */
async function approverOf({ approval, environment, identity, token = "" }: Inputs) {
  if (approval === undefined) return null;
  const { context } = await import("@actions/github");
  const { openPeople } = await import("../../src/github/people.ts");
  const { readApprover } = await import("../../src/jobs/issues/approver.ts");
  const asked = { comment: Number(approval), environment, identity };
  return readApprover(asked, openPeople({ ...context.repo, token }), await readerHere(token));
}

/** Reads the issues of the repository that the workflow runs in. */
async function readerHere(token: string): Promise<IssueReader> {
  const { context } = await import("@actions/github");
  const { openIssueReader } = await import("../../src/github/issues/target.ts");
  return openIssueReader({ ...context.repo, token });
}
