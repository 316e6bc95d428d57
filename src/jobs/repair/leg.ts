import { recordedAround } from "../../backfill/ledger/reading.ts";
import { planHash } from "../../backfill/plan/plan.ts";
import type { LegResult } from "../../backfill/run/leg-result.ts";
import { cellsOf, type Part, phaseOf, type Repair } from "../../backfill/run/legs.ts";
import { type CellOutcome, type Outcomes, outcomeOf } from "../../backfill/run/outcome.ts";
import type { StoppedBy } from "../../backfill/run/receipt.ts";
import { UserError } from "../../errors.ts";
import { keyOf } from "../../grid/cascade.ts";
import type { Grid } from "../../grid/grid.ts";
import type { PlanCell } from "../../records/plan.ts";
import { costSoFar } from "../observe/price.ts";
import { readEventsOf } from "../shared/ledger.ts";
import { failuresIn, type RecordedRun, readStanding } from "../shared/recorded-run.ts";
import type { RunEvent } from "../shared/run-events.ts";
import type { RepairContext } from "./run/context.ts";
import { driftError, driftNow } from "./run/drift.ts";
import { approve, begin, forgetKept, type RunOptions, settle } from "./run/lifecycle.ts";
import { checkProducers } from "./run/start.ts";

export type LegRequest = Omit<RunOptions, "allowShrink"> & {
  readonly repair: Repair;
  readonly part: Part;
  /** Of the workflow run. */
  readonly attempt: number;
  /** Who asked that the run ends; null while nobody has. */
  readonly stopRequest?: () => StoppedBy | null;
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
  const events = isFirst ? await begun(context, request) : undefined;
  const recorded = await readStanding(context.warehouse, run, {
    range: recordedAround(context.tables, cells),
    ...(events === undefined ? {} : { events }),
  });
  const isOwn = new Set(cells.map(keyOf));
  const outcomes = knownOutcomes(context, request, recorded, isOwn);
  const pending = cells.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
  const grid = await refuseDrift(context, repair, pending, recorded);
  // The canary stands for the whole plan: without a cell of its own left it guards what follows all the same.
  const guarded = part === "canary" && pending.length === 0 ? plan.cells : pending;
  const options = { ...request, allowShrink: repair.allowShrink };
  const { controls, stopped } = await settle(context, options, {
    run,
    plan,
    name: part,
    cells,
    outcomes,
    grid,
    ledger: recorded.ledger,
    canary: isFirst ? cellsOf(repair, context, "canary") : [],
    guarded: isFirst ? guarded : [],
    attemptsBefore: failuresIn(recorded.attempts),
  });
  const cost = costSoFar(context.warehouse, context.pricing, 0);
  const stoppedBy = request.stopRequest?.() ?? null;
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
    ...(stoppedBy === null ? {} : { stoppedBy }),
    cells: cells.map(({ table, date }) => ({
      table,
      date,
      ...short(outcomeOf(outcomes, { table, date })),
    })),
  };
}

function checkRepair({ request, tables }: RepairContext, { plan, drifted }: Repair): void {
  if (plan.environment !== request.environment)
    throw new UserError(
      `The plan is for ${plan.environment}, and ${request.environment} is asked for.`,
    );
  if (drifted !== null)
    throw new UserError(
      `The plan ${drifted} was asked for, and it is ${plan.id} by now: nothing was changed. Look at the new plan, and ask for that.`,
    );
  if (planHash(plan) !== plan.hash)
    throw new UserError("The plan was changed after it was made: its hash no longer fits.");
  const strange = plan.cells.find(({ table }) => !tables.some(({ id }) => id === table));
  if (strange !== undefined)
    throw new UserError(`The plan has the table ${strange.table}, which is not declared.`);
}

/** Begins the run once, however often the job is repeated. Returns what is recorded of it. */
async function begun(
  context: RepairContext,
  { repair: { run, plan, issue, approval, approvedBy }, now }: LegRequest,
): Promise<readonly RunEvent[]> {
  const { warehouse } = context;
  checkProducers(context, plan);
  const events = await readEventsOf(warehouse, run);
  const at = now().toISOString();
  const last = events.findLast(({ event }) => event === "approved" || event === "held");
  const hasApproval = approval.length === 0 || last?.event === "approved";
  const approvals = hasApproval
    ? []
    : [await approve(warehouse, { run, at, approval, ...approvedBy })];
  if (events.length > 0) return [...events, ...approvals];
  const started = await begin(warehouse, { run, plan, issue, at });
  await forgetKept(warehouse, now());
  return [started, ...approvals];
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
