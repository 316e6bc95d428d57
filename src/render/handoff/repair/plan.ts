import type { Advice } from "../../../advice/advice.ts";
import { dateListOf } from "../../../advice/blocks/group.ts";
import { command, producerIn } from "../../../advice/blocks/target.ts";
import { graceEnd } from "../../../advice/causes/newest.ts";
import { type PhaseOutline, phaseOptions } from "../../../advice/phases.ts";
import { KEEP_DAYS } from "../../../pipeline/rules.ts";
import { averageText, percentText } from "../../text/figures.ts";
import {
  bullets,
  fence,
  inline,
  minutesText,
  nothing,
  section,
  sentence,
} from "../../text/handoff-text.ts";
import { averageWords, capital, completionText, runsText, wording } from "../../text/phrases.ts";
import { count, onDates } from "../../text/words.ts";
import { trainingAfter } from "../data/afterwards.ts";
import type { HandoffData } from "../data/data.ts";

const TITLE = "The plan";

/** The four phases in order: exact lines, what they can reach at best, what may go wrong, and the look afterwards. */
export function renderPlan(data: HandoffData): string {
  const { phases, open, advice } = data;
  const unplanned = advice.filter(({ repair }) => repair.planPhase === null);
  if (open.length === 0)
    return [
      nothing(
        TITLE,
        `nothing to run in any of the four phases${data.assessment.unread.length === 0 ? "" : ", as far as could be read"}.`,
      ),
      ...(advice.length === 0 ? [] : [bullets(advice.map((one) => notRun(data, one)))]),
    ].join("\n\n");
  return section(
    TITLE,
    "Run the phases in this order and look again after each. What a phase reaches is a ceiling: it holds if every repair of the phase succeeds, and is no promise.",
    ...phases.flatMap((outline) => renderPhase(data, outline)),
    ...(unplanned.length === 0
      ? []
      : ["### Outside the phases", bullets(unplanned.map((one) => notRun(data, one)))]),
  );
}

function renderPhase(data: HandoffData, outline: PhaseOutline): string[] {
  const { phase, title, advice, running, resting, cells, dates, tables, estimate } = outline;
  const heading = `### Phase ${phase}: ${title}`;
  if (advice.length === 0) return [nothing(`Phase ${phase}, ${title}`, "nothing to do.")];
  if (cells.length === 0)
    return [heading, "Nothing to run.", bullets(resting.map((one) => notRun(data, one)))];
  return [
    heading,
    bullets([
      `What: ${count(cells.length, "cell")} on ${count(dates.length, "date")}, in ${tables.map(wording).join(", ")}.`,
      ...running.map(whatOf),
      ...handOverTexts(data, outline),
      `Minutes: ${minutesText(estimate)}.`,
      `Reaches at best: ${reaches(data, outline)}`,
      ...resting.map((one) => notRun(data, one)),
    ]),
    fence("sh", linesOf(data, outline).join("\n")),
    "To know, and what may go wrong:",
    bullets(issues(data, outline)),
  ];
}

const whatOf = ({ title, group, repair }: Advice): string =>
  `${count(group.dates.length, "date")}, ${title}: ${runsText(group.runs, 6)}.${repair.way === "refresh" ? " The schedule of these dates is fetched again; the tables that lack the games stay as they are." : ""}`;

/** Who has to be asked for what, where it cannot be run from here; empty where it can. */
export function handOverTexts({ target }: HandoffData, outline: PhaseOutline): string[] {
  const override = outline.includeWarmUp ? ", with their override for the season's first days" : "";
  return outline.handOver.map(
    ({ owner, tables, runs }) =>
      `**${wording(owner)} cannot be called in ${wording(target.environment)}: no address of them is declared. Ask them for ${tables.map(wording).join(", ")} on ${dateListOf(runs)}${override}.**`,
  );
}

function linesOf({ target }: HandoffData, outline: PhaseOutline): string[] {
  const options = phaseOptions(outline);
  const run = command(target, "backfill", options);
  return [
    "# what it would do; writes nothing",
    command(target, "plan", options),
    ...(outline.callable.length > 0
      ? ["# do it", run]
      : [
          "# ask for the dates, as said above; once their address is declared, this does it:",
          `# ${run}`,
        ]),
    "# look again",
    command(target, "validate"),
    ...(outline.phase === 1 ? ["# passes once training may run", command(target, "gate")] : []),
  ];
}

function reaches(data: HandoffData, outline: PhaseOutline): string {
  const { assessment } = data;
  const { phase } = outline;
  const { ceilings, unread } = assessment;
  const parts = [
    `dates with every training table ${percentText(ceilings.completion[phase])} (now ${completionText(assessment)})`,
    `average ${averageText(ceilings.average[phase])} (now ${averageWords(assessment)})`,
  ];
  const training =
    phase === 1 && assessment.training === "BLOCKED"
      ? unread.length > 0
        ? "; training stays BLOCKED until every table it needs can be read"
        : `; training ${trainingAfter(data, outline)}`
      : "";
  return `${parts.join(", ")}${training}.`;
}

function issues({ target, assessment }: HandoffData, outline: PhaseOutline): string[] {
  const own = outline.running.map(
    ({ title, repair }) => `${capital(title)}: ${repair.words.map(sentence).join(" ")}`,
  );
  const read = assessment.grid.pipeline.tables.some(
    ({ id, upstream }) =>
      !outline.tables.includes(id) && upstream.some(({ table }) => outline.tables.includes(table)),
  );
  const variables = new Set(
    assessment.grid.pipeline.tables.flatMap((table) => {
      const producer = producerIn(target, table);
      if (producer?.kind !== "service" || !outline.callable.includes(table.id)) return [];
      return producer.urlFrom ?? [];
    }),
  );
  return [
    ...new Set(own),
    ...(target.declared?.destructive === true && outline.callable.length > 0
      ? [
          `${wording(target.environment)} is used by others while this runs. Rows that were there are kept for ${KEEP_DAYS} days; \`undo RUN\` brings them back.`,
        ]
      : []),
    ...(variables.size > 0
      ? [
          `It calls services: set ${[...variables].join(" and ")} to their address first (docs/how-to/services.md).`,
        ]
      : []),
    ...(read && outline.phase < 4
      ? [
          "What is computed from the refilled tables may become stale: the plan says how many cells, the next validation lists them, and phase 4 computes them again.",
        ]
      : []),
    "A date that fails is listed with its cause, and the others go on. Note it, finish the phase, look at it afterwards.",
  ];
}

/** What falls to a phase, and why nothing of it is run. */
function notRun({ assessment }: HandoffData, { group, title, repair }: Advice): string {
  const what = `${sentence(group.finding.title)}${onDates(group.dates)}`;
  switch (repair.way) {
    case "never":
      return `Not run: ${what}. It cannot be rebuilt: a row made afterwards is none.`;
    case "wait":
      return `Not yet: ${what} (${title}). Wait until ${graceEnd({ grid: assessment.grid, group })}; then ${inline(repair.line ?? "")}`;
    case "remove":
      if (repair.line === null)
        return `By hand: ${what} (${title}). ${repair.words.map(sentence).join(" ")}`;
      return `Only on request: ${what} (${title}). ${inline(repair.line ?? "")} takes the misplaced rows out.`;
    case "declare":
    case "ask":
      return `No run mends this: ${what} (${title}). ${repair.words.map(sentence).join(" ")}`;
    case "run":
    case "refresh":
      return `Done with an earlier phase: ${what} (${title}).`;
  }
}
