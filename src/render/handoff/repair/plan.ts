import type { Advice } from "../../../advice/advice.ts";
import { dateListOf } from "../../../advice/blocks/group.ts";
import { command, producerIn } from "../../../advice/blocks/target.ts";
import { graceEnd } from "../../../advice/causes/newest.ts";
import { type PhaseOutline, phaseOptions } from "../../../advice/phases.ts";
import type { Assessment } from "../../../findings/assess/assess.ts";
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

/** The four phases in order: their commands, the best result each can reach, and its risks. */
export function renderPlan(data: HandoffData): string {
  const { phases, open, advice } = data;
  const unplanned = advice.filter(({ repair }) => repair.planPhase === null);
  if (open.length === 0)
    return [
      nothing(
        TITLE,
        `nothing to run in any of the four phases${data.assessment.unread.length === 0 ? "" : ", among the tables that could be read"}.`,
      ),
      ...(advice.length === 0 ? [] : [bullets(advice.map((one) => notRun(data, one)))]),
    ].join("\n\n");
  return section(
    TITLE,
    `Run the phases in this order. After each, validate again: ${inline(command(data.target, "validate"))}`,
    bullets(everyPhase(data)),
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
      `Repairs ${count(cells.length, "cell")} on ${count(dates.length, "date")}, in ${tables.map(wording).join(", ")}: ${minutesText(estimate)}.`,
      ...once(running.map(whatOf)),
      ...handOverTexts(data, outline),
      `Best result: ${reaches(data, outline)}`,
      ...once(resting.map((one) => notRun(data, one))),
      ...risks(data, outline),
    ]),
    fence("sh", linesOf(data, outline).join("\n")),
  ];
}

/** Two findings may be one repair. */
const once = (texts: readonly string[]): string[] => [...new Set(texts)];

/** What holds for every phase, said once. */
function everyPhase({ assessment, target, open }: HandoffData): string[] {
  const isShared =
    target.declared?.destructive === true && open.some(({ callable }) => callable.length > 0);
  return [
    "`plan` shows what a phase would do and writes nothing. Best results are ceilings: they assume that every repair of the phase succeeds.",
    "A failed date is listed with its cause and does not stop the others. Note it, finish the phase, then look at it.",
    ...(open.some((outline) => outline.phase < 4 && isRead(assessment, outline))
      ? [
          "Tables computed from the refilled ones may become stale. The plan says how many cells, the next validation lists them, and phase 4 recomputes them.",
        ]
      : []),
    ...(isShared
      ? [
          `Others use ${wording(target.environment)} while this runs. Replaced rows are kept for ${KEEP_DAYS} days; \`undo RUN\` restores them.`,
        ]
      : []),
  ];
}

/** Whether a table outside the phase is computed from one of its tables. */
const isRead = ({ grid }: Assessment, { tables }: PhaseOutline): boolean =>
  grid.pipeline.tables.some(
    ({ id, upstream }) =>
      !tables.includes(id) && upstream.some(({ table }) => tables.includes(table)),
  );

const whatOf = ({ title, group, repair }: Advice): string =>
  `${count(group.dates.length, "date")}, ${title}: ${runsText(group.runs, 6)}.${repair.way === "refresh" ? " This fetches the schedule of these dates again and changes no other table." : ""}`;

/** Who has to be asked for what, where it cannot be run from here; empty where it can. */
export function handOverTexts({ target }: HandoffData, outline: PhaseOutline): string[] {
  const override = outline.includeWarmUp
    ? ", with their override for the first days of the season"
    : "";
  return outline.handOver.map(
    ({ owner, tables, runs }) =>
      `**${wording(owner)} cannot be called in ${wording(target.environment)}: no address is declared. Ask them for ${tables.map(wording).join(", ")} on ${dateListOf(runs)}${override}.**`,
  );
}

function linesOf({ target }: HandoffData, outline: PhaseOutline): string[] {
  const options = phaseOptions(outline);
  const run = command(target, "backfill", options);
  return [
    command(target, "plan", options),
    ...(outline.callable.length > 0
      ? [run]
      : [
          "# ask for the dates, as above; once their address is declared, this repairs them:",
          `# ${run}`,
        ]),
    ...(outline.phase === 1
      ? ["# after validating: passes if training may run", command(target, "gate")]
      : []),
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
        ? "; training stays BLOCKED until every table that it needs can be read"
        : `; training ${trainingAfter(data, outline)}`
      : "";
  return `${parts.join(", ")}${training}.`;
}

function risks({ target, assessment }: HandoffData, outline: PhaseOutline): string[] {
  const variables = new Set(
    assessment.grid.pipeline.tables.flatMap((table) => {
      const producer = producerIn(target, table);
      if (producer?.kind !== "service" || !outline.callable.includes(table.id)) return [];
      return producer.urlFrom ?? [];
    }),
  );
  return [
    ...once(
      outline.running.map(
        ({ title, repair }) => `${capital(title)}: ${repair.words.map(sentence).join(" ")}`,
      ),
    ),
    ...(variables.size > 0
      ? [
          `It calls services: first set ${[...variables].join(" and ")} to their address (docs/how-to/services.md).`,
        ]
      : []),
  ];
}

/** A finding of the phase that no run repairs, and why. */
function notRun({ assessment }: HandoffData, { group, title, repair }: Advice): string {
  const what = `${sentence(group.finding.title)}${onDates(group.dates)}`;
  switch (repair.way) {
    case "never":
      return `Not run: ${what}. It cannot be recreated after the fact.`;
    case "wait":
      return `Not yet: ${what} (${title}). Wait until ${graceEnd({ grid: assessment.grid, group })}; then ${inline(repair.line ?? "")}`;
    case "remove":
      if (repair.line === null)
        return `By hand: ${what} (${title}). ${repair.words.map(sentence).join(" ")}`;
      return `Only on request: ${what} (${title}). ${inline(repair.line ?? "")} removes the misplaced rows.`;
    case "declare":
    case "ask":
      return `No run repairs this: ${what} (${title}). ${repair.words.map(sentence).join(" ")}`;
    case "run":
    case "refresh":
      return `Done with an earlier phase: ${what} (${title}).`;
  }
}
