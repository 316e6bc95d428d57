import type { CauseRun, CauseRuns } from "../../issues/cause-runs.ts";
import { inline, section, sentence } from "../text/handoff-text.ts";
import { table } from "../text/markdown.ts";
import { wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";
import { latestPath } from "./dates.ts";
import { subjectWords, wrongWords } from "./title.ts";

const MOST_ROWS = 100;
const HEADER = ["what", "game dates", "cause", "tables", "way out"];

/** One table of what can wait, and one of what found no room under the limit of new issues. */
export function rollingBody(
  about: { readonly runs: readonly CauseRun[]; readonly waiting: readonly CauseRun[] },
  { environment }: CauseRuns,
): string {
  const { runs, waiting } = about;
  return [
    `What is not as it should be in \`${environment}\` and can wait. Nothing of it blocks training; the table is written anew by each validation that sees all of it.`,
    ...(waiting.length === 0
      ? []
      : [
          section(
            "Without an issue yet",
            `The limit of new issues a run was reached; the next runs open ${waiting.length === 1 ? "it" : "them"}.`,
            rowsTable(environment, waiting, (run) => [
              `${run.priority}: ${nameOf(run)}`,
              ...rowOf(run),
            ]),
          ),
        ]),
    section(
      "What can wait",
      rowsTable(environment, runs, (run) => [nameOf(run), ...rowOf(run)]),
    ),
    section(
      "How to act",
      `Comment ${inline("/backfill DATES")} here with the dates of a row, such as ${inline("/backfill 2024-11-06..2024-11-15")}; without dates it takes everything that a backfill can mend.`,
    ),
  ].join("\n\n");
}

function rowsTable(
  environment: string,
  runs: readonly CauseRun[],
  rowFor: (run: CauseRun) => string[],
): string {
  if (runs.length === 0) return "Nothing.";
  const left = runs.length - MOST_ROWS;
  return [
    table(HEADER, runs.slice(0, MOST_ROWS).map(rowFor)),
    ...(left > 0
      ? [`And ${count(left, "row")} more in \`${latestPath(environment, "cause-runs.json")}\`.`]
      : []),
  ].join("\n\n");
}

const nameOf = (run: CauseRun): string => `${subjectWords(run)} ${wrongWords(run)}`;

function rowOf({ dates, causeTitle, tables, repair }: CauseRun): string[] {
  const [first, last] = [dates[0]?.date, dates.at(-1)?.date];
  return [
    dates.length === 1 ? String(first) : `${first}..${last} (${dates.length})`,
    sentence(causeTitle),
    tables.map(wording).join(", "),
    WAYS[repair.way],
  ];
}

const WAYS: Record<CauseRun["repair"]["way"], string> = {
  run: "backfill",
  refresh: "fetch the schedule again",
  remove: "take the misplaced rows out",
  wait: "wait",
  declare: "correct the declaration",
  ask: "ask who fills it",
  never: "none",
};
