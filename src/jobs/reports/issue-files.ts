import { join } from "node:path";
import { PIPELINE } from "../../commands/options.ts";
import { describeError, UserError } from "../../errors.ts";
import type { Assessment } from "../../findings/assess/assess.ts";
import type { IssueTracker } from "../../github/issues/port.ts";
import { type CauseRuns, parseCauseRuns } from "../../issues/cause-runs.ts";
import { findCauseRuns } from "../../issues/find-cause-runs.ts";
import {
  type IssueMemory,
  IssueMemorySchema,
  NO_MEMORY,
  rememberIssues,
} from "../../issues/memory.ts";
import type { Provenance } from "../../records/provenance.ts";
import { readIfThere, writeWhole } from "../shared/files.ts";
import type { Progress } from "../shared/progress.ts";
import { environmentFolder } from "./report-folder.ts";
import { folderOf, type ReportPlace } from "./report-place.ts";

/** From the folder of an environment. */
export const CAUSE_RUNS = "latest/cause-runs.json";
export const ISSUES = "latest/issues.json";

/** What the job that keeps issues reads: it has no warehouse. */
export async function writeCauseRuns(
  folder: string,
  assessment: Assessment,
  { runId: run, runUrl, lookedAt, pipelineFile = PIPELINE.default }: Provenance,
): Promise<void> {
  const own = pipelineFile === PIPELINE.default ? null : (pipelineFile ?? null);
  const file = findCauseRuns(assessment, { run, runUrl, lookedAt, pipelineFile: own });
  await writeWhole(join(folder, CAUSE_RUNS), `${JSON.stringify(file, null, 2)}\n`);
}

/** Throws a UserError where there is none, or where it is of another environment than its folder. */
export async function readCauseRuns(place: ReportPlace): Promise<CauseRuns> {
  const path = join(folderOf(place), CAUSE_RUNS);
  const text = await readIfThere(path);
  if (text === null)
    throw new UserError(`${path} is not there: it is written by a validation; validate first.`);
  const file = parseCauseRuns(text, path);
  if (file.environment !== place.name)
    throw new UserError(
      `${path} is of ${file.environment}, not of ${place.name}: validate ${place.name} again to write it anew.`,
    );
  return file;
}

/**
 * Nothing where there is none yet, or one of another version: then numbers are learnt anew. What an earlier version left
 * in the root is of every environment, and is read until the environment has its own.
 */
export async function readMemory(place: ReportPlace): Promise<IssueMemory> {
  const text =
    (await readIfThere(join(folderOf(place), ISSUES))) ??
    (await readIfThere(join(place.out, ISSUES)));
  if (text === null) return NO_MEMORY;
  try {
    return IssueMemorySchema.parse(JSON.parse(text));
  } catch {
    return NO_MEMORY;
  }
}

/** Lists our issues for the handoff and for the next look at the tracker. A validation goes on without them, and says so. */
export async function rememberTracker(
  place: ReportPlace,
  tracker: IssueTracker,
  progress: Progress,
): Promise<void> {
  const folder = await environmentFolder(place.out, place.name);
  const before = await readMemory(place);
  try {
    const memory = rememberIssues(await tracker.list(before.known), before);
    await writeWhole(join(folder, ISSUES), `${JSON.stringify(memory, null, 2)}\n`);
  } catch (error) {
    const message = `The issues could not be listed, so the handoff names them as they were: ${describeError(error)}`;
    progress({ kind: "note", message });
  }
}
