import { join } from "node:path";
import type { Control } from "../../../backfill/plan/control.ts";
import type { ApprovedBy, Repair } from "../../../backfill/run/legs.ts";
import { type Outcomes, outcomeOf } from "../../../backfill/run/outcome.ts";
import { type Receipt, type ReceiptInput, receiptOf } from "../../../backfill/run/receipt.ts";
import { isComplete, stateAfter } from "../../../backfill/run/verdict.ts";
import type { Assessment } from "../../../findings/assess/assess.ts";
import type { Grid } from "../../../grid/grid.ts";
import { type Cost, sumOfCosts } from "../../../pipeline/cost.ts";
import { KEEP_DAYS } from "../../../pipeline/rules.ts";
import type { TableConfig } from "../../../pipeline/schema.ts";
import type { Plan, PlanCell } from "../../../records/plan.ts";
import { renderReceipt } from "../../../render/repair/receipt.ts";
import { DEFAULT_RETRY, type RetryPolicy } from "../../../warehouse/retry.ts";
import type { WritableWarehouse } from "../../../warehouse/warehouse.ts";
import { environmentFolder } from "../../reports/report-folder.ts";
import { recordCost, writeWhole } from "../../reports/reports.ts";
import { type Ledger, readEventsOf } from "../../shared/ledger.ts";
import { type RunEvent, type RunSummary, recordEvent } from "../../shared/run-events.ts";
import type { RepairContext } from "./context.ts";
import { controlServices } from "./control.ts";
import { reportingEvents } from "./events.ts";
import { execute } from "./execute.ts";
import { Guards } from "./guards.ts";
import { producerIn } from "./producer-in.ts";
import { recordSeen } from "./seen.ts";

/*
 * The life of a run, the same from the command line, in a job of a workflow and in the job that ends it: begun, settled
 * part by part, finished with a receipt; or undone.
 */

export type RunOptions = {
  readonly allowShrink: boolean;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly retry?: RetryPolicy | undefined;
};

/** Records that a run begins. With its issue, so that whoever resumes it knows, and the issue hears of its end. */
export async function begin(
  warehouse: WritableWarehouse,
  { run, plan, at, issue }: { run: string; plan: Plan; at: string; issue: number | null },
): Promise<RunEvent> {
  const summary = issue === null ? null : { issue };
  return await recordEvent(warehouse, { run, event: "started", at, plan, summary });
}

/** Records why a run needed the approval that it has; it holds for whatever the run still does. */
export const approve = (
  warehouse: WritableWarehouse,
  {
    run,
    at,
    ...summary
  }: { run: string; at: string; approval: readonly string[] } & Partial<ApprovedBy>,
): Promise<RunEvent> => recordEvent(warehouse, { run, event: "approved", at, summary });

/** Records a run with its plan, of which nothing may be done until a person approves it. */
export async function hold(
  warehouse: WritableWarehouse,
  { run, plan, issue, approval, askedBy, allowShrink }: Repair,
  at: string,
): Promise<void> {
  const events = await readEventsOf(warehouse, run);
  if (events.length === 0) await begin(warehouse, { run, plan, issue, at });
  await recordEvent(warehouse, {
    run,
    event: "held",
    at,
    summary: { approval, askedBy, allowShrink },
  });
}

/** Drops the replaced rows that no undo may bring back any more. */
export const forgetKept = (warehouse: WritableWarehouse, now: Date): Promise<void> =>
  warehouse.forgetKept(new Date(now.getTime() - KEEP_DAYS * 86_400_000));

/** A part of a run that is about to be settled. */
export type Part = {
  readonly run: string;
  readonly plan: Plan;
  /** Of a workflow's part. */
  readonly name?: string;
  readonly cells: readonly PlanCell[];
  /** Cells to run first, and to validate before the others. */
  readonly canary: readonly PlanCell[];
  /** Cells before whose services a control date is computed. */
  readonly guarded: readonly PlanCell[];
  /** What is known of the plan's cells; what becomes of these is written into it. */
  readonly outcomes: Outcomes;
  readonly attemptsBefore: ReadonlyMap<string, number>;
  readonly grid: Grid | null;
  readonly ledger?: Ledger | undefined;
  readonly note?: (event: string, detail: unknown) => Promise<void>;
};

export type Settled = {
  readonly controls: Control[];
  /** Why not all of it was run; null where it was. */
  readonly stopped: string | null;
};

/** The control dates, the canary with a validation after it, then the rest. */
export async function settle(
  context: RepairContext,
  options: RunOptions,
  part: Part,
): Promise<Settled> {
  const { run, plan, cells, canary, outcomes, note = async () => undefined } = part;
  const { signal, retry = DEFAULT_RETRY } = options;
  // Stopped before it began: neither a control date nor a line of the ledger is written.
  if (signal.aborted) return { controls: [], stopped: null };
  const pending = (some: readonly PlanCell[]) =>
    some.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
  const own = pending(cells);
  const dates = new Set(own.map(({ date }) => date)).size;
  const name = part.name === undefined ? "" : `, ${part.name}`;
  const title = `Repairing ${own.length} cells on ${dates} dates (${plan.environment}, run ${run}${name})`;
  context.progress({ kind: "start", title, total: dates, hasLines: true });
  const controls = await controlServices(context, {
    plan,
    run,
    pending: part.guarded,
    retry,
    signal,
  });
  if (controls.length > 0) await note("control", controls);
  const input = {
    plan,
    run,
    retry,
    now: options.now,
    signal,
    tables: context.tables,
    warehouse: context.warehouse,
    lineage: await recordSeen(context, { run, plan, pending: own, ledger: part.ledger }),
    producerOf: (table: TableConfig) => producerIn(context, table),
    guards: new Guards(context, plan, part.grid, options.allowShrink),
    attemptsBefore: part.attemptsBefore,
    events: reportingEvents(context.pipeline.phases, context.tables, dates, context.progress),
  };
  let stopped = controls.find((one) => one.stopped !== null)?.stopped ?? null;
  if (stopped === null) {
    await execute(input, pending(canary), outcomes);
    // Nothing follows a canary that is parked in whole, and the quota may refuse a validation of it too.
    const isParked = canary.every((cell) => outcomeOf(outcomes, cell).status === "parked");
    if (!isParked && !signal.aborted)
      stopped = canaryVerdict(await context.assessNow(), canary, outcomes);
  }
  if (canary.length > 0) await note("canary", { cells: canary.length, stopped });
  if (stopped === null) await execute(input, pending(cells), outcomes);
  context.progress({ kind: "end", title });
  return { controls, stopped };
}

/** Equality of states with what was predicted: complete. Null where the rest may go on. */
function canaryVerdict(
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

export type Finished = { readonly receipt: Receipt; readonly paths: ReceiptPaths };
export type ReceiptPaths = { readonly receipt: string; readonly json: string };

/** Writes the receipt of all parts, by the validation after them, and records the end and what it has cost. */
export async function finish(
  { warehouse }: RepairContext,
  ended: Omit<ReceiptInput, "cost" | "verifiedAt" | "undoneAt"> & {
    readonly stopped: string | null;
  },
  /** What the parts before this end were billed, and what has been billed since; null where nothing is. */
  [before, cost]: readonly [Cost | null, Cost | null],
  { out, now }: { readonly out: string; readonly now: () => Date },
): Promise<Finished> {
  const { run, outcomes, controls, stopped: canaryStopped } = ended;
  const at = now().toISOString();
  const total = sumOfCosts([before, cost].filter((one) => one !== null));
  const receipt = receiptOf({ ...ended, cost: total, verifiedAt: at });
  const { counts, proven, environment } = receipt;
  const settled = Object.fromEntries([...outcomes].filter(([, { status }]) => status !== "done"));
  const { stoppedBy = null } = ended;
  if (stoppedBy !== null)
    await recordEvent(warehouse, { run, event: "stopped", at, summary: stoppedBy });
  const summary: RunSummary = {
    ...{ counts, canaryStopped, controls, cost, proven, settled },
    ...(stoppedBy === null ? {} : { stoppedBy }),
  };
  await recordEvent(warehouse, { run, event: "finished", at, summary });
  const paths = await writeReceipt(out, receipt);
  if (cost !== null) await recordCost(out, { at, run, kind: "backfill", environment, cost });
  return { receipt, paths };
}

/** Into the folder of the receipt's environment, below the root `out`. */
export async function writeReceipt(out: string, receipt: Receipt): Promise<ReceiptPaths> {
  const folder = join(await environmentFolder(out, receipt.environment), "backfills", receipt.run);
  const paths = { receipt: join(folder, "RECEIPT.md"), json: join(folder, "receipt.json") };
  await writeWhole(paths.json, `${JSON.stringify(receipt, null, 2)}\n`);
  await writeWhole(paths.receipt, renderReceipt(receipt));
  return paths;
}
