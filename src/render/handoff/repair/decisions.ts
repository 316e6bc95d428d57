import { command } from "../../../advice/blocks/target.ts";
import { type PhaseOutline, phaseOptions } from "../../../advice/phases.ts";
import { chooseCanary } from "../../../backfill/plan/canary.ts";
import {
  bullets,
  inline,
  minutesText,
  nothing,
  partOf,
  section,
  sentence,
} from "../../text/handoff-text.ts";
import { listed } from "../../text/phrases.ts";
import { count } from "../../text/words.ts";
import { CANARY, type HandoffData } from "../data/data.ts";

/** Watch a run shorter than this to its end; leave a longer one after its canary. */
const WATCH_MINUTES = 15;

/** The three decisions before the first open phase, each with a recommendation, its reasons and the cost of the alternative. */
export function renderDecisions(data: HandoffData): string {
  const [first] = data.open;
  if (first === undefined) return nothing("Decisions", "none; there is nothing to run.");
  return section(
    `Decisions before plan phase ${first.phase}`,
    runOrLook(data, first),
    allOrSome(data, first),
    watchOrLeave(first),
  );
}

function runOrLook({ target }: HandoffData, outline: PhaseOutline): string {
  const { running } = outline;
  const unclear = running.filter(({ first }) => first === "look");
  const [checks] = running.map(({ confirm }) => confirm);
  const answer =
    unclear.length === 0
      ? "Run it now."
      : unclear.length === running.length
        ? "Investigate first."
        : "Run the part with a known cause; investigate the rest first.";
  const warmUp = running.some(({ group }) => group.cause === "warm-up");
  return [
    `**Run now, or investigate first? ${answer}**`,
    bullets([
      ...running.map(
        ({ group, title, why }) =>
          `${count(group.dates.length, "date")}, ${title}. ${sentence(why)} ${group.evidence.slice(0, 3).map(sentence).join(" ")}`,
      ),
      ...(checks === undefined || checks.length === 0
        ? []
        : ["To investigate first, run the queries under Confirm and prevent: 2 minutes."]),
      ...(warmUp
        ? [
            `The alternative: if models can do without these days, run nothing. ${inline(command(target, "validate", { policy: "expected" }))} shows the state if they are expected to be empty.`,
          ]
        : []),
    ]),
  ].join("\n\n");
}

function allOrSome({ assessment, target }: HandoffData, outline: PhaseOutline): string {
  const { dates, cells, estimate, running, callable } = outline;
  const question = "**All dates, or a test batch first?";
  const canary = chooseCanary(assessment, cells, CANARY);
  if (canary.length === 0)
    return `${question} All at once:** ${count(dates.length, "date")} would be a test batch anyway.`;
  const takes = minutesText(partOf(estimate, canary.length, dates.length));
  const larger = command(target, "backfill", { ...phaseOptions(outline), canary: "5" });
  return [
    `${question} A test batch of ${CANARY}:** ${listed(canary)}.`,
    bullets([
      callable.length > 0
        ? `\`backfill\` does this automatically: it continues only if these dates come out as predicted. The test batch takes ${takes}.`
        : `Ask for these dates first, then validate. Continue only if their cells are complete. That takes ${takes}.`,
      ...(running.length === 1
        ? [`All ${dates.length} dates have one cause, so ${CANARY} of them represent the rest.`]
        : [
            `The ${dates.length} dates have ${running.length} causes. A larger test batch covers more of them:`,
          ]),
      ...(running.length > 1 && callable.length > 0 ? [inline(larger)] : []),
    ]),
  ].join("\n\n");
}

function watchOrLeave({ estimate, dates, callable }: PhaseOutline): string {
  const { minutes, undeclared } = estimate;
  const question = "**Watch it, or leave it running?";
  const takes = `${count(dates.length, "date")} take ${minutesText(estimate)}`;
  if (callable.length === 0)
    return `${question} It does not run here:** ${takes}. Agree with the owner when to validate again.`;
  if (undeclared.length > 0 && minutes === 0)
    return `${question} Watch the test batch:** ${takes}. The test batch measures it.`;
  if (minutes <= WATCH_MINUTES) return `${question} Watch it:** ${takes}.`;
  return `${question} Watch the test batch, then leave it:** ${takes}. A failed date does not stop the others, and \`--resume RUN\` continues an interrupted run.`;
}
