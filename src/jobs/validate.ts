import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Assessment, assess } from "../gaps/assess.ts";
import { writeHealthCsv } from "../health/csv.ts";
import { writeGapsCsv } from "../health/gaps-csv.ts";
import { healthRows } from "../health/rows.ts";
import { canonical, configHash } from "../pipeline/hash.ts";
import { PRIORITIES, type Priority } from "../pipeline/schema.ts";
import { type Provenance, renderHandoff } from "../render/handoff.ts";
import { mergeHistory } from "../render/history.ts";
import { type RunRecord, runRecord } from "../render/run-record.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { type ObserveInput, observe } from "./observe.ts";
import type { Progress } from "./progress.ts";

export type FailOn = Priority | "never";

export type ValidateInput = ObserveInput & {
  /** The folder that gets `latest/` and `history/`. */
  readonly out: string;
  readonly failOn: FailOn;
  readonly toolVersion: string;
  /** A name of the run given by its host, such as a workflow run's; without one it is made from what was looked at. */
  readonly hostRun: { readonly id: string; readonly url: string } | null;
};

export type ReportPaths = Readonly<
  Record<"healthCsv" | "gapsCsv" | "runJson" | "handoff" | "history", string>
>;

export type ValidateResult = {
  readonly assessment: Assessment;
  readonly record: RunRecord;
  readonly paths: ReportPaths;
  /** decisions.md: 3 when something could not be read, else 1 for findings at or above `failOn`, else 0. */
  readonly exitCode: 0 | 1 | 3;
};

/** Observes, assesses and writes the reports. Nothing is written when the schedule could not be read. */
export async function validate(
  input: ValidateInput,
  warehouse: Warehouse,
  progress: Progress,
): Promise<ValidateResult> {
  const assessment = assess(await observe(input, warehouse, progress));
  const provenance: Provenance = {
    runId: input.hostRun?.id ?? localRunId(input),
    configHash: configHash(input.pipeline),
    warehouse: warehouse.label,
    toolVersion: input.toolVersion,
    runUrl: input.hostRun?.url ?? null,
  };
  const record = runRecord(assessment, provenance);
  const paths = await writeReports(input, assessment, record, provenance);
  return { assessment, record, paths, exitCode: exitCodeOf(assessment, input.failOn) };
}

/** The same look at the same range gives the same run, so that repeating it adds no row to the history. */
function localRunId({ environment, range, asOf, policy, pipeline }: ObserveInput): string {
  const at = asOf.toISOString().replace(/[-:]|\.000/g, "");
  const what = configHash({ ...pipeline, name: canonical([environment, range, policy]) });
  return `${at}-${environment}-${what.slice(0, 6)}`;
}

function exitCodeOf(assessment: Assessment, failOn: FailOn): 0 | 1 | 3 {
  if (assessment.unknownCells > 0) return 3;
  if (failOn === "never") return 0;
  const bad = PRIORITIES.slice(0, PRIORITIES.indexOf(failOn) + 1);
  return bad.some((priority) => assessment.counts[priority] > 0) ? 1 : 0;
}

async function writeReports(
  { out, pipeline }: ValidateInput,
  assessment: Assessment,
  record: RunRecord,
  provenance: Provenance,
): Promise<ReportPaths> {
  const paths: ReportPaths = {
    healthCsv: join(out, "latest", "health.csv"),
    gapsCsv: join(out, "latest", "gaps.csv"),
    runJson: join(out, "latest", "run.json"),
    handoff: join(out, "latest", "HANDOFF.md"),
    history: join(out, "history", "health_history.csv"),
  };
  const history = mergeHistory(await readIfThere(paths.history), record);
  if (pipeline.healthCsv === "nba-20")
    await writeWhole(
      paths.healthCsv,
      writeHealthCsv(healthRows(assessment.grid, assessment.scores)),
    );
  await writeWhole(paths.gapsCsv, writeGapsCsv(assessment.grid));
  await writeWhole(paths.runJson, `${JSON.stringify(record, null, 2)}\n`);
  await writeWhole(paths.handoff, renderHandoff(assessment, provenance));
  await writeWhole(paths.history, history);
  return paths;
}

/** A reader sees the old file or the new one, never a part. */
async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part-${process.pid}`;
  await writeFile(part, text);
  await rename(part, path);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
