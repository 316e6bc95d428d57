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

/** A run that is over before a coffee is watched; a longer one is left after its canary. */
const WATCH_MINUTES = 15;

/** What to decide before the first open phase, each with a recommendation and what speaks for it. */
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
      ? "Run at once."
      : unclear.length === running.length
        ? "Look for the cause first."
        : "Run what has a known cause, and look at the rest first.";
  const warmUp = running.some(({ group }) => group.cause === "warm-up");
  return [
    `**Run at once, or look for the cause first? ${answer}**`,
    bullets([
      ...running.map(
        ({ group, title, why }) =>
          `${count(group.dates.length, "date")}, ${title}. ${sentence(why)} ${group.evidence.slice(0, 3).map(sentence).join(" ")}`,
      ),
      ...(checks === undefined || checks.length === 0
        ? []
        : ["To be surer, run the queries under Confirm and prevent: 2 minutes."]),
      ...(warmUp
        ? [
            `The other way: if models can do without these days, nothing has to be run. ${inline(command(target, "validate", { policy: "expected" }))} shows the state with them expected to be empty.`,
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
    return `${question} All at once:** there are only ${count(dates.length, "date")}, no more than a test batch has.`;
  const takes = minutesText(partOf(estimate, canary.length, dates.length));
  const larger = command(target, "backfill", { ...phaseOptions(outline), canary: "5" });
  return [
    `${question} A test batch of ${CANARY}:** ${listed(canary)}.`,
    bullets([
      callable.length > 0
        ? `\`backfill\` does this by itself: it goes on only if the cells of these dates come out as predicted. That takes ${takes}.`
        : `Ask for these dates first, and validate: go on only if their cells are there. That takes ${takes}.`,
      ...(running.length === 1
        ? [`All ${dates.length} dates have one cause, so that these ${CANARY} speak for the rest.`]
        : [
            `The ${dates.length} dates have ${running.length} causes, so that a larger batch tells more.`,
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
    return `${question} Nothing of it runs here:** ${takes}. Agree with those who run it when to look again.`;
  if (undeclared.length > 0 && minutes === 0)
    return `${question} Watch the test batch:** ${takes}. The test batch measures it.`;
  if (minutes <= WATCH_MINUTES) return `${question} Watch it:** ${takes}.`;
  return `${question} Watch the test batch, then leave it:** ${takes}. One date that fails does not hold up the others, and a run that was cut off goes on with \`--resume RUN\`.`;
}
