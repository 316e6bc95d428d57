import { type Assessment, assess } from "../../findings/assess/assess.ts";
import { canonical, configHash } from "../../pipeline/hash.ts";
import { PRIORITIES, type Priority } from "../../pipeline/schema.ts";
import type { Provenance } from "../../records/provenance.ts";
import { type RunRecord, runRecord } from "../../records/run-record.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { type ObserveInput, observe } from "../observe/observe.ts";
import type { Prepared } from "../observe/prepare.ts";
import { costSoFar, type ReadPrice } from "../observe/price.ts";
import { columnsSeenIn } from "../reports/columns-seen.ts";
import { writeObserved } from "../reports/observed-file.ts";
import { type ReportPaths, writeReports } from "../reports/reports.ts";
import type { Progress } from "../shared/progress.ts";
import { countedIn, observedBy, recordingOf } from "./prepared.ts";

export type FailOn = Priority | "never";

export type ValidateInput = ObserveInput & {
  /** The root of the reports; the environment's folder is below it. */
  readonly out: string;
  readonly failOn: FailOn;
  readonly toolVersion: string;
  /** The declaration as the host was told it, for the commands that the reports print. */
  readonly pipelineFile?: string;
  /** A name of the run given by its host, such as a workflow run's; without one it is made from what was looked at. */
  readonly hostRun: {
    readonly id: string;
    readonly url: string;
    /** When the schedule that started it was due; null or not given where none did. */
    readonly dueAt?: Date | null;
  } | null;
  /** The clock; the machine's unless given. */
  readonly now?: () => Date;
  /** What the look was estimated to bill; null where nothing is billed. */
  readonly price?: ReadPrice | null;
  /** What to count anew, and what to take from the last record; everything is counted unless given. */
  readonly prepared?: Prepared | null;
};

export type ValidateResult = {
  readonly assessment: Assessment;
  readonly record: RunRecord;
  readonly paths: ReportPaths;
  /** The exit code: 3 when something could not be read, else 1 for findings at or above `failOn`, else 0. */
  readonly exitCode: 0 | 1 | 3;
};

/** Observes, assesses and writes the reports. Nothing is written when the schedule could not be read. */
export async function validate(
  input: ValidateInput,
  warehouse: Warehouse,
  progress: Progress,
): Promise<ValidateResult> {
  const { now = () => new Date() } = input;
  // Before anything is read: what changed since is not in it. A look of nobody's workflow is the same when repeated.
  const lookedAt = input.hostRun === null ? undefined : now();
  const columnsBefore = await columnsSeenIn(input.out, input.environment);
  const { prepared = null } = input;
  const recording = prepared === null ? null : recordingOf(input, warehouse, prepared);
  const reader = recording?.reader;
  const seen = { ...input, columnsBefore };
  const grid = await observe(seen, warehouse, progress, undefined, reader);
  const assessment = assess(grid);
  const runId = input.hostRun?.id ?? localRunId(input);
  const provenance: Provenance = {
    runId,
    ...(prepared === null || recording === null
      ? {}
      : { counted: countedIn(grid, prepared, recording) }),
    configHash: configHash(input.pipeline),
    warehouse: warehouse.label,
    toolVersion: input.toolVersion,
    runUrl: input.hostRun?.url ?? null,
    lookedAt,
    dueAt: input.hostRun?.dueAt,
    pipelineFile: input.pipelineFile,
  };
  const { pricing = null, estimatedBytes = null } = input.price ?? {};
  const cost = costSoFar(warehouse, pricing, estimatedBytes);
  const found = runRecord(assessment, provenance);
  const record = cost === null ? found : { ...found, cost };
  const place = { out: input.out, name: input.environment };
  const paths = await writeReports(place, assessment, record, provenance);
  const observed =
    prepared === null || recording === null
      ? null
      : observedBy(runId, input, warehouse, prepared, recording);
  const unkept = observed === null ? null : await writeObserved(place, observed);
  if (unkept !== null) progress({ kind: "note", message: `Nothing is recorded: ${unkept}.` });
  return { assessment, record, paths, exitCode: exitCodeOf(assessment, input.failOn) };
}

/** The same look at the same range gives the same run, so that repeating it adds no row to the history. */
function localRunId({ environment, range, asOf, policy, pipeline }: ObserveInput): string {
  const at = asOf.toISOString().replace(/[-:]|\.000/g, "");
  const what = configHash({ ...pipeline, name: canonical([environment, range, policy]) });
  return `${at}-${environment}-${what.slice(0, 6)}`;
}

function exitCodeOf(assessment: Assessment, failOn: FailOn): 0 | 1 | 3 {
  if (assessment.unread.length > 0) return 3;
  if (failOn === "never") return 0;
  const bad = PRIORITIES.slice(0, PRIORITIES.indexOf(failOn) + 1);
  return bad.some((priority) => assessment.counts[priority] > 0) ? 1 : 0;
}
