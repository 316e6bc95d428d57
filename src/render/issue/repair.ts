import type { Repair } from "../../backfill/run/legs.ts";
import type { Receipt } from "../../backfill/run/receipt.ts";
import { commandLine } from "../../commands/catalogue.ts";
import { printHeld } from "../../issues/command/held.ts";
import { type PlanDrift, printShownPlan } from "../../issues/command/shown-plan.ts";
import type { Plan } from "../../records/plan.ts";
import { approvalText } from "../repair/receipt.ts";
import { usdText } from "../text/cost.ts";
import { averageText } from "../text/figures.ts";
import { bullets, fence } from "../text/handoff-text.ts";
import { link, quoted, table } from "../text/markdown.ts";
import { instantText, wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";

const MOST_ROWS = 20;
/** How long a repair waits for an approval before it is cancelled. GitHub itself waits 30 days. */
export const APPROVAL_HOURS = 24;

/** A repair that is begun, where people wait for it. `runUrl`: the workflow run's page. */
export const startedComment = ({ run, plan }: Repair, runUrl: string): string =>
  [
    `**Repair ${quoted(run)} has started**: ${planWords(plan)}. ${link("Watch it", runUrl)}.`,
    ...refusals(plan),
  ].join("\n\n");

/** A repair that was announced or asked for, and that ended without a receipt. */
export const cutOffComment = ({ run, plan }: Repair, runUrl: string): string =>
  [
    `**Repair ${quoted(run)} was cut off**, and left no receipt: its workflow run was cancelled, ran out of time, failed or was turned down. ${link("The run", runUrl)} says which.`,
    `What it wrote until then stands, date by date, and the ledger knows it. Resume it: nothing is done twice. Where it had not begun yet, start it anew.`,
    fence("sh", commandLine("backfill", { environment: plan.environment, resume: run })),
    `In GitHub, start the workflow that repairs with ${quoted(run)} in its field \`resume\`.`,
  ].join("\n\n");

/** A repair that a person has to approve: nothing of it is begun, and nobody else waits for it. */
export const waitingComment = ({ run, plan, approval, askedBy }: Repair, runUrl: string): string =>
  [
    `**Repair ${quoted(run)} waits for an approval** of its plan ${quoted(plan.id)}: ${planWords(plan)}.`,
    bullets(approval.map((why) => quoted(why, 500))),
    `Where the environment ${quoted("backfill-approval")} has required reviewers: ${link("approve or reject it", runUrl)}; after ${APPROVAL_HOURS} hours without an answer it is cancelled.`,
    `Where it has none, it is held: nothing of it is begun until somebody who can write to the repository${askedBy.length === 0 ? "" : `, and did not ask for it (${askedBy.map((login) => quoted(login)).join(", ")} did)`}, writes ${quoted(`/approve ${run}`)} in a new comment. A team of one writes ${quoted(`/approve ${run} ${plan.id}`)}.`,
    printHeld({ run, plan: plan.id, askedBy: [...askedBy] }),
  ]
    .filter((part) => part !== "")
    .join("\n\n");

/** Nobody answered, and it was cancelled. */
export const expiredComment = (title: string, runUrl: string): string =>
  `**Not begun.** ${link(quoted(title), runUrl)} waited ${APPROVAL_HOURS} hours for an approval and was cancelled. Write the command in a new comment to ask again.`;

/**
 * What a repair would do; nothing of it is begun. `drift`: how it differs from the plan that was asked for; null where that
 * plan's content was not found.
 */
export const plannedComment = (
  { plan, drifted, approval }: Repair,
  runUrl: string,
  drift: PlanDrift | null,
): string =>
  [
    ...(drifted === null
      ? []
      : [
          `**Not begun: the plan ${quoted(drifted)} is another by now.** ${drift === null ? `What ${quoted(drifted)} held was not found in the comments of this issue, so what drifted is UNKNOWN. ` : ""}This is the new one.`,
          ...(drift === null ? [] : [driftText(drift)]),
        ]),
    `**The plan ${quoted(plan.id)}, not begun**: ${planWords(plan)}. ${link("How it came about", runUrl)}.`,
    bullets([
      `canary: ${plan.canary.length === 0 ? "none" : plan.canary.join(", ")}`,
      `training ${plan.predicted.training} to ${plan.predicted.trainingAfter}, average ${averageText(plan.predicted.average)} to ${averageText(plan.predicted.averageAfter)}, as predicted`,
      `about ${plan.estimate.minutes === null ? "an unknown number of" : Math.ceil(plan.estimate.minutes)} minutes (${plan.estimate.basis})`,
      `${count(plan.becomesStale.length, "cell")} of what is computed from them becomes stale`,
      ...(plan.estimate.usd == null ? [] : [`about ${usdText(plan.estimate.usd)} of queries`]),
      ...approval.map((why) => `needs an approval: ${quoted(why, 500)}`),
    ]),
    ...refusals(plan),
    `To run exactly this, write ${quoted(`/apply ${plan.id}`)} in a new comment. Where the plan is another by then, nothing is run.`,
    printShownPlan(plan) ?? "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");

const MOST_DRIFT = 10;

/** What drifted, a line for each table and way. */
function driftText({ cells, isDeclaredAnew, isWarmUpAnother }: PlanDrift): string {
  const shown = cells.slice(0, MOST_DRIFT);
  const more = cells.slice(MOST_DRIFT).reduce((sum, one) => sum + one.cells, 0);
  return `What drifted:\n\n${bullets([
    ...shown.map(
      ({ how, table: id, cells: number, dates, known }) =>
        `${how}: ${wording(id)}, ${count(number, "cell")}, ${someOf(dates)}${known === null ? "" : `: ${quoted(known.was, 100)}, now ${quoted(known.is, 100)}`}`,
    ),
    ...(more > 0 ? [`and ${count(more, "more cell")}`] : []),
    ...(isDeclaredAnew ? ["the declaration of one of its tables"] : []),
    ...(isWarmUpAnother ? ["whether the season's first days are computed"] : []),
    ...(cells.length === 0 && !isDeclaredAnew && !isWarmUpAnother
      ? ["why its cells are in it; their states and rows are the same"]
      : []),
  ])}`;
}

const MOST_RANGES = 6;

const someOf = (dates: string): string => {
  const ranges = dates.split(",");
  const more = ranges.length - MOST_RANGES;
  return `${ranges.slice(0, MOST_RANGES).join(", ")}${more > 0 ? ` and ${count(more, "more range")}` : ""}`;
};

function planWords({ cells }: Plan): string {
  const dates = [...new Set(cells.map(({ date }) => date))].sort();
  const tables = [...new Set(cells.map((cell) => cell.table))];
  const span = dates.length < 2 ? "" : `, ${dates[0]} to ${dates.at(-1)}`;
  return `${count(cells.length, "cell")} on ${count(dates.length, "game date")}${span}, in ${tables.map((id) => quoted(id)).join(", ")}`;
}

const refusals = ({ refused, blocked }: Plan): string[] =>
  refused.length + blocked.length === 0
    ? []
    : [
        `Not done by it: ${count(refused.length, "cell")} that a rule refuses${rules(refused)}, ${count(blocked.length, "cell")} that something before them blocks.`,
      ];

const rules = (refused: Plan["refused"]): string => {
  const names = [...new Set(refused.map(({ rule }) => rule))];
  return names.length === 0 ? "" : ` (${names.map((rule) => quoted(rule, 100)).join(", ")})`;
};

/** How a repair ended. `runUrl`: the workflow run's page; null where it was not one. */
export function receiptComment(receipt: Receipt, runUrl: string | null): string {
  const { run, counts, training, average, dueAt, dates, proven, reasons = [] } = receipt;
  const bad = dates.flatMap(({ date, cells }) =>
    cells
      .filter(({ outcome }) => outcome !== "done" && outcome !== "unneeded")
      .map((cell) => [
        date,
        wording(cell.table),
        wording(cell.outcome),
        cell.note === null ? "" : quoted(cell.note),
      ]),
  );
  const runLink = runUrl === null ? "" : ` ${link("The run", runUrl)}.`;
  return [
    `**Repair ${quoted(run)}: ${proven ? "proven" : "not proven"}.** ${countWords(counts)}.${runLink}`,
    ...(proven || reasons.length === 0
      ? []
      : [reasons.map((reason) => `- ${quoted(reason)}`).join("\n")]),
    ...(receipt.approvedBy === undefined ? [] : [`${approvalText(receipt.approvedBy)}.`]),
    ...(receipt.stoppedBy === undefined
      ? []
      : [
          `**Stopped by ${quoted(receipt.stoppedBy.by)}** at ${instantText(receipt.stoppedBy.at)}: what is pending was not begun. Write \`/retry\` in a new comment to go on with it.`,
        ]),
    ...(dueAt === null ? [] : [`**Parked until ${instantText(dueAt)}**: it is gone on with then.`]),
    table(
      ["", "before", "predicted", "after"],
      [
        ["training", training.before, training.predicted, training.after],
        [
          "average score",
          averageText(average.before),
          averageText(average.predicted),
          averageText(average.after),
        ],
      ],
    ),
    ...(bad.length === 0
      ? []
      : [
          table(["date", "table", "outcome", "why"], bad.slice(0, MOST_ROWS)),
          ...(bad.length > MOST_ROWS ? [`And ${bad.length - MOST_ROWS} more in the receipt.`] : []),
        ]),
  ].join("\n\n");
}

const countWords = (counts: Receipt["counts"]): string =>
  Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([what, n]) => `${n} ${what}`)
    .join(", ") || "No cell";
