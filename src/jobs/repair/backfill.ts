import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { isWrite } from "../../backfill/ledger/lineage.ts";
import { canaryCells } from "../../backfill/plan/canary.ts";
import { type Outcomes, outcomeOf } from "../../backfill/run/outcome.ts";
import { type Receipt, receiptOf } from "../../backfill/run/receipt.ts";
import { exitCodeOf, isComplete, stateAfter } from "../../backfill/run/verdict.ts";
import type { Assessment } from "../../findings/assess/assess.ts";
import { keyOf } from "../../grid/cascade.ts";
import type { Grid } from "../../grid/grid.ts";
import { sumOfCosts } from "../../pipeline/cost.ts";
import type { Plan, PlanCell } from "../../records/plan.ts";
import { renderReceipt } from "../../render/repair/receipt.ts";
import { DEFAULT_RETRY } from "../../warehouse/retry.ts";
import type { WritableWarehouse } from "../../warehouse/warehouse.ts";
import { costSoFar } from "../observe/price.ts";
import { environmentFolder } from "../reports/report-folder.ts";
import { recordCost, writeWhole } from "../reports/reports.ts";
import { type Ledger, readLedgerOf } from "../shared/ledger.ts";
import type { RepairContext } from "./run/context.ts";
import { controlServices } from "./run/control.ts";
import { reportingEvents } from "./run/events.ts";
import { execute } from "./run/execute.ts";
import type { ExecuteInput } from "./run/execute-table.ts";
import { Guards } from "./run/guards.ts";
import { producerIn } from "./run/producer-in.ts";
import { recordSeen } from "./run/seen.ts";
import { type BackfillRequest, startOf, type Work } from "./run/start.ts";

/** Replaced rows are kept so long for an undo. */
export const KEEP_DAYS = 7;

export type BackfillResult = {
  readonly run: string;
  readonly plan: Plan;
  readonly receipt: Receipt;
  readonly paths: { readonly receipt: string; readonly json: string; readonly journal: string };
  /** Why the rest was not run after the canary; null where it was. */
  readonly canaryStopped: string | null;
  readonly interrupted: boolean;
  /** It left something in the warehouse that an undo can take back. */
  readonly wrote: boolean;
  readonly exitCode: 0 | 1 | typeof INTERRUPTED;
};

/** As a shell says it of a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Runs a repair: the canary, a look, the rest, and the receipt. Null when there is nothing to repair. */
export async function backfill(
  context: RepairContext,
  request: BackfillRequest,
): Promise<BackfillResult | { readonly nothing: Plan }> {
  const { warehouse } = context;
  const work = await startOf(context, request);
  if ("nothing" in work) return work;
  const { run, plan: chosen, outcomes } = work;
  const own = await environmentFolder(request.out, chosen.environment);
  const folder = join(own, "backfills", run);
  const journal = join(folder, "journal.jsonl");
  const note = (event: string, detail: unknown) =>
    appendFile(journal, `${JSON.stringify({ at: request.now().toISOString(), event, detail })}\n`);
  await writeWhole(join(folder, "plan.json"), `${JSON.stringify(chosen, null, 2)}\n`);
  await note("started", { run, plan: chosen.id });
  await warehouse.forgetKept(new Date(request.now().getTime() - KEEP_DAYS * 86_400_000));

  const pending = chosen.cells.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
  const dates = new Set(pending.map(({ date }) => date)).size;
  const title = `Repairing ${pending.length} cells on ${dates} dates (${context.request.environment}, run ${run})`;
  context.progress({ kind: "start", title, total: dates, hasLines: true });
  const { signal, retry = DEFAULT_RETRY } = request;
  const controls = await controlServices(context, { plan: chosen, run, pending, retry, signal });
  if (controls.length > 0) await note("control", controls);
  const controlStopped = controls.find(({ stopped }) => stopped !== null)?.stopped ?? null;
  const input = await executeInput(context, request, work, pending);
  const inCanary = canaryCells(chosen, context.tables);
  const canary = pending.filter((cell) => inCanary.has(keyOf(cell)));
  if (controlStopped === null) await execute(input, canary, outcomes);
  const canaryStopped =
    controlStopped ??
    (canary.every((cell) => outcomeOf(outcomes, cell).status === "parked") || signal.aborted
      ? null
      : canaryVerdict(await context.assessNow(), canary, outcomes));
  if (canary.length > 0) await note("canary", { cells: canary.length, stopped: canaryStopped });
  const rest = pending.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
  if (canaryStopped === null) await execute(input, rest, outcomes);
  context.progress({ kind: "end", title });

  const after = await context.assessNow();
  const cost = costSoFar(warehouse, context.pricing, work.estimatedBytes);
  const parts = [work.costBefore, cost].filter((one) => one !== null);
  const receipt = receiptOf({
    ...{ run, issue: work.issue, plan: chosen, outcomes, controls, after, cost: sumOfCosts(parts) },
    stopped: canaryStopped,
    startedAt: work.startedAt,
    verifiedAt: request.now().toISOString(),
  });
  await warehouse.record("backfill_runs", {
    run,
    event: "finished",
    recorded_at: request.now().toISOString(),
    plan_json: null,
    summary_json: JSON.stringify({
      counts: receipt.counts,
      canaryStopped,
      controls,
      proven: receipt.proven,
      cost,
      settled: Object.fromEntries([...outcomes].filter(([, { status }]) => status !== "done")),
    }),
  });
  await note("finished", receipt.counts);
  const paths = await writeReceipt(request.out, receipt);
  const { environment, verifiedAt: at } = receipt;
  if (cost !== null)
    await recordCost(request.out, { at, run, kind: "backfill", environment, cost });
  const interrupted = signal.aborted && receipt.counts.pending > 0;
  return {
    run,
    plan: chosen,
    receipt,
    paths: { ...paths, journal },
    canaryStopped,
    interrupted,
    wrote: receipt.counts.done > 0 || (await hasWritten(warehouse, run)),
    exitCode: interrupted ? INTERRUPTED : exitCodeOf(receipt),
  };
}

/** A service may have written a date that its work order then refused: the cell failed, and its rows are there. */
async function hasWritten(warehouse: WritableWarehouse, run: string): Promise<boolean> {
  const { entries } = await readLedgerOf(warehouse);
  return entries.some((entry) => entry.run === run && isWrite(entry));
}

/** Into the folder of the receipt's environment, below the root `out`. */
export async function writeReceipt(out: string, receipt: Receipt) {
  const folder = join(await environmentFolder(out, receipt.environment), "backfills", receipt.run);
  const paths = { receipt: join(folder, "RECEIPT.md"), json: join(folder, "receipt.json") };
  await writeWhole(paths.json, `${JSON.stringify(receipt, null, 2)}\n`);
  await writeWhole(paths.receipt, renderReceipt(receipt));
  return paths;
}

export async function executeInput(
  context: RepairContext,
  request: Pick<BackfillRequest, "retry" | "allowShrink" | "now" | "signal">,
  {
    run,
    plan: chosen,
    attemptsBefore,
    grid,
    ledger,
  }: Pick<Work, "run" | "plan" | "attemptsBefore"> & {
    readonly grid: Grid | null;
    readonly ledger?: Ledger | undefined;
  },
  pending: readonly PlanCell[],
): Promise<ExecuteInput> {
  const { pipeline, tables, warehouse, progress } = context;
  const dates = new Set(pending.map(({ date }) => date)).size;
  const lineage = await recordSeen(context, { run, plan: chosen, pending, ledger });
  return {
    plan: chosen,
    run,
    tables,
    warehouse,
    lineage,
    producerOf: (table) => producerIn(context, table),
    retry: request.retry ?? DEFAULT_RETRY,
    allowShrink: request.allowShrink,
    guards: new Guards(context, chosen, grid),
    now: request.now,
    signal: request.signal,
    attemptsBefore,
    events: reportingEvents(pipeline.phases, tables, dates, progress),
  };
}

/** Equality of states with what was predicted: complete. Null where the rest may go on. */
export function canaryVerdict(
  after: Assessment,
  canary: readonly PlanCell[],
  outcomes: Outcomes,
): string | null {
  // What is parked says nothing yet; the rest is parked with it.
  const wrong = canary.filter(
    (cell) => outcomeOf(outcomes, cell).status !== "parked" && !isComplete(after, cell),
  );
  if (wrong.length === 0) return null;
  const [first] = wrong as [PlanCell];
  return `${wrong.length} of ${canary.length} canary cells are not as predicted, such as ${first.table} ${first.date}: complete was predicted, it is ${stateAfter(after, first)}`;
}
