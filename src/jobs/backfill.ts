import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { canaryCells } from "../backfill/canary.ts";
import { type CellRef, keyOf } from "../backfill/cascade.ts";
import { type CellOutcome, driftOf, type Outcomes, outcomeOf } from "../backfill/outcome.ts";
import { type Plan, type PlanCell, planRepair, tablesHash } from "../backfill/plan.ts";
import { isProven, type Receipt, receiptOf } from "../backfill/receipt.ts";
import type { Selection } from "../backfill/selection.ts";
import { UserError } from "../errors.ts";
import type { Assessment } from "../gaps/assess.ts";
import { columnOf } from "../health/grid.ts";
import { openProducer } from "../producers/open.ts";
import { renderReceipt } from "../render/receipt.ts";
import { DEFAULT_RETRY, type RetryPolicy } from "../warehouse/retry.ts";
import { reportingEvents } from "./backfill-events.ts";
import { type ExecuteInput, execute } from "./execute.ts";
import { readLedgerOf, readRuns } from "./ledger.ts";
import { failures, parsePlan, type RepairContext, readRun } from "./repair-context.ts";
import { writeWhole } from "./reports.ts";

/** Replaced rows are kept so long for an undo. */
const KEEP_DAYS = 7;

export type BackfillRequest = {
  readonly selection: Selection;
  readonly batchSize: number;
  readonly canary: number;
  /** A saved plan to run instead of planning now. */
  readonly planFile?: string | undefined;
  /** Plan again where the data has drifted from the saved plan. */
  readonly replan: boolean;
  /** A run to go on with. */
  readonly resume?: string | undefined;
  readonly allowShrink: boolean;
  readonly out: string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly retry?: RetryPolicy;
};

export type BackfillResult = {
  readonly run: string;
  readonly plan: Plan;
  readonly receipt: Receipt;
  readonly paths: { readonly receipt: string; readonly json: string; readonly journal: string };
  /** Why the rest was not run after the canary; null where it was. */
  readonly canaryStopped: string | null;
  readonly interrupted: boolean;
  readonly exitCode: 0 | 1;
};

type Work = {
  readonly run: string;
  readonly plan: Plan;
  readonly outcomes: Outcomes;
  readonly attemptsBefore: ReadonlyMap<string, number>;
  readonly startedAt: string;
};

/** Plans without writing anything. */
export async function plan(
  context: RepairContext,
  options: Pick<BackfillRequest, "selection" | "batchSize" | "canary">,
): Promise<{ plan: Plan; before: Assessment }> {
  const before = await context.look();
  if (before.grid.ledgerError !== null)
    throw new UserError(`The ledger of writes cannot be read: ${before.grid.ledgerError}`);
  const { lineage } = await readLedgerOf(context.warehouse);
  return { plan: planRepair(before, lineage, options), before };
}

/** Runs a repair: the canary, a look, the rest, and the receipt. Null when there is nothing to repair. */
export async function backfill(
  context: RepairContext,
  request: BackfillRequest,
): Promise<BackfillResult | { readonly nothing: Plan }> {
  const { warehouse } = context;
  const work = await startOf(context, request);
  if ("nothing" in work) return work;
  const { run, plan: chosen, outcomes } = work;
  const folder = join(request.out, "backfills", run);
  const journal = join(folder, "journal.jsonl");
  await mkdir(folder, { recursive: true });
  const note = (event: string, detail: unknown) =>
    appendFile(journal, `${JSON.stringify({ at: request.now().toISOString(), event, detail })}\n`);
  await writeWhole(join(folder, "plan.json"), `${JSON.stringify(chosen, null, 2)}\n`);
  await note("started", { run, plan: chosen.id });
  await warehouse.forgetKept(new Date(request.now().getTime() - KEEP_DAYS * 86_400_000));

  const pending = chosen.cells.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
  const dates = new Set(pending.map(({ date }) => date)).size;
  const title = `Repairing ${pending.length} cells on ${dates} dates (${context.request.environment}, run ${run})`;
  context.progress({ kind: "start", title, total: dates, hasLines: true });
  const input = await executeInput(context, request, work, dates);
  const inCanary = canaryCells(chosen, context.tables);
  const canary = pending.filter((cell) => inCanary.has(keyOf(cell)));
  await execute(input, canary, outcomes);
  const canaryStopped =
    canary.length === 0 || request.signal.aborted
      ? null
      : canaryVerdict(await context.look(), canary, outcomes);
  if (canary.length > 0) await note("canary", { cells: canary.length, stopped: canaryStopped });
  const rest = pending.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
  if (canaryStopped === null) await execute(input, rest, outcomes);
  context.progress({ kind: "end", title });

  const receipt = receiptOf({
    run,
    plan: chosen,
    outcomes,
    after: await context.look(),
    startedAt: work.startedAt,
    verifiedAt: request.now().toISOString(),
  });
  await warehouse.record("backfill_runs", {
    run,
    event: "finished",
    recorded_at: request.now().toISOString(),
    plan_json: null,
    summary_json: JSON.stringify({ counts: receipt.counts, canaryStopped, proven: receipt.proven }),
  });
  await note("finished", receipt.counts);
  const paths = await writeReceipt(request.out, receipt);
  const { failed, blocked, pending: left } = receipt.counts;
  return {
    run,
    plan: chosen,
    receipt,
    paths: { ...paths, journal },
    canaryStopped,
    interrupted: request.signal.aborted && left > 0,
    exitCode: failed + blocked + left > 0 || canaryStopped !== null ? 1 : 0,
  };
}

export async function writeReceipt(out: string, receipt: Receipt) {
  const folder = join(out, "backfills", receipt.run);
  const paths = { receipt: join(folder, "RECEIPT.md"), json: join(folder, "receipt.json") };
  await writeWhole(paths.json, `${JSON.stringify(receipt, null, 2)}\n`);
  await writeWhole(paths.receipt, renderReceipt(receipt));
  return paths;
}

/** The work of a resumed run, of a saved plan, or of a plan made now; drift in what is unfinished is refused. */
async function startOf(
  context: RepairContext,
  request: BackfillRequest,
): Promise<Work | { readonly nothing: Plan }> {
  if (request.resume !== undefined) return resumed(context, request.resume);
  let chosen: Plan;
  if (request.planFile === undefined) chosen = (await plan(context, request)).plan;
  else {
    const saved = parsePlan(await readPlan(request.planFile), request.planFile);
    if (saved.environment !== context.request.environment)
      throw new UserError(
        `${request.planFile} is for ${saved.environment}, not for ${context.request.environment}.`,
      );
    const finished = await finishedByPlan(context, saved);
    const drift = await driftNow(context, saved, (cell) => finished.has(keyOf(cell)));
    if (drift.length > 0 && !request.replan) throw driftError(drift, "--replan plans again.");
    chosen =
      drift.length > 0
        ? (await plan(context, { ...request, selection: saved.selection })).plan
        : { ...saved, cells: saved.cells.filter((cell) => !finished.has(keyOf(cell))) };
  }
  if (chosen.cells.length === 0) return { nothing: chosen };
  const startedAt = request.now().toISOString();
  const run = `b-${startedAt.replace(/[-:]|\.\d+/g, "")}-${chosen.hash.slice(0, 6)}`;
  await context.warehouse.record("backfill_runs", {
    run,
    event: "started",
    recorded_at: startedAt,
    plan_json: JSON.stringify(chosen),
    summary_json: null,
  });
  return { run, plan: chosen, outcomes: new Map(), attemptsBefore: new Map(), startedAt };
}

async function resumed(context: RepairContext, run: string): Promise<Work | { nothing: Plan }> {
  const recorded = await readRun(context.warehouse, run);
  const { plan: chosen, startedAt, attempts } = recorded;
  const isDone = (cell: CellRef) => outcomeOf(recorded.outcomes, cell).status === "done";
  const drift = await driftNow(context, chosen, isDone);
  if (drift.length > 0) throw driftError(drift, "Plan a new backfill instead of resuming.");
  if (chosen.cells.every(isDone)) return { nothing: { ...chosen, cells: [] } };
  const outcomes: Outcomes = new Map<string, CellOutcome>(
    [...recorded.outcomes].filter(([, { status }]) => status === "done"),
  );
  const keys = new Set(attempts.map(keyOf));
  const attemptsBefore = new Map([...keys].map((key) => [key, failures(attempts, key)]));
  return { run, plan: chosen, outcomes, attemptsBefore, startedAt };
}

async function readPlan(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new UserError(`The plan ${file} cannot be read`, { cause });
  }
}

/** Cells that earlier runs of the same plan have written: its own progress, and no drift. */
async function finishedByPlan(context: RepairContext, saved: Plan): Promise<Set<string>> {
  const runs = await readRuns(context.warehouse);
  const own = new Set(
    runs
      .filter(({ event, planJson }) => event === "started" && planJson?.includes(`"${saved.hash}"`))
      .map(({ run }) => run),
  );
  const { entries } = await readLedgerOf(context.warehouse);
  const finished = new Set<string>();
  for (const { run, kind, tableId, date } of entries) {
    const key = keyOf({ table: tableId, date });
    if (kind === "replace" && own.has(run)) finished.add(key);
    else finished.delete(key); // somebody else, or an undo, wrote after it
  }
  return finished;
}

async function driftNow(
  context: RepairContext,
  chosen: Plan,
  isFinished: (cell: PlanCell) => boolean,
): Promise<string[]> {
  const { grid } = await context.look();
  const now = ({ table, date }: CellRef) =>
    columnOf(grid, table).find((cell) => cell.date === date);
  return driftOf(chosen, isFinished, now, tablesHash({ grid }, chosen.cells));
}

function driftError(drift: readonly string[], what: string): UserError {
  const shown = drift.slice(0, 10).map((line) => `  ${line}`);
  const more = drift.length > 10 ? [`  and ${drift.length - 10} more`] : [];
  return new UserError(
    [
      "The data has drifted since the plan was made; nothing was changed:",
      ...shown,
      ...more,
      what,
    ].join("\n"),
  );
}

async function executeInput(
  context: RepairContext,
  request: BackfillRequest,
  { run, plan: chosen, attemptsBefore }: Work,
  dates: number,
): Promise<ExecuteInput> {
  const { pipeline, tables, warehouse, progress } = context;
  const { environment, root } = context.request;
  const { lineage } = await readLedgerOf(warehouse);
  return {
    plan: chosen,
    run,
    tables,
    warehouse,
    lineage,
    producerOf: (table) => openProducer({ environment, warehouse, root }, table),
    retry: request.retry ?? DEFAULT_RETRY,
    allowShrink: request.allowShrink,
    now: request.now,
    signal: request.signal,
    attemptsBefore,
    events: reportingEvents(pipeline.phases, tables, dates, progress),
  };
}

/** Equality of states with what was predicted: complete. Null where the rest may run. */
function canaryVerdict(
  after: Assessment,
  canary: readonly PlanCell[],
  outcomes: Outcomes,
): string | null {
  const parked = canary.some((cell) => outcomeOf(outcomes, cell).status === "parked");
  if (parked) return "the canary was parked";
  const wrong = canary.filter((cell) => !isProven(after, cell));
  if (wrong.length === 0) return null;
  const [first] = wrong as [PlanCell];
  const now = columnOf(after.grid, first.table).find(({ date }) => date === first.date);
  return `${wrong.length} of ${canary.length} canary cells are not as predicted, such as ${first.table} ${first.date}: complete was predicted, it is ${now?.thin === true ? "thin" : now?.state}`;
}
