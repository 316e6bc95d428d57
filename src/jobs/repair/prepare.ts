import { isWrite } from "../../backfill/ledger/lineage.ts";
import { type ApprovedBy, type Leg, planLegs, type Repair } from "../../backfill/run/legs.ts";
import { outcomeOf } from "../../backfill/run/outcome.ts";
import { UserError } from "../../errors.ts";
import { type Approver, judgeApproval } from "../../issues/command/held.ts";
import { dailyDatesIn } from "../../pipeline/rules.ts";
import type { Plan } from "../../records/plan.ts";
import { readLedgerOf } from "../shared/ledger.ts";
import { type RecordedRun, readStanding } from "../shared/recorded-run.ts";
import type { RepairContext } from "./run/context.ts";
import { plan } from "./run/plan-known.ts";
import { keepPlanBudget, repriced } from "./run/price-plan.ts";
import { type BackfillRequest, checkProducers, newRun } from "./run/start.ts";

export type PrepareRequest = Pick<
  BackfillRequest,
  "selection" | "batchSize" | "canary" | "resume"
> & {
  readonly allowShrink: boolean;
  /** Null: one date a job while they fit. */
  readonly datesPerJob: number | null;
  /** Dates that may be written in 24 hours without an approval. */
  readonly dailyDates: number;
  /** The id of the plan that may be run, and no other. */
  readonly apply?: string | undefined;
  /** The issue that it is for; a resumed run keeps its own. */
  readonly issue?: number | undefined;
  /** Logins of those who ask. */
  readonly askedBy?: readonly string[];
  /** What a person who may write says to the run of `resume`; null or absent where nobody does. */
  readonly approver?: (Approver & { readonly run: string }) | null;
  /** Who asks may also approve. */
  readonly teamOfOne?: boolean;
  readonly now: () => Date;
};

export type Prepared = {
  readonly plan: Plan;
  /** Null where nothing can be run. */
  readonly repair: Repair | null;
  /** Why a person is to approve it first; empty where nobody needs to. */
  readonly approval: readonly string[];
  /** The issue that it is for; null for none. */
  readonly issue: number | null;
};

/** Plans a repair for a workflow of several jobs; writes nothing. */
export async function prepare(context: RepairContext, request: PrepareRequest): Promise<Prepared> {
  const { run, plan: chosen, rest, issue, approved, held } = await chosenPlan(context, request);
  const approvedBy = approvedByOf(request, { run, plan: chosen, held, approved });
  if (rest.cells.length === 0) return { plan: chosen, repair: null, approval: [], issue };
  checkProducers(context, chosen);
  keepPlanBudget(context.pricing, await repriced(context, rest));
  const { shared } = context.warehouse.abilities;
  const { legs, datesPerJob } = shared
    ? planLegs(rest, context, request.datesPerJob)
    : { legs: [] as Leg[], datesPerJob: Math.max(1, chosen.cells.length) };
  const { apply } = request;
  // What a person approves is what they were shown.
  const allowShrink =
    approvedBy === null ? request.allowShrink : (held?.allowShrink ?? request.allowShrink);
  const reasons = await approvalFor(context, request, rest, approved);
  // A held run asks for what it was held for, whatever this request says of it.
  const approval = [...new Set([...(held?.approval ?? []), ...reasons])];
  const askedBy = [...(request.askedBy ?? [])];
  const made = { run, plan: chosen, allowShrink, datesPerJob, legs, issue, approval };
  const drifted = apply === undefined || apply === chosen.id ? null : apply;
  const repair: Repair = { schemaVersion: 1, ...made, askedBy, approvedBy, drifted };
  return { plan: chosen, repair, approval: approvedBy === null ? approval : [], issue };
}

/** The plan, and what of it is still to be done: all of a new one, the unwritten cells of a resumed one. */
async function chosenPlan(context: RepairContext, request: PrepareRequest) {
  const { resume, now } = request;
  if (resume === undefined) {
    const made = (await plan(context, request)).plan;
    const run = await newRun(context, now().toISOString(), made);
    return {
      run,
      plan: made,
      rest: made,
      issue: request.issue ?? null,
      approved: false,
      held: null,
    };
  }
  const {
    plan: recorded,
    outcomes,
    issue,
    approved,
    held,
  } = await readStanding(context.warehouse, resume);
  if (recorded.environment !== context.request.environment)
    throw new UserError(`${resume} is of ${recorded.environment}.`);
  const cells = recorded.cells.filter(
    (cell) => !["done", "unneeded"].includes(outcomeOf(outcomes, cell).status),
  );
  const rest = { ...recorded, cells };
  return { run: resume, plan: recorded, rest, issue: request.issue ?? issue, approved, held };
}

/** Null where nobody approves by a comment. Throws a UserError for an approval that does not count. */
function approvedByOf(
  { approver = null, teamOfOne = false }: PrepareRequest,
  run: {
    readonly run: string;
    readonly plan: Plan;
    readonly held: RecordedRun["held"];
    readonly approved: boolean;
  },
): ApprovedBy | null {
  if (approver === null) return null;
  // Jobs that are run again find that it was approved.
  if (run.held === null && run.approved) return null;
  if (run.held === null)
    throw new UserError(`${run.run} is not held for an approval: nothing was begun.`);
  if (approver.run !== run.run)
    throw new UserError(`The comment approves ${approver.run}, not ${run.run}.`);
  const held = { run: run.run, plan: run.plan.id, askedBy: [...run.held.askedBy] };
  const approved = judgeApproval(held, approver, teamOfOne);
  if ("why" in approved) throw new UserError(approved.why);
  return approved;
}

async function approvalFor(
  { warehouse, pipeline, request: { environment } }: RepairContext,
  { selection, allowShrink, now, ...request }: PrepareRequest,
  { cells }: Plan,
  /** Whoever approved a run approved all its dates, however many days it takes. */
  approved: boolean,
): Promise<string[]> {
  const dailyDates = dailyDatesIn(pipeline, environment, request.dailyDates);
  const since = now().getTime() - 86_400_000;
  const { entries } = await readLedgerOf(warehouse);
  const written = new Set(
    entries
      .filter(isWrite)
      .filter((one) => Date.parse(one.writtenAt) >= since)
      .map(({ date }) => date),
  ).size;
  const asked = new Set(cells.map(({ date }) => date)).size;
  return [
    ...(selection.force ? ["force rebuilds what is complete"] : []),
    ...(allowShrink ? ["allow-shrink accepts fewer rows than before"] : []),
    ...(!approved && written + asked > dailyDates
      ? [
          `${asked} dates are asked for, ${written} were written in ${environment} in the last 24 hours, and ${dailyDates} a day need no approval`,
        ]
      : []),
  ];
}
