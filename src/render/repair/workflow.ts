import type { LegResult } from "../../backfill/run/leg-result.ts";
import type { Repair } from "../../backfill/run/legs.ts";
import type { Receipt } from "../../backfill/run/receipt.ts";
import { exitCodeOf } from "../../backfill/run/verdict.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import { mergeRanges, printDateList } from "../../dates/list.ts";
import { UserError } from "../../errors.ts";
import type { Plan } from "../../records/plan.ts";
import { quoted, table } from "../text/markdown.ts";
import { count } from "../text/words.ts";
import { planTotals, refusedLines } from "./plan.ts";
import { totals } from "./receipt.ts";

/** The phases that the workflow has jobs for, in the order in which they run. */
export const WORKFLOW_PHASES = [1, 2, 3, 4] as const;

type Prepared = {
  readonly plan: Plan;
  readonly repair: Repair | null;
  readonly approval: readonly string[];
  readonly issue: number | null;
};

/** The action's outputs, by the names of its action.yml. */
export function prepareOutputs({ plan, repair, approval, issue }: Prepared, file: string) {
  const legs = repair?.legs ?? [];
  const other = legs.find(({ phase }) => !WORKFLOW_PHASES.some((one) => one === phase));
  if (other !== undefined)
    throw new UserError(
      `The plan has cells of phase ${other.phase}; the workflow has jobs for the phases ${WORKFLOW_PHASES.join(", ")}. Select phases, or use the command line.`,
    );
  const ofPhase = (phase: number) =>
    JSON.stringify(legs.filter((leg) => leg.phase === phase).map(({ id }) => id));
  return {
    run: repair?.run ?? "",
    plan: plan.id,
    cells: String(plan.cells.length),
    dates: String(new Set(plan.cells.map(({ date }) => date)).size),
    file: repair === null ? "" : file,
    approval: approval.join("; "),
    drifted: repair?.drifted ?? "",
    issue: String(issue ?? ""),
    ...Object.fromEntries(WORKFLOW_PHASES.map((phase) => [`legs-${phase}`, ofPhase(phase)])),
  };
}

/** For the job summary: what will run, in how many jobs, what it gains and what it costs. */
export function renderPrepared({ plan, repair, approval, issue }: Prepared): string {
  const { predicted, estimate, refused, blocked } = plan;
  const byTable = Map.groupBy(plan.cells, (cell) => cell.table);
  const rows = [...byTable].map(([id, cells]) => [
    id,
    String(cells.length),
    whenOf(cells.map(({ date }) => date)),
  ]);
  const reasons = refusedLines(refused);
  return [
    `## Repair of ${plan.environment}${issue === null ? "" : ` for issue #${issue}`}: ${planTotals(plan)}`,
    repair === null
      ? "Nothing can be run: nothing will be changed."
      : `Run ${repair.run}, plan ${plan.id}: ${plan.canary.length === 0 ? "no canary" : `the canary ${plan.canary.join(", ")} first`}, then ${jobsWords(repair)}.`,
    ...(repair?.drifted == null
      ? []
      : [
          `**Not begun**: the plan ${repair.drifted} was asked for, and it is ${plan.id} by now. Look at it, and ask for that.`,
        ]),
    ...(approval.length === 0 ? [] : [`**Waits for an approval**: ${approval.join("; ")}.`]),
    ...(rows.length === 0 ? [] : [table(["table", "dates", "when"], rows)]),
    `Predicted: training ${predicted.training} to ${predicted.trainingAfter}, average score ${predicted.average ?? "unknown"} to ${predicted.averageAfter ?? "unknown"}.`,
    estimate.minutes === null
      ? "Time: unknown, nothing was measured and nobody declares it."
      : `Time: ${estimate.minutes} minutes of work (${estimate.basis}); ${billedMinutes(plan, repair)}.`,
    ...(reasons.length === 0 ? [] : [reasons.map((reason) => `- ${quoted(reason)}`).join("\n")]),
    ...(blocked.length === 0
      ? []
      : [
          `${count(blocked.length, "cell")} blocked by what is missing before them; with-upstream includes it.`,
        ]),
    "",
  ].join("\n\n");
}

function whenOf(dates: readonly CivilDate[]): string {
  const ranges = mergeRanges(dates.map((date) => ({ first: date, last: date })));
  const more = ranges.length > 5 ? `, and ${ranges.length - 5} more` : "";
  return `${printDateList(ranges.slice(0, 5)).replaceAll(",", ", ")}${more}`;
}

const jobsWords = ({ legs, datesPerJob }: Repair): string =>
  legs.length === 0
    ? "the rest in the same job"
    : `${count(legs.length, "job")} of up to ${count(datesPerJob, "date")} each`;

/** GitHub rounds every job up to a whole minute. */
function billedMinutes({ estimate }: Plan, repair: Repair | null): string {
  const jobs = Math.max(1, repair?.legs.length ?? 1) + 4; // plan, canary, conclude and publish have their own
  const minutes = jobs * Math.max(1, Math.ceil((estimate.minutes ?? 0) / jobs));
  return `about ${minutes} billed minutes in ${jobs} jobs`;
}

export function legOutputs({ cells }: LegResult, file: string): Record<string, string> {
  const number = (status: string) => cells.filter((cell) => cell.status === status).length;
  return {
    result: file,
    done: String(number("done") + number("unneeded")),
    failed: String(number("failed") + number("blocked") + number("pending")),
    parked: String(number("parked")),
    "parked-until": parkedUntil({ cells }) ?? "",
  };
}

export function parkedUntil({ cells }: Pick<LegResult, "cells">): string | null {
  const due = cells.flatMap((cell) => (cell.status === "parked" ? [cell.dueAt] : []));
  return due.sort()[0] ?? null;
}

/** Why the job fails, or null. Parked work is no failure: it is resumed when it is due. */
export function legFailure({ cells, stopped, stoppedBy, part }: LegResult): string | null {
  const pending = cells.filter(({ status }) => status === "pending").length;
  if (stoppedBy !== undefined && pending > 0)
    return `Stopped by ${stoppedBy.by} at ${stoppedBy.at}: ${pending} of ${cells.length} cells of ${part} were not begun.`;
  if (stopped !== null) return `Stopped after the canary: ${stopped}`;
  const bad = cells.filter(({ status }) => ["failed", "blocked", "pending"].includes(status));
  const [first] = bad;
  if (first === undefined) return null;
  const why =
    first.status === "failed" ? first.message : first.status === "blocked" ? first.by : "not run";
  return `${bad.length} of ${cells.length} cells of ${part} are not repaired, such as ${first.table} ${first.date} (${first.status}): ${why}`;
}

export function concludeOutputs(
  { run, issue, proven, training, counts, dueAt }: Receipt,
  path: string,
): Record<string, string> {
  return {
    run,
    issue: String(issue ?? ""),
    proven: String(proven),
    "training-state": training.after,
    done: String(counts.done + counts.unneeded),
    failed: String(counts.failed + counts.blocked + counts.pending),
    parked: String(counts.parked),
    "parked-until": dueAt ?? "",
    receipt: path,
  };
}

/** Parked work alone is no failure: it resumes when it is due. */
export function concludeFailure(receipt: Receipt, stopped: string | null): string | null {
  if (stopped !== null) return `Stopped after the canary: ${stopped}`;
  if (exitCodeOf(receipt) === 0) return null;
  const { failed, blocked, pending } = receipt.counts;
  return failed + blocked + pending > 0
    ? `${totals(receipt)}: re-run the failed jobs, they repair only what is left.`
    : `${totals(receipt)}, not proven: ${(receipt.reasons ?? []).join(" ")}`;
}
