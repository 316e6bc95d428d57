import { context } from "@actions/github";
import { PIPELINE } from "../../src/commands/options.ts";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { openReportStore } from "../../src/github/reports/store.ts";
import { type ActionResult, actionProgress } from "../../src/hosts/action.ts";
import { publishReports } from "../../src/jobs/publish/publish.ts";
import { isThere } from "../../src/jobs/shared/files.ts";
import { loadPipeline } from "../../src/jobs/shared/open.ts";
import { ROLL_AFTER_DAYS } from "../../src/pipeline/schema.ts";
import {
  publishedLine,
  publishOutputs,
  renderPublished,
} from "../../src/render/reports/published.ts";
import type { Inputs } from "./inputs.ts";

/** A repository that only publishes has no pipeline; one that names a file has to have it. */
async function rollAfterDaysIn(pipeline: string): Promise<number> {
  if (pipeline === PIPELINE.default && !(await isThere(pipeline))) return ROLL_AFTER_DAYS;
  return (await loadPipeline(pipeline)).reports.rollAfterDays;
}

/** Commits the reports to their branch. */
export async function publish(inputs: Inputs): Promise<ActionResult> {
  const { token, environment, path, branch = null, mode, message = null } = inputs;
  const rollAfterDays = await rollAfterDaysIn(inputs.pipeline);
  const { owner, repo } = context.repo;
  const store = openReportStore({ owner, repo, token, branch, mode, timing: REAL_TIMING });
  const base = context.sha || null;
  const request = { folder: path, environment, message, base, rollAfterDays, now: new Date() };
  const published = await publishReports(request, store);
  actionProgress({ kind: "note", message: publishedLine(published) });
  return {
    outputs: publishOutputs(published),
    summary: renderPublished(published, `${context.serverUrl}/${owner}/${repo}/commit`),
    failure: null,
  };
}
