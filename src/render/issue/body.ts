import type { CauseRun, CauseRuns } from "../../issues/cause-runs.ts";
import { CLEAN_TO_CLOSE } from "../../issues/plan/clean.ts";
import { averageText } from "../text/figures.ts";
import { bullets, fence, inline, minutesText, section, sentence } from "../text/handoff-text.ts";
import { table, unmarked } from "../text/markdown.ts";
import { oneLine } from "../text/one-line.ts";
import { capital, scoreText } from "../text/phrases.ts";
import { count } from "../text/words.ts";
import { datesTable, latestPath } from "./dates.ts";
import { spanWords, subjectWords, wrongWords } from "./title.ts";

const MOST_EVIDENCE = 8;
const MOST_LINES = 3;

/** What the issue of one cause-run says. `number`: the issue's, null until GitHub gave it one. */
export function causeRunBody(run: CauseRun, file: CauseRuns, number: number | null): string {
  const evidence = run.evidence.slice(0, MOST_EVIDENCE).map(sentence);
  const more = run.evidence.length - evidence.length;
  return [
    causeRunHead(run, file),
    section(
      "Why",
      bullets([
        ...(evidence.length === 0
          ? ["Nothing in the data speaks for a cause of its own."]
          : evidence),
        ...(more > 0
          ? [`and ${more} more of the kind in \`${latestPath(file.environment, "run.json")}\``]
          : []),
      ]),
    ),
    section("How to act", ...actWords(run, file.environment, number)),
    section("Dates", datesTable(run, file.environment)),
    section(
      "When it closes",
      `By itself: when ${CLEAN_TO_CLOSE} validations in a row find all of its cells well, or at once when a repair's verification has proven them. Never while one of them could not be read. Who has it is who is assigned.`,
    ),
  ].join("\n\n");
}

/** The most important of it, which always has room. */
export function causeRunHead(run: CauseRun, { environment, phases }: CauseRuns): string {
  const phase = phases.find(({ id }) => id === run.phase);
  return [
    `**${subjectWords(run)} ${wrongWords(run)} ${spanWords(run)}.** ${sentence(whyWords(run))}`,
    table(
      ["what", "as found"],
      [
        ["environment", `\`${environment}\``],
        ["dates", `${count(run.dates.length, "game date")}, ${count(run.games, "game")}`],
        ...(phase === undefined ? [] : [["phase", sentence(phase.title)]]),
        ["tables", run.tables.map((id) => `\`${id}\``).join(", ")],
        ["what models lose", run.impact === null ? "not declared" : sentence(run.impact)],
        ["repairing it gains", gainWords(run)],
        ["filled by", sentence(run.owner)],
      ],
    ),
  ].join("\n\n");
}

const whyWords = ({ causeTitle, byDesign }: CauseRun): string =>
  `Cause: ${causeTitle}${byDesign && !causeTitle.includes("by design") ? ", by design" : ""}.`;

function gainWords({ predicted, repair }: CauseRun): string {
  const { average, training } = predicted;
  if (repair.way === "never") return "nothing: it cannot be recreated after the fact";
  const of = (value: number | null) => averageText(value);
  const now =
    average.bounds === undefined
      ? of(average.before)
      : scoreText({ ...average.bounds, value: average.before });
  const score =
    average.before === average.after
      ? `average health score stays ${now}`
      : `average health score ${now} to ${of(average.after)}`;
  if (training.before !== training.after)
    return `${score}; training ${training.before} to ${training.after}`;
  const rest = training.after === "BLOCKED" ? " while other gaps are there" : "";
  return `${score}; training stays ${training.after}${rest}`;
}

function actWords(run: CauseRun, environment: string, number: number | null): string[] {
  const { way, words, includeWarmUp, estimate, first, why } = run.repair;
  // One line each: a marker that stands alone on its line would be one of ours.
  const lines = run.repair.lines.slice(0, MOST_LINES).map((line) => unmarked(oneLine(line, 4000)));
  const notes = [...(why === "" ? [] : [capital(why)]), ...words].map(sentence);
  const look = first === "look" ? ["Look at the cause first."] : [];
  if (way !== "run" && way !== "refresh" && way !== "remove")
    return [bullets([...look, ...notes]), ...lines.map((line) => fence("sh", line))];
  const own = number === null ? "NUMBER" : String(number);
  const warmUp = includeWarmUp ? " include-warm-up" : "";
  return [
    ...(look.length + notes.length === 0 ? [] : [bullets([...look, ...notes])]),
    [
      `1. Comment \`/backfill${warmUp}\` here (\`/plan${warmUp}\` shows first what it would do, \`/help\` lists the commands).`,
      `2. Or the form: Actions, Backfill, Run workflow, with this issue's number${includeWarmUp ? " and include-warm-up" : ""}.`,
      `3. Or from a terminal: ${inline(`gh workflow run backfill.yml -f environment=${environment} -f issue=${own}${includeWarmUp ? " -f include-warm-up=true" : ""}`)}`,
      ...(lines.length === 0
        ? []
        : ["4. Or by this tool itself:", "", ...lines.map(indentedFence)]),
    ].join("\n"),
    `It takes ${minutesText(estimate)}.`,
  ];
}

const indentedFence = (line: string): string =>
  fence("sh", line)
    .split("\n")
    .map((one) => `   ${one}`)
    .join("\n");
