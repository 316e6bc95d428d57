import { someRanges } from "../../dates/list.ts";
import { printRange } from "../../dates/range.ts";
import type { Assessment } from "../../findings/assess/assess.ts";
import { holdingText, stateText } from "../../findings/assess/readiness-text.ts";
import type { Run } from "../../findings/runs.ts";
import { waiverNotes, waiverSentence, waiverWords } from "../../findings/waivers.ts";
import { listedDays } from "../../grid/calendar/calendar.ts";
import { BANDS, expectsSomething, isCertain } from "../../grid/score.ts";
import type { Cost } from "../../pipeline/cost.ts";
import type { Counted } from "../../records/observed.ts";
import { headline } from "../handoff/handoff.ts";
import { costText } from "../text/cost.ts";
import { countedText } from "../text/counted.ts";
import { quoted, table } from "../text/markdown.ts";
import { oneLine } from "../text/one-line.ts";
import { averageWords, capital, instantText, reportedAverageText } from "../text/phrases.ts";
import { count, onDates } from "../text/words.ts";

/** The job summary: the headline, the findings and where the rest is. One screen, far below GitHub's limit. */
export function renderSummary(assessment: Assessment, cost?: Cost, counted?: Counted): string {
  const { findings, unread } = assessment;
  const notes = waiverNotes(assessment.grid).map(
    (note) => `- ${waiverSentence(note, quoted(waiverWords(note.waiver)))}.`,
  );
  const rows = findings.map(({ priority, title, dates, runs }) => [
    priority,
    title,
    String(dates.length),
    whereText(runs, 5),
  ]);
  return [
    `## Training ${stateText(assessment.readiness)}`,
    headline(assessment),
    `Average health score ${averageWords(assessment)}.`,
    ...(unread.length === 0
      ? []
      : [`**UNKNOWN: ${count(unread.length, "table")} could not be read; see HANDOFF.md.**`]),
    ...(counted === undefined ? [] : [`${quoted(capital(countedText(counted)))}.`]),
    ...(cost === undefined ? [] : [`${costText(cost)}.`]),
    rows.length === 0 ? "No findings." : table(["priority", "finding", "dates", "where"], rows),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
    "",
  ].join("\n\n");
}

/** A few lines for a terminal. */
export function renderConsole(assessment: Assessment, counted?: Counted): string {
  const { grid, findings, unread } = assessment;
  const lines = [
    `Training ${stateText(assessment.readiness)} (${grid.environment}), ${count(listedDays(grid.days).length, "game date")}, ${grid.range.first} to ${grid.range.last}, as of ${instantText(grid.asOf)}`,
    `Average ${averageWords(assessment)}: ${bandWords(assessment)}`,
    ...reportedAverageText(grid).map(
      (text) => `Average of the file's own health_score, without a cap: ${text}`,
    ),
    ...(counted === undefined ? [] : [oneLine(capital(countedText(counted)))]),
    ...unread.map(
      ({ table: id, cells }) => `UNKNOWN ${id}: ${count(cells, "cell")} could not be read`,
    ),
    ...findings.map(({ priority, title, dates, runs }) => {
      const where = whereText(runs, 3);
      return `${priority}${onDates(dates, " ")}: ${title}${where === "" ? "" : ` (${where})`}`;
    }),
    ...(findings.length === 0 && unread.length === 0 ? ["No findings."] : []),
    ...heldBack(assessment),
    ...waiverNotes(grid).map((note) => waiverSentence(note, oneLine(waiverWords(note.waiver)))),
  ];
  return lines.join("\n");
}

const MOST_HELD = 5;

/** What keeps training from READY beyond the findings: named with their cells. */
function heldBack({ training, readiness }: Assessment): string[] {
  if (training === "READY" || training === "COMPLETE") return [];
  // Findings stand above, each in its own line.
  const held = readiness.holding
    .filter(({ from, isFinding }) => from !== "COMPLETE" && !isFinding)
    .map(holdingText);
  const lines = [...new Set(held)];
  const more = lines.length - MOST_HELD;
  return [
    ...lines.slice(0, MOST_HELD).map((line) => `Held back: ${oneLine(line)}`),
    ...(more > 0 ? [`Held back: and ${more} more reasons; gate lists them all`] : []),
  ];
}

/** The first runs, and how many game dates the others have. */
const whereText = (runs: readonly Run[], most: number): string =>
  someRanges(runs, most, ({ dates }) => dates.length);

/** Dates in each band; those without a score, and those that could be in another band, are said too. */
function bandWords({ bands, scores }: Assessment): string {
  const expected = scores.filter(expectsSomething);
  const without = expected.filter(({ value }) => value === null).length;
  const unsure = expected.filter((score) => score.value !== null && !isCertain(score)).length;
  return [
    ...BANDS.map((band) => `${band} ${bands[band]}`),
    ...(without === 0 ? [] : [`unknown ${without}`]),
    ...(unsure === 0 ? [] : [`the band of ${count(unsure, "date")} not certain`]),
  ].join(", ");
}

/** One line a P0 finding, for annotations. */
export const p0Messages = ({ findings, grid }: Assessment): string[] =>
  findings
    .filter(({ priority }) => priority === "P0")
    .map(({ title, dates, runs }) =>
      [
        `P0 (${grid.environment}): ${title}${onDates(dates, " on ", "game date")}`,
        ...runs.map(printRange),
      ].join(", "),
    );
