import { recordedAround } from "../../backfill/ledger/reading.ts";
import type { Control } from "../../backfill/plan/control.ts";
import { planHash } from "../../backfill/plan/plan.ts";
import type { LegResult } from "../../backfill/run/leg-result.ts";
import { cellsOf, type Part, phaseOf, type Repair } from "../../backfill/run/legs.ts";
import { type CellOutcome, type Outcomes, outcomeOf } from "../../backfill/run/outcome.ts";
import { UserError } from "../../errors.ts";
import { keyOf } from "../../grid/cascade.ts";
import type { Grid } from "../../grid/grid.ts";
import type { PlanCell } from "../../records/plan.ts";
import { DEFAULT_RETRY, type RetryPolicy } from "../../warehouse/retry.ts";
import { costSoFar } from "../observe/price.ts";
import { type RunEvent, readEventsOf } from "../shared/ledger.ts";
import { failures, type RecordedRun, readRun } from "../shared/recorded-run.ts";
import { canaryVerdict, executeInput, KEEP_DAYS } from "./backfill.ts";
import type { RepairContext } from "./run/context.ts";
import { controlServices } from "./run/control.ts";
import { driftError, driftNow } from "./run/drift.ts";
import { execute } from "./run/execute.ts";
import { checkProducers } from "./run/start.ts";

export type LegRequest = {
  readonly repair: Repair;
  readonly part: Part;
  /** Of the workflow run. */
  readonly attempt: number;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly retry?: RetryPolicy;
};

const MAX_WORDS = 2000;

/**
 * Runs one part of a repair that several jobs share. What the ledger has of it already is not run again, so that a job
 * may be repeated; what an earlier phase has not finished blocks what is computed from it. The canary's part, or the
 * only one, begins the run.
 */
export async function runLeg(context: RepairContext, request: LegRequest): Promise<LegResult> {
  const { repair, part, now } = request;
  const { plan, run } = repair;
  checkRepair(context, repair);
  const startedAt = now().toISOString();
  const cells = cellsOf(repair, context, part);
  const isFirst = part === "canary" || part === "all";
  const events = isFirst ? await begin(context, request) : undefined;
  const recorded = await readRun(context.warehouse, run, {
    range: recordedAround(context.tables, cells),
    ...(events === undefined ? {} : { events }),
  });
  if (recorded.undone) throw new UserError(`${run} was taken back; plan a new backfill instead.`);
  const isOwn = new Set(cells.map(keyOf));
  const outcomes = knownOutcomes(context, request, recorded, isOwn);
  const pending = cells.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
  const grid = await refuseDrift(context, repair, pending, recorded);

  const keys = new Set(recorded.attempts.map(keyOf));
  const attemptsBefore = new Map([...keys].map((key) => [key, failures(recorded.attempts, key)]));
  const dates = new Set(pending.map(({ date }) => date)).size;
  const title = `Repairing ${pending.length} cells on ${dates} dates (${plan.environment}, run ${run}, ${part})`;
  context.progress({ kind: "start", title, total: dates, hasLines: true });
  const options = { ...request, allowShrink: repair.allowShrink };
  const { ledger } = recorded;
  const work = { run, plan, attemptsBefore, grid, ledger };
  const input = await executeInput(context, options, work, pending);
  const controls = await controlled(context, request, pending);
  const stopped =
    controls.find((one) => one.stopped !== null)?.stopped ??
    (await executeParts(context, request, cells, outcomes, (own) => execute(input, own, outcomes)));
  context.progress({ kind: "end", title });
  const cost = costSoFar(context.warehouse, context.pricing, 0);
  return {
    schemaVersion: 1,
    run,
    planHash: plan.hash,
    part,
    attempt: request.attempt,
    startedAt,
    endedAt: now().toISOString(),
    stopped: stopped?.slice(0, MAX_WORDS) ?? null,
    controls,
    ...(cost === null ? {} : { cost }),
    cells: cells.map(({ table, date }) => ({
      table,
      date,
      ...short(outcomeOf(outcomes, { table, date })),
    })),
  };
}

/** Before the first call of the run, the services' control dates. */
function controlled(
  context: RepairContext,
  { repair, part, signal, retry = DEFAULT_RETRY }: LegRequest,
  pending: readonly PlanCell[],
): Promise<Control[]> {
  if (part !== "canary" && part !== "all") return Promise.resolve([]);
  const { plan, run } = repair;
  // The canary stands for the whole plan: without one of its own it guards what follows all the same.
  const some = part === "canary" && pending.length === 0 ? plan.cells : pending;
  return controlServices(context, { plan, run, pending: some, retry, signal });
}

/** The canary's cells first wherever they are in the part, with a look after them; returns why the rest was not run. */
async function executeParts(
  context: RepairContext,
  { repair, part, signal }: LegRequest,
  cells: readonly PlanCell[],
  outcomes: Outcomes,
  run: (cells: readonly PlanCell[]) => Promise<void>,
): Promise<string | null> {
  const pending = (some: readonly PlanCell[]) =>
    some.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
  const first = part === "canary" || part === "all" ? cellsOf(repair, context, "canary") : [];
  await run(pending(first));
  // Nothing follows a canary that is parked in whole, and the quota may refuse a look at it too.
  const isParked = first.every((cell) => outcomeOf(outcomes, cell).status === "parked");
  if (!isParked && !signal.aborted) {
    const stopped = canaryVerdict(await context.assessNow(), first, outcomes);
    if (stopped !== null) return stopped;
  }
  if (part !== "canary") await run(pending(cells));
  return null;
}

function checkRepair({ request, tables }: RepairContext, { plan }: Repair): void {
  if (plan.environment !== request.environment)
    throw new UserError(
      `The plan is for ${plan.environment}, and ${request.environment} is asked for.`,
    );
  if (planHash(plan) !== plan.hash)
    throw new UserError("The plan was changed after it was made: its hash no longer fits.");
  const strange = plan.cells.find(({ table }) => !tables.some(({ id }) => id === table));
  if (strange !== undefined)
    throw new UserError(`The plan has the table ${strange.table}, which is not declared.`);
}

/** Once, however often the job is repeated. Returns what is recorded of the run. */
async function begin(
  context: RepairContext,
  { repair, now }: LegRequest,
): Promise<readonly RunEvent[]> {
  const { warehouse } = context;
  checkProducers(context, repair.plan);
  const { run } = repair;
  const events = await readEventsOf(warehouse, run);
  const approvals = await recordApproval(context, repair, events, now().toISOString());
  if (events.length > 0) return [...events, ...approvals];
  const started: RunEvent = {
    ...{ run, event: "started", at: now().toISOString() },
    planJson: JSON.stringify(repair.plan),
    // So that whoever goes on with it knows, and the issue hears of its end.
    summaryJson: repair.issue === null ? null : JSON.stringify({ issue: repair.issue }),
  };
  await warehouse.record("backfill_runs", {
    ...{ run, event: started.event, recorded_at: started.at },
    plan_json: started.planJson,
    summary_json: started.summaryJson,
  });
  await warehouse.forgetKept(new Date(now().getTime() - KEEP_DAYS * 86_400_000));
  return [started, ...approvals];
}

/** The workflow begins a run that needs an approval when it has one; it holds for whatever the run still does. */
async function recordApproval(
  { warehouse }: RepairContext,
  { run, approval }: Repair,
  events: readonly RunEvent[],
  at: string,
): Promise<RunEvent[]> {
  if (approval.length === 0 || events.some(({ event }) => event === "approved")) return [];
  const summaryJson = JSON.stringify({ approval });
  await warehouse.record("backfill_runs", {
    ...{ run, event: "approved", recorded_at: at },
    plan_json: null,
    summary_json: summaryJson,
  });
  return [{ run, event: "approved", at, planJson: null, summaryJson }];
}

/** What is settled before this part begins: its own written cells, and what other parts' cells mean for it. */
function knownOutcomes(
  context: RepairContext,
  { repair, part, now }: LegRequest,
  { outcomes }: RecordedRun,
  isOwn: ReadonlySet<string>,
): Outcomes {
  const known: Outcomes = new Map();
  const phase = repair.legs.find(({ id }) => id === part)?.phase ?? 0;
  const isOver = (outcome: CellOutcome) =>
    outcome.status === "parked" && Date.parse(outcome.dueAt) <= now().getTime();
  // What parks one parks all that have not begun, in whatever job.
  const parked = [...outcomes.values()].find((one) => one.status === "parked" && !isOver(one));
  for (const cell of repair.plan.cells) {
    const key = keyOf(cell);
    const outcome = outcomeOf(outcomes, cell);
    const isDue = isOver(outcome);
    if (outcome.status === "done" || (outcome.status === "parked" && !isDue))
      known.set(key, outcome);
    else if (!isOwn.has(key) && ["failed", "unneeded"].includes(outcome.status))
      known.set(key, outcome);
    else if (!isOwn.has(key) && phaseOf(context, cell.table) < phase && !isOptional(cell))
      known.set(key, parked ?? { status: "blocked", by: "its job did not run it" });
  }
  return known;
}

/** A cell that was taken along may have turned out to be unneeded, of which the ledger says nothing. */
const isOptional = ({ because }: PlanCell): boolean => because === "downstream";

/** Somebody else's change in what this part is to write stops it; the run's own progress is none. */
async function refuseDrift(
  context: RepairContext,
  { plan }: Repair,
  pending: readonly PlanCell[],
  { outcomes, touched, ledger }: RecordedRun,
): Promise<Grid | null> {
  const dates = pending.map(({ date }) => date).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return null;
  const isPending = new Set(pending.map(keyOf));
  // What a service wrote before its job ended is the run's own progress too.
  const isTouched = new Set(touched.map(keyOf));
  const isFinished = (cell: PlanCell) =>
    !isPending.has(keyOf(cell)) ||
    isTouched.has(keyOf(cell)) ||
    outcomeOf(outcomes, cell).status === "done";
  const { drift, grid } = await driftNow(context, plan, isFinished, { first, last }, { ledger });
  if (drift.length > 0)
    throw driftError(drift, "Plan again: what is to be written is no longer what was planned.");
  return grid;
}

function short(outcome: CellOutcome): CellOutcome {
  switch (outcome.status) {
    case "failed":
    case "parked":
      return { ...outcome, message: outcome.message.slice(0, MAX_WORDS) };
    case "blocked":
      return { ...outcome, by: outcome.by.slice(0, MAX_WORDS) };
    default:
      return outcome;
  }
}
