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
    return "Not known: none is recorded with these reports. Needed: the id that a backfill printed, for `verify RUN`.";
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
      : `This validation could not read ${count(unread.length, "table")}; the errors stand at the top.`,
    ...failed.map(({ run, failed: cells }) => `${quoted(run)}: ${count(cells, "failed cell")}.`),
    ...(context.repairs.length === 0
      ? ["Of jobs that ran elsewhere it sees only what they wrote; needed: their logs."]
      : []),
  ];
  return parts.join(" ");
}

function rootCause({ advice }: HandoffData): string {
  if (advice.length === 0) return "Nothing is wrong that has one.";
  const [first] = advice;
  const worst = advice.filter(
    ({ group }) => group.finding.priority === first?.group.finding.priority,
  );
  const texts = worst.map(({ group, title, byDesign, repair }) => {
    const what = `${sentence(group.finding.title)}${onDates(group.dates)}`;
    if (group.cause === "scattered")
      return `${what}: not known; needed: what the job of one of these dates logged.`;
    if (repair.way === "never")
      return `${what}: cannot be told any more from what is there now (it looks like: ${title}).`;
    return `${what}: **${title}**${byDesign ? ", which is no failure" : ""}.`;
  });
  return texts.join(" ");
}

function prevention({ advice }: HandoffData): string {
  const [first] = advice;
  if (first === undefined) return "There is nothing to prevent.";
  const more = new Set(advice.map(({ group }) => group.cause)).size - 1;
  return `${sentence(first.prevent.words)}${more > 0 ? ` For the other ${count(more, "cause")}, and with the configuration: Confirm and prevent, below.` : " The configuration stands under Confirm and prevent, below."}`;
}

function recovery(data: HandoffData): string {
  const since = sinceThen(data);
  const now = lagNow(data, since !== "");
  return since === "" ? now : `${since} ${now}`;
}

const TREND_WORDS: Record<Trend, string> = {
  filled: "lacks nothing any more",
  recovering: "is recovering",
  unchanged: "has not moved",
  worse: "lacks more than then",
};

/** What became of the newest dates since the run before, from its record; empty where there is none to compare with. */
function sinceThen({ assessment, context }: HandoffData): string {
  const { previous } = context;
  const changes = recentChanges(previous?.recent ?? [], recentDates(assessment.grid));
  if (previous === null || changes.length === 0) return "";
  const texts = changes.map(
    ({ date, was, now, trend }) => `${date} ${TREND_WORDS[trend]} (${was} then, ${now} now)`,
  );
  return `Against ${instantText(previous.asOf)}, in games and tables lacking: ${texts.join("; ")}.`;
}

function lagNow({ assessment, advice, target }: HandoffData, hasHistory: boolean): string {
  const { grid } = assessment;
  const recent = advice.filter(({ group }) => isOfNewest(group.finding));
  if (recent.length === 0) {
    const late = grid.tables.some((table) =>
      columnOf(grid, table.id).some((cell) => cell.late && !isAwaited(grid, table, cell.date)),
    );
    return late
      ? `Nothing has been lacking for longer than the grace of ${grid.pipeline.graceHours} hours; cells that are still allowed to fill stand in gaps.csv with the word late.`
      : `None is lagging: nothing is lacking on the newest dates, to ${grid.days.at(-1)?.date ?? grid.range.last}, that counts as lag.`;
  }
  return recent
    .map(({ group, title, repair }) => {
      const dates = `${count(group.dates.length, "date")} (${group.dates.map(wording).join(", ")})`;
      if (repair.way === "wait")
        return `${hasHistory ? "Still in their grace are" : "Not known yet for"} ${dates}: they have time until ${graceEnd({ grid, group })}. Needed: another look then.`;
      return `No, and ${dates} will not by themselves: ${title}. ${group.evidence.slice(0, 2).map(sentence).join(" ")} ${inline(repair.line ?? command(target, "validate"))}`;
    })
    .join(" ");
}
