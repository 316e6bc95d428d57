import { type LegResult, newest, outcomesOf } from "../../backfill/run/leg-result.ts";
import type { Repair } from "../../backfill/run/legs.ts";
import { UserError } from "../../errors.ts";
import { type Cost, sumOfCosts } from "../../pipeline/cost.ts";
import type { Plan } from "../../records/plan.ts";
import { costSoFar } from "../observe/price.ts";
import { readEventsOf } from "../shared/ledger.ts";
import { askedOnce } from "../shared/once.ts";
import { readRun } from "../shared/recorded-run.ts";
import { type ValidateInput, type ValidateResult, validate } from "../validate/validate.ts";
import type { RepairContext } from "./run/context.ts";
import { type Finished, finish } from "./run/lifecycle.ts";
import { knownBytes } from "./run/price-plan.ts";

export type ConcludeRequest = Pick<ValidateInput, "out" | "toolVersion" | "hostRun"> & {
  readonly repair: Repair;
  readonly results: readonly LegResult[];
  readonly now: () => Date;
};

export type Concluded = Finished & {
  /** Why nothing followed the canary; null where it did. */
  readonly stopped: string | null;
  /** The validation after the repair, with its reports. */
  readonly after: ValidateResult;
};

/** Ends a repair that several jobs shared: looks again, once for all, writes the receipt and the reports, and records the end. */
export async function conclude(
  context: RepairContext,
  { repair, results, now, ...reports }: ConcludeRequest,
): Promise<Concluded> {
  const { warehouse, pipeline, request } = context;
  const { run, plan, issue } = repair;
  const events = await readEventsOf(warehouse, run);
  if (events.length === 0)
    throw new UserError(`${run} was not begun: its first job did not run, so nothing was written.`);
  const recorded = await readRun(warehouse, run, { events });
  const outcomes = outcomesOf(repair, recorded.outcomes, results);
  const stopped = newest(results).find((one) => one.stopped !== null)?.stopped ?? null;
  const stoppedBy = newest(results).flatMap((one) => one.stoppedBy ?? [])[0] ?? null;
  const controls = newest(results).flatMap((one) => one.controls);
  // The receipt and the reports stand on the same rows: what the first asks is not asked again for the others.
  const once = askedOnce(warehouse);
  const seen = await context.assessNow(undefined, { through: once });
  const cost = costOfRun(context, plan, results, recorded.endedAt);
  const { startedAt, approvedBy } = recorded;
  const { receipt, paths } = await finish(
    context,
    {
      run,
      issue,
      plan,
      outcomes,
      controls,
      stopped,
      stoppedBy,
      approvedBy,
      after: seen,
      startedAt,
    },
    [recorded.cost, cost],
    { out: reports.out, now },
  );
  const { environment, asOf, pipeline: pipelineFile } = request;
  const { range, policy } = seen.grid;
  const input = { pipeline, environment, range, asOf, policy, pipelineFile, ...reports };
  // The repair's own look compares no sources; an issue about what they say otherwise is not closed without.
  const last = { ...input, sources: true, failOn: "never", now } as const;
  const after = await validate(last, once, context.progress);
  return { receipt, paths, stopped, after };
}

/** Of the jobs since the run last came to an end, and of this one; what was paid before is recorded already. */
function costOfRun(
  { warehouse, pricing }: RepairContext,
  plan: Plan,
  results: readonly LegResult[],
  since: string | null,
): Cost | null {
  const own = costSoFar(warehouse, pricing, knownBytes(plan));
  if (own === null) return null;
  const jobs = results.filter(({ startedAt }) => since === null || startedAt > since);
  return sumOfCosts([own, ...jobs.flatMap(({ cost }) => cost ?? [])]);
}
