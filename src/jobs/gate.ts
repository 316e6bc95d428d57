import { readFile } from "node:fs/promises";
import type { OpenRun } from "../backfill/watch.ts";
import { UserError } from "../errors.ts";
import { assess } from "../gaps/assess.ts";
import { type GateRequirement, type GateVerdict, judgeGate } from "../gaps/gate.ts";
import { declaredRange } from "../pipeline/rules.ts";
import { RunRecordSchema } from "../render/run-record.ts";
import { observe } from "./observe.ts";
import { loadPipeline } from "./open.ts";
import { openRuns } from "./open-runs.ts";
import type { Progress } from "./progress.ts";
import { type LookRequest, withWarehouse } from "./run-validate.ts";

export type GateRequest = LookRequest & {
  readonly require: GateRequirement;
  readonly tables: readonly string[];
};

type EvidenceRequest = {
  readonly environment: string;
  /** The pipeline's file. */
  readonly pipeline: string;
  readonly require: GateRequirement;
  readonly maxAgeHours: number;
  readonly now: Date;
};

/** By `evidence` where it is given, else by reading live. */
export async function gate(
  request: GateRequest & { readonly evidence?: string | undefined; readonly maxAge: number },
  progress: Progress,
): Promise<GateVerdict> {
  const { evidence, maxAge, environment, require, asOf, ...look } = request;
  if (evidence === undefined) return gateLive({ ...look, environment, require, asOf }, progress);
  if (look.tables.length > 0 || look.start !== undefined || look.end !== undefined)
    throw new UserError(
      "evidence is judged as it was made; start, end and tables need a live look, without it.",
    );
  const { pipeline } = look;
  return gateByEvidence(evidence, {
    ...{ environment, pipeline, require },
    ...{ maxAgeHours: maxAge, now: asOf },
  });
}

/** Reads live, and asks the ledger for runs that have not come to their end. */
const gateLive = (request: GateRequest, progress: Progress): Promise<GateVerdict> =>
  withWarehouse(request, progress, async (input, warehouse) => {
    const assessment = assess(await observe(input, warehouse, progress));
    const ids = assessment.grid.tables.map(({ id }) => id);
    for (const table of request.tables)
      if (!ids.includes(table))
        throw new UserError(`There is no table "${table}"; there are ${ids.join(", ")}.`);
    const verdict = judgeGate(assessment, request.require, request.tables);
    const open = (await openRuns(warehouse, assessment.grid)).map(words);
    return open.length === 0
      ? verdict
      : { ...verdict, passes: false, reasons: [...verdict.reasons, ...open] };
  });

const words = ({ run, endedAt, parkedCells }: OpenRun): string =>
  endedAt === null
    ? `run ${run} is running, or was cut off: backfill --resume ${run}`
    : `run ${run} has ${parkedCells} parked cells: backfill --resume ${run}`;

/** Judges by a validation's run.json, refusing one of another environment, of a part of the declared range, or older than `maxAgeHours` at `now`. */
async function gateByEvidence(
  file: string,
  { environment, pipeline, require, maxAgeHours, now }: EvidenceRequest,
): Promise<GateVerdict> {
  const record = RunRecordSchema.safeParse(await readJson(file));
  if (!record.success)
    throw new UserError(`${file} is not a run.json of this version; validate again.`);
  const { asOf, training, unread, cells, range, findings } = record.data;
  const foreign = findings.filter(
    ({ kind, priority }) => kind === "changed-outside" && priority === "P0",
  );
  if (record.data.environment !== environment)
    throw new UserError(
      `${file} is of environment ${record.data.environment}, and ${environment} is asked for.`,
    );
  const declared = declaredRange(await loadPipeline(pipeline), new Date(asOf));
  const isPart = range.first > declared.first || range.last < declared.last;
  const ageHours = (now.getTime() - Date.parse(asOf)) / 3_600_000;
  const reasons = [
    ...(ageHours > maxAgeHours || ageHours < 0
      ? [
          `the evidence is of ${asOf}, ${ageHours.toFixed(1)} hours from now; at most ${maxAgeHours} are accepted`,
        ]
      : []),
    ...(isPart
      ? [
          `the evidence is of ${range.first} to ${range.last}, a part of ${declared.first} to ${declared.last}: validate the whole declared range`,
        ]
      : []),
    ...(unread.length > 0 ? [`${unread.length} tables could not be read`] : []),
    ...foreign.map(({ title, dates }) => `${title}, on ${dates.length} dates`),
    ...((cells.stale ?? 0) > 0 ? [`${cells.stale} cells are stale`] : []),
    ...(training === "BLOCKED" ? ["training is BLOCKED"] : []),
    ...(require === "ready" && training !== "READY"
      ? [`training is ${training}, and READY is required`]
      : []),
  ];
  return { passes: reasons.length === 0, training, unknown: unread.length > 0, reasons };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new UserError(`The evidence ${file} cannot be read`, { cause });
  }
}
