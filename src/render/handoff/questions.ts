import { command } from "../../advice/blocks/target.ts";
import { graceEnd } from "../../advice/causes/newest.ts";
import { isOfNewest } from "../../findings/finding.ts";
import { recentChanges, recentDates, type Trend } from "../../findings/recent.ts";
import { isAwaited } from "../../grid/arrival.ts";
import { columnOf } from "../../grid/grid.ts";
import { bullets, inline, section, sentence } from "../text/handoff-text.ts";
import { quoted } from "../text/markdown.ts";
import { instantText, wording } from "../text/phrases.ts";
import { count, onDates } from "../text/words.ts";
import type { HandoffData } from "./data/data.ts";

/** The five questions of every handoff, answered from data, or with what is needed for an answer. */
export const renderQuestions = (data: HandoffData): string =>
  section(
    "Open questions",
    bullets([
      `**Did the last backfill complete?** ${lastBackfill(data)}`,
      `**Were there unexpected errors?** ${errors(data)}`,
      `**What is the root cause?** ${rootCause(data)}`,
      `**How is it prevented?** ${prevention(data)}`,
      `**Are the recent dates recovering?** ${recovery(data)}`,
    ]),
  );

function lastBackfill({ context, target }: HandoffData): string {
  const last = context.repairs.at(-1);
  if (last === undefined)
    return "Unknown: these reports record no backfill. With the run id that `backfill` printed, `verify RUN` can tell.";
  const { run, outcome, done, failed, parked, finished } = last;
  const counts = `${done} cells done, ${failed} failed, ${parked} parked`;
  if (outcome === "done") return `Yes: ${quoted(run)}, ${counts}, every cell proven.`;
  if (outcome === "taken back")
    return `No longer: ${quoted(run)} was taken back, ${counts} before that; what it had replaced is there again.`;
  const resume = /^[\w-]+$/.test(run)
    ? ` To go on: ${inline(command(target, "backfill", { resume: run }))}`
    : "";
  return finished === null
    ? `No: no end of ${quoted(run)} is recorded, ${counts}.${resume}`
    : `Not all of it: ${quoted(run)} ${outcome} at ${instantText(finished)}, ${counts}.${resume}`;
}

function errors({ assessment, context }: HandoffData): string {
  const { unread } = assessment;
  const failed = context.repairs.filter((repair) => repair.failed > 0);
  const parts = [
    unread.length === 0
      ? "This validation read every table."
      : `This validation could not read ${count(unread.length, "table")}; the errors are at the top.`,
    ...failed.map(({ run, failed: cells }) => `${quoted(run)}: ${count(cells, "failed cell")}.`),
    ...(context.repairs.length === 0
      ? ["It cannot see errors of jobs that ran elsewhere; check their logs."]
      : []),
  ];
  return parts.join(" ");
}

function rootCause({ advice }: HandoffData): string {
  if (advice.length === 0) return "No findings, so no root cause.";
  const [first] = advice;
  const worst = advice.filter(
    ({ group }) => group.finding.priority === first?.group.finding.priority,
  );
  const texts = worst.map(({ group, title, byDesign, repair }) => {
    const what = `${sentence(group.finding.title)}${onDates(group.dates)}`;
    if (group.cause === "scattered")
      return `${what}: unknown; the log of one of these dates' jobs is needed.`;
    if (repair.way === "never") return `${what}: can no longer be determined (probably: ${title}).`;
    return `${what}: **${title}**${byDesign ? ", which is not a failure" : ""}.`;
  });
  return texts.join(" ");
}

function prevention({ advice }: HandoffData): string {
  const [first] = advice;
  if (first === undefined) return "Nothing to prevent.";
  const more = new Set(advice.map(({ group }) => group.cause)).size - 1;
  return `${sentence(first.prevent.words)}${more > 0 ? ` Confirm and prevent has the configuration, and the other ${count(more, "cause")}.` : " Confirm and prevent has the configuration."}`;
}

function recovery(data: HandoffData): string {
  const since = sinceThen(data);
  const now = lagNow(data, since !== "");
  return since === "" ? now : `${since} ${now}`;
}

const TREND_WORDS: Record<Trend, string> = {
  filled: "is now complete",
  recovering: "is recovering",
  unchanged: "is unchanged",
  worse: "got worse",
};

/** What became of the newest dates since the run before, from its record; empty where there is none to compare with. */
function sinceThen({ assessment, context }: HandoffData): string {
  const { previous } = context;
  const changes = recentChanges(previous?.recent ?? [], recentDates(assessment.grid));
  if (previous === null || changes.length === 0) return "";
  const texts = changes.map(
    ({ date, was, now, trend }) => `${date} ${TREND_WORDS[trend]} (${was} before, ${now} now)`,
  );
  return `Missing games and tables since ${instantText(previous.asOf)}: ${texts.join("; ")}.`;
}

function lagNow({ assessment, advice, target }: HandoffData, hasHistory: boolean): string {
  const { grid } = assessment;
  const recent = advice.filter(({ group }) => isOfNewest(group.finding));
  if (recent.length === 0) {
    const late = grid.tables.some((table) =>
      columnOf(grid, table.id).some((cell) => cell.late && !isAwaited(grid, table, cell.date)),
    );
    return late
      ? `Nothing is overdue: every missing cell is within its grace of ${grid.pipeline.graceHours} hours, and is marked late in gaps.csv.`
      : `No lag: the newest dates, up to ${grid.days.at(-1)?.date ?? grid.range.last}, lack nothing that counts as lag.`;
  }
  return recent
    .map(({ group, title, repair }) => {
      const dates = `${count(group.dates.length, "date")} (${group.dates.map(wording).join(", ")})`;
      if (repair.way === "wait")
        return `${hasHistory ? "Still within grace" : "Not known yet"}: ${dates}, due by ${graceEnd({ grid, group })}. Validate again then.`;
      return `No. ${dates} will not recover by themselves: ${title}. ${group.evidence.slice(0, 2).map(sentence).join(" ")} ${inline(repair.line ?? command(target, "validate"))}`;
    })
    .join(" ");
}
