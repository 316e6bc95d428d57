import type { CommandOptions } from "../../commands/spec.ts";
import type { Advice } from "../../gaps/advice.ts";
import type { PhaseOutline } from "../../gaps/advice-phases.ts";
import { graceEnd } from "../../gaps/advice-season.ts";
import { command } from "../../gaps/advice-target.ts";
import { count } from "../markdown.ts";
import { runsText, wording } from "../season-words.ts";
import { averageText, percentText } from "./ceilings-text.ts";
import type { HandoffData } from "./data.ts";
import { bullets, fence, minutesText, nothing, section, sentence } from "./text.ts";

const TITLE = "The plan";

/** The four phases in order: exact lines, what they can reach at best, what may go wrong, and the look afterwards. */
export function renderPlan(data: HandoffData): string {
  const { phases, advice } = data;
  const unplanned = advice.filter(({ repair }) => repair.planPhase === null);
  if (phases.every((outline) => outline.advice.length === 0) && unplanned.length === 0)
    return nothing(TITLE, "nothing to repair in any of the four phases.");
  return section(
    TITLE,
    "Run the phases in this order and look again after each. What a phase reaches is a ceiling: it holds if every repair of the phase succeeds, and is no promise.",
    ...phases.flatMap((outline) => renderPhase(data, outline)),
    ...(unplanned.length === 0
      ? []
      : ["### Outside the phases", bullets(unplanned.map((one) => notRun(data, one)))]),
  );
}

export const phaseOptions = ({ phase, includeWarmUp }: PhaseOutline): CommandOptions => ({
  "plan-phase": String(phase),
  ...(includeWarmUp ? { "include-warm-up": true } : {}),
});

function renderPhase(data: HandoffData, outline: PhaseOutline): string[] {
  const { phase, title, advice, cells, dates, tables, estimate } = outline;
  const heading = `### Phase ${phase}: ${title}`;
  if (advice.length === 0) return [nothing(`Phase ${phase}, ${title}`, "nothing to do.")];
  const resting = advice.filter(({ repair }) => repair.cells.length === 0);
  if (cells.length === 0)
    return [heading, "Nothing to run.", bullets(resting.map((one) => notRun(data, one)))];
  return [
    heading,
    bullets([
      `What: ${count(cells.length, "cell")} on ${count(dates.length, "date")}, in ${tables.map(wording).join(", ")}.`,
      ...advice.filter(({ repair }) => repair.cells.length > 0).map(whatOf),
      `Minutes: ${minutesText(estimate)}.`,
      `Reaches at best: ${reaches(data, outline)}`,
      ...resting.map((one) => notRun(data, one)),
    ]),
    fence("sh", linesOf(data, outline).join("\n")),
    "What may go wrong:",
    bullets(issues(data, outline)),
  ];
}

const whatOf = ({ title, group, repair }: Advice): string =>
  `${count(group.dates.length, "date")}, ${title}: ${runsText(group.runs, 6)}.${repair.way === "refresh" ? " The schedule of these dates is fetched again; the tables that lack the games stay as they are." : ""}`;

function linesOf({ target }: HandoffData, outline: PhaseOutline): string[] {
  const options = phaseOptions(outline);
  return [
    "# what it would do; writes nothing",
    command(target, "plan", options),
    "# do it",
    command(target, "backfill", options),
    "# look again",
    command(target, "validate"),
    ...(outline.phase === 1 ? ["# passes once training may run", command(target, "gate")] : []),
  ];
}

function reaches({ assessment }: HandoffData, { phase }: PhaseOutline): string {
  const { ceilings, unread, average, completionPct } = assessment;
  const parts = [
    `dates with every training table ${percentText(ceilings.completion[phase])} (now ${percentText(completionPct)})`,
    `average ${averageText(ceilings.average[phase])} (now ${averageText(average)})`,
  ];
  const training =
    phase === 1 && assessment.training === "BLOCKED"
      ? unread.length > 0
        ? "; training stays BLOCKED until every table it needs can be read"
        : "; training UNBLOCKED"
      : "";
  return `${parts.join(", ")}${training}.`;
}

function issues({ target }: HandoffData, outline: PhaseOutline): string[] {
  const own = outline.advice
    .filter(({ repair }) => repair.cells.length > 0)
    .flatMap(({ repair }) => repair.words);
  return [
    ...new Set(own.map(sentence)),
    ...(target.declared?.destructive === true
      ? [
          `${wording(target.environment)} is used by others while this runs. Rows that were there are kept for 7 days; \`undo RUN\` brings them back.`,
        ]
      : []),
    "A date that fails is listed with its cause, and the others go on. Note it, finish the phase, look at it afterwards.",
  ];
}

/** What falls to a phase, and why nothing of it is run. */
function notRun({ assessment }: HandoffData, { group, title, repair }: Advice): string {
  const what = `${sentence(group.finding.title)}, ${count(group.dates.length, "date")}`;
  switch (repair.way) {
    case "never":
      return `Not run: ${what}. It cannot be rebuilt: a row made afterwards is none.`;
    case "wait":
      return `Not yet: ${what} (${title}). Wait until ${graceEnd({ grid: assessment.grid, group })}; then \`${repair.line}\``;
    case "declare":
    case "ask":
      return `No run mends this: ${what} (${title}). ${repair.words.map(sentence).join(" ")}`;
    case "run":
    case "refresh":
      return `${what} (${title}).`;
  }
}
