import type { Assessment } from "../../findings/assess/assess.ts";
import { stateText } from "../../findings/assess/readiness-text.ts";
import { CAUSES } from "../../findings/causes/causes.ts";
import type { Diagnosis } from "../../findings/causes/diagnosis.ts";
import type { Finding } from "../../findings/finding.ts";
import { listedDays } from "../../grid/calendar/calendar.ts";
import { BANDS, countBands } from "../../grid/score.ts";
import { averageOf, gamesOf, monthsOf, type Slice, stageLosses } from "../../grid/slice.ts";
import { PRIORITIES } from "../../pipeline/schema.ts";
import { quoted, table } from "../text/markdown.ts";
import {
  capital,
  completionText,
  instantText,
  listed,
  oneDecimal,
  reportedAverageText,
  runsText,
  scoreText,
  wording,
} from "../text/phrases.ts";
import { count, onDates } from "../text/words.ts";

/** A few sentences with figures: the state, what is worst, where the points go and what can be reached. */
export function renderSeasonSummary(assessment: Assessment): string[] {
  const { grid, readiness } = assessment;
  const state = `Environment ${wording(grid.environment)}, as of ${instantText(grid.asOf)}. Model training is **${stateText(readiness)}**.`;
  if (grid.days.length === 0)
    return [
      `${state} There is no game date from ${grid.range.first} to ${grid.range.last}, so there is nothing to score.`,
      ...unknownBanner(assessment),
    ];
  const points = [
    inShort(assessment),
    ...reportedAverageText(grid).map(
      (text) =>
        `The operators' average, by the file's own health_score and without a cap: **${text}**.`,
    ),
    gravest(assessment),
    pointsLost(assessment),
    ...bestAndWorst(assessment),
    ...ceiling(assessment),
  ];
  return [state, ...unknownBanner(assessment), points.map((one) => `- ${one}`).join("\n")];
}

/** The figures of some dates in two sentences. */
export function inShort(slice: Slice): string {
  const { grid, scores } = slice;
  const counts = countBands(scores, grid.pipeline.score.bands);
  const bands = listed(BANDS.map((band) => `${counts[band]} ${band}`));
  const completion = completionText(slice);
  return [
    `${count(listedDays(grid.days).length, "game date")} from ${grid.range.first} to ${grid.range.last} with ${gamesText(slice)} score **${scoreText(averageOf(slice))}** on average: ${bands}.`,
    completion.includes("%")
      ? `Every table that training needs is there on **${completion}** of the dates that expect them.`
      : "Nothing that training needs is expected on them.",
  ].join(" ");
}

/** On a date whose schedule was not read nobody knows how many there are. */
function gamesText(slice: Slice): string {
  const { days, reported } = slice.grid;
  const isUnread = days.some(({ date }) => reported?.get(date)?.row.scheduled_games === null);
  return `${isUnread ? "at least " : ""}${count(gamesOf(slice), "game")}`;
}

function unknownBanner({ unread, unknownCells }: Assessment): string[] {
  if (unread.length === 0) return [];
  return [
    `> **UNKNOWN: ${count(unread.length, "table")} could not be read, ${count(unknownCells, "cell")}.** A score beside two bounds is of the rest: the bounds are the score with the unknown as empty and as full.`,
    table(
      ["table", "cells", "error"],
      unread.map(({ table: id, cells, error }) => [id, String(cells), quoted(error)]),
    ),
  ];
}

function gravest({ findings: all, diagnoses, unread }: Assessment): string {
  const [first] = all;
  if (first === undefined)
    return unread.length === 0
      ? "No findings: every cell that is expected is there."
      : "No findings among the cells that could be read.";
  const counts = PRIORITIES.map(
    (priority) => `${all.filter((one) => one.priority === priority).length} ${priority}`,
  );
  const where = first.runs.length === 0 ? "" : `, ${runsText(first.runs, 4)}`;
  return `Findings: ${listed(counts)}. The gravest: **${wording(first.title)}**${onDates(first.dates)}${where}. Cause: ${causesText(diagnoses, first)}.`;
}

function pointsLost(slice: Assessment): string {
  const lost = stageLosses(slice)
    .filter((stage) => stage.lost >= 0.05)
    .sort((a, b) => b.lost - a.lost)
    .map((stage) => `${stage.stage} ${oneDecimal(stage.lost)}`);
  return lost.length === 0
    ? "No stage of the score takes a point from the average."
    : `Points that the average loses, by stage of the score: ${listed(lost)}.`;
}

function bestAndWorst(slice: Slice): string[] {
  const months = [...monthsOf(slice)]
    .flatMap(([month, part]) => {
      const value = averageOf(part)?.value ?? null;
      return value === null ? [] : [{ month, value }];
    })
    .sort((a, b) => b.value - a.value);
  const [best, worst] = [months[0], months.at(-1)];
  if (best === undefined || worst === undefined || best === worst) return [];
  return [
    `Best month ${best.month} with ${oneDecimal(best.value)}, worst ${worst.month} with ${oneDecimal(worst.value)}.`,
  ];
}

function ceiling({ ceilings: { average, obstacles }, unread }: Assessment): string[] {
  const best = average[4];
  if (best === null) return [];
  const inTheWay = obstacles
    .filter(({ averageLoss }) => averageLoss >= 0.05)
    .map(({ stage, averageLoss }) => `${stage} (${oneDecimal(averageLoss)})`);
  const because =
    inTheWay.length === 0 ? "" : ` What still takes points then: ${listed(inTheWay)}.`;
  return [
    `${unread.length === 0 ? "With" : "Of what could be read: with"} everything repaired that can be, the average reaches **${oneDecimal(best)}** at most.${because}`,
  ];
}

/** Every finding, worst first, with its dates and causes. */
export function renderFindings({ findings: all, diagnoses, unread }: Assessment): string {
  if (all.length === 0)
    return unread.length === 0
      ? "None: every cell that was expected is there."
      : "None among the cells that could be read.";
  return all
    .map((finding, index) => {
      const { priority, title, dates, games, runs } = finding;
      const where =
        runs.length === 0
          ? ""
          : ` ${capital(count(dates.length, "date"))} with ${count(games, "game")}: ${runsText(runs)}.`;
      return `${index + 1}. **${priority}** ${capital(wording(title))}.${where} Cause: ${causesText(diagnoses, finding)}.`;
    })
    .join("\n");
}

function causesText(diagnoses: readonly Diagnosis[], finding: Finding): string {
  const dates = new Map<string, number>();
  for (const { cause, run, finding: of } of diagnoses)
    if (of.id === finding.id)
      dates.set(CAUSES[cause].title, (dates.get(CAUSES[cause].title) ?? 0) + run.dates.length);
  return dates.size === 0
    ? "none is known"
    : [...dates].map(([title, n]) => `${title} (${n})`).join("; ");
}
