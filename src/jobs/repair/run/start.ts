import { readFile } from "node:fs/promises";
import { standing } from "../../../backfill/ledger/lineage.ts";
import { planHash, tablesHash } from "../../../backfill/plan/plan.ts";
import { type CellOutcome, type Outcomes, outcomeOf } from "../../../backfill/run/outcome.ts";
import { UserError } from "../../../errors.ts";
import { type CellRef, keyOf } from "../../../grid/cascade.ts";
import type { Grid } from "../../../grid/grid.ts";
import type { Cost } from "../../../pipeline/cost.ts";
import type { Plan, PlanCell } from "../../../records/plan.ts";
import type { Selection } from "../../../records/selection.ts";
import { readLedgerOf, readRunsNamed, readRunsOfPlan } from "../../shared/ledger.ts";
import { parsePlan } from "../../shared/plan-file.ts";
import { failuresIn, readStanding } from "../../shared/recorded-run.ts";
import type { RepairContext } from "./context.ts";
import { driftError, driftNow } from "./drift.ts";
import { begin, type RunOptions } from "./lifecycle.ts";
import { plan } from "./plan-known.ts";
import { keepPlanBudget, knownBytes, repriced } from "./price-plan.ts";
import { producerIn } from "./producer-in.ts";

export type BackfillRequest = RunOptions & {
  readonly selection: Selection;
  /** See PlanOptions. */
  readonly batchSize?: number | undefined;
  readonly canary: number;
  /** A saved plan to run instead of planning now. */
  readonly planFile?: string | undefined;
  /** Plan again where the data has drifted from the saved plan. */
  readonly replan: boolean;
  /** A run to go on with. */
  readonly resume?: string | undefined;
  readonly out: string;
};

export type Work = {
  readonly run: string;
  readonly plan: Plan;
  readonly outcomes: Outcomes;
  readonly attemptsBefore: ReadonlyMap<string, number>;
  readonly startedAt: string;
  /** What this part of the run is estimated to bill; null where nothing is billed, or not all is known. */
  readonly estimatedBytes: number | null;
  /** Of the parts before it. */
  readonly costBefore: Cost | null;
  /** As it was seen before anything is written. */
  readonly grid: Grid;
  /** The issue that the run was begun for; null for none. */
  readonly issue: number | null;
};

/** The work of a resumed run, of a saved plan, or of a plan made now; drift in what is unfinished is refused. */
export async function startOf(
  context: RepairContext,
  request: BackfillRequest,
): Promise<Work | { readonly nothing: Plan }> {
  if (request.resume !== undefined) return resumed(context, request.resume);
  let chosen: Plan;
  let grid: Grid;
  if (request.planFile === undefined) ({ plan: chosen, grid } = await plan(context, request));
  else {
    const saved = parsePlan(await readPlan(request.planFile), request.planFile);
    if (saved.environment !== context.request.environment)
      throw new UserError(
        `${request.planFile} is for ${saved.environment}, not for ${context.request.environment}.`,
      );
    if (planHash(saved) !== saved.hash)
      throw new UserError(
        `${request.planFile} was changed after it was made: its hash no longer fits. Make a new one with plan --save.`,
      );
    const finished = await finishedByPlan(context, saved);
    const seen = await driftNow(context, saved, (cell) => finished.has(keyOf(cell)));
    const { drift } = seen;
    if (drift.length > 0 && !request.replan) throw driftError(drift, "--replan plans again.");
    const cells = saved.cells.filter((cell) => !finished.has(keyOf(cell)));
    ({ plan: chosen, grid } =
      drift.length > 0
        ? await plan(context, { ...request, selection: saved.selection })
        : {
            plan: await repriced(context, {
              ...{ ...saved, cells, tablesHash: tablesHash(seen, cells) },
            }),
            grid: seen.grid,
          });
  }
  if (chosen.cells.length === 0) return { nothing: chosen };
  checkProducers(context, chosen);
  keepPlanBudget(context.pricing, chosen);
  const startedAt = request.now().toISOString();
  const run = await newRun(context, startedAt, chosen);
  await begin(context.warehouse, { run, plan: chosen, at: startedAt, issue: null });
  return {
    run,
    plan: chosen,
    outcomes: new Map(),
    attemptsBefore: new Map(),
    startedAt,
    estimatedBytes: knownBytes(chosen),
    costBefore: null,
    issue: null,
    grid,
  };
}

/** Throws a UserError where a table of the plan is filled by what cannot be run from here: before anything is begun. */
export function checkProducers(context: RepairContext, { cells }: Plan): void {
  for (const table of context.tables)
    if (cells.some((cell) => cell.table === table.id)) producerIn(context, table);
}

/** Named by the second and the plan; the same plan within one second, after an undo, is another run. */
export async function newRun({ warehouse }: RepairContext, startedAt: string, { hash }: Plan) {
  const name = `b-${startedAt.replace(/[-:]|\.\d+/g, "")}-${hash.slice(0, 6)}`;
  const taken = await readRunsNamed(warehouse, name);
  let [run, n] = [name, 1];
  while (taken.has(run)) {
    n += 1;
    run = `${name}-${n}`;
  }
  return run;
}

async function resumed(context: RepairContext, run: string): Promise<Work | { nothing: Plan }> {
  const recorded = await readStanding(context.warehouse, run);
  const { plan: chosen, startedAt } = recorded;
  const statusOf = (cell: CellRef) => outcomeOf(recorded.outcomes, cell).status;
  if (chosen.cells.every((cell) => ["done", "unneeded"].includes(statusOf(cell))))
    return { nothing: { ...chosen, cells: [] } };
  // What a service wrote before the run ended, or its call failed, is the run's own progress too.
  const touched = new Set(recorded.touched.map(keyOf));
  const isOwn = (cell: PlanCell) => statusOf(cell) === "done" || touched.has(keyOf(cell));
  const { drift, grid } = await driftNow(context, chosen, isOwn);
  if (drift.length > 0) throw driftError(drift, "Plan a new backfill instead of resuming.");
  checkProducers(context, chosen);
  const left = chosen.cells.filter((cell) => statusOf(cell) !== "done");
  const rest = await repriced(context, { ...chosen, cells: left });
  keepPlanBudget(context.pricing, rest);
  const outcomes: Outcomes = new Map<string, CellOutcome>(
    [...recorded.outcomes].filter(([, { status }]) => status === "done"),
  );
  const attemptsBefore = failuresIn(recorded.attempts);
  return {
    run,
    plan: chosen,
    outcomes,
    attemptsBefore,
    startedAt,
    estimatedBytes: knownBytes(rest),
    costBefore: recorded.cost,
    issue: recorded.issue,
    grid,
  };
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
  const own = await readRunsOfPlan(context.warehouse, saved.hash);
  const { entries } = await readLedgerOf(context.warehouse);
  const finished = new Set<string>();
  for (const { run, kind, tableId, date } of standing(entries)) {
    const key = keyOf({ table: tableId, date });
    if (own.has(run) && kind === "replace") finished.add(key);
    else finished.delete(key); // somebody else wrote after it
  }
  return finished;
}
