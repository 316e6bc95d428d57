import { readFile } from "node:fs/promises";
import { type CellRef, keyOf } from "../backfill/cascade.ts";
import { type CellOutcome, driftOf, type Outcomes, outcomeOf } from "../backfill/outcome.ts";
import { type Plan, type PlanCell, planRepair, tablesHash } from "../backfill/plan.ts";
import type { Selection } from "../backfill/selection.ts";
import { UserError } from "../errors.ts";
import type { Assessment } from "../gaps/assess.ts";
import { columnOf } from "../health/grid.ts";
import type { RetryPolicy } from "../warehouse/retry.ts";
import { readLedgerOf, readRuns } from "./ledger.ts";
import { failures, parsePlan, type RepairContext, readRun } from "./repair-context.ts";

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

export type Work = {
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

/** The work of a resumed run, of a saved plan, or of a plan made now; drift in what is unfinished is refused. */
export async function startOf(
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
