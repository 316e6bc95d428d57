import { readFile } from "node:fs/promises";
import { UserError } from "../errors.ts";
import { assess } from "../gaps/assess.ts";
import { type GateRequirement, type GateVerdict, judgeGate } from "../gaps/gate.ts";
import { RunRecordSchema } from "../render/run-record.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { readRuns } from "./ledger.ts";
import { observe } from "./observe.ts";
import type { Progress } from "./progress.ts";
import { type LookRequest, withWarehouse } from "./run-validate.ts";

export type GateRequest = LookRequest & {
  readonly require: GateRequirement;
  readonly tables: readonly string[];
};

/** Reads live, and asks the ledger for runs that have not come to their end. */
export const gateLive = (request: GateRequest, progress: Progress): Promise<GateVerdict> =>
  withWarehouse(request, progress, async (input, warehouse) => {
    const assessment = assess(await observe(input, warehouse, progress));
    const ids = assessment.grid.tables.map(({ id }) => id);
    for (const table of request.tables)
      if (!ids.includes(table))
        throw new UserError(`There is no table "${table}"; there are ${ids.join(", ")}.`);
    const verdict = judgeGate(assessment, request.require, request.tables);
    const open = await openRuns(warehouse);
    return open.length === 0
      ? verdict
      : { ...verdict, passes: false, reasons: [...verdict.reasons, ...open] };
  });

/** Runs without an end, and runs that ended with parked cells. */
async function openRuns(warehouse: Warehouse): Promise<string[]> {
  const latest = new Map((await readRuns(warehouse)).map((event) => [event.run, event]));
  return [...latest.values()].flatMap(({ run, event, summaryJson }) => {
    if (event === "started")
      return [`run ${run} is running, or was cut off: backfill --resume ${run}`];
    const parked = Number(
      (JSON.parse(summaryJson ?? "{}") as { counts?: { parked?: number } }).counts?.parked ?? 0,
    );
    return parked > 0 ? [`run ${run} has ${parked} parked cells: backfill --resume ${run}`] : [];
  });
}

/** Judges by a validation's run.json, refusing one that is older than `maxAgeHours` at `now`. */
export async function gateByEvidence(
  file: string,
  require: GateRequirement,
  maxAgeHours: number,
  now: Date,
): Promise<GateVerdict> {
  const record = RunRecordSchema.safeParse(await readJson(file));
  if (!record.success)
    throw new UserError(`${file} is not a run.json of this version; validate again.`);
  const { asOf, training, unread, cells } = record.data;
  const ageHours = (now.getTime() - Date.parse(asOf)) / 3_600_000;
  const reasons = [
    ...(ageHours > maxAgeHours || ageHours < 0
      ? [
          `the evidence is of ${asOf}, ${ageHours.toFixed(1)} hours from now; at most ${maxAgeHours} are accepted`,
        ]
      : []),
    ...(unread.length > 0 ? [`${unread.length} tables could not be read`] : []),
    ...((cells.stale ?? 0) > 0 ? [`${cells.stale} cells are stale`] : []),
    ...(training === "BLOCKED" ? ["training is BLOCKED"] : []),
    ...(require === "ready" && training !== "READY"
      ? [`training is ${training}, and READY is required`]
      : []),
  ];
  return { passes: reasons.length === 0, unknown: unread.length > 0, reasons };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new UserError(`The evidence ${file} cannot be read`, { cause });
  }
}
