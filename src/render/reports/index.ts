import type { CivilDate } from "../../dates/civil-date.ts";
import { BANDS } from "../../grid/score.ts";
import { PRIORITIES } from "../../pipeline/schema.ts";
import { latenessIn } from "../../records/lateness.ts";
import type { RunRecord } from "../../records/run-record.ts";
import { latenessText } from "../text/lateness.ts";
import { link, table } from "../text/markdown.ts";
import {
  capital,
  instantText,
  listed,
  oneDecimal,
  recordedAverage,
  runsText,
  wording,
} from "../text/phrases.ts";
import { count } from "../text/words.ts";
import { renderCosts } from "./cost-history.ts";
import { BADGE, PICTURES, REPORT_FILES } from "./files.ts";
import { renderTrend } from "./trend.ts";

export type ReportsIndexInput = {
  /** The folder's: the environment, or what a CSV is called. */
  readonly name: string;
  readonly latest: RunRecord;
  /** The text of health_history.csv, this run in it. */
  readonly history: string;
  /** The text of costs.csv; null where no engine bills. */
  readonly costs?: string | null;
  /** What there is to link, as paths from the folder of the index, with forward slashes; folders end with one. */
  readonly files: readonly string[];
};

/** README.md of an environment: the latest state, its picture, the files and the trend. Links are relative to its own folder. */
export function renderReportsIndex(input: ReportsIndexInput): string {
  const { name, latest, history, costs = null, files } = input;
  const there = new Set(files);
  const sections = [
    `# Reports of ${wording(name)}`,
    "<!-- Written by each validation; edits here are lost. -->",
    ...(there.has(BADGE) ? [`![Training ${latest.training}](${BADGE})`] : []),
    state(latest),
    ...start(there),
    "[All environments](../README.md)",
    ...unknownBanner(latest),
    ...(there.has(PICTURES.light) && there.has(PICTURES.dark) ? [picture(latest)] : []),
    "## Findings",
    findings(latest),
    "## Trend",
    renderTrend(history),
    `Scheduled runs start late by: ${latenessText(latenessIn(history))}.`,
    ...(costs === null ? [] : ["## Costs", renderCosts(costs)]),
    "## Files",
    fileTable(files),
  ];
  return `${sections.join("\n\n")}\n`;
}

function state(latest: RunRecord): string {
  const { bands, completionPct } = latest;
  const completion =
    completionPct === null
      ? "Nothing that training needs is expected."
      : `Every table that training needs is there on ${oneDecimal(completionPct)} % of the dates that expect them.`;
  return [
    `**Model training is ${latest.training}.** Environment ${wording(latest.environment)}, ${count(latest.gameDates, "game date")} from ${latest.range.first} to ${latest.range.last}, as of ${instantText(latest.asOf)}.`,
    `Average health score ${recordedAverage(latest)}: ${listed(BANDS.map((band) => `${bands[band]} ${band}`))}.`,
    completion,
  ].join(" ");
}

function start(there: ReadonlySet<string>): string[] {
  const links = (["HANDOFF.md", "SEASON.md"] as const)
    .filter((name) => there.has(`latest/${name}`))
    .map((name) => `[${name}](latest/${name})`);
  return links.length === 0 ? [] : [`Start with ${listed(links)}.`];
}

function unknownBanner({ unread, cells }: RunRecord): string[] {
  if (unread.length === 0) return [];
  const names = unread.slice(0, 5).map((one) => wording(one.table));
  const more = unread.length - names.length;
  const tables = more === 0 ? listed(names) : `${names.join(", ")} and ${more} more`;
  return [
    `> **UNKNOWN: ${count(unread.length, "table")} could not be read, ${count(cells.unknown ?? 0, "cell")}: ${tables}.** Nothing here says that these are well.`,
  ];
}

function picture({ gameDates, bands }: RunRecord): string {
  const alt = `Calendar of ${count(gameDates, "game date")} by health band: ${listed(BANDS.map((band) => `${bands[band]} ${band}`))}.`;
  return [
    "<picture>",
    `  <source media="(prefers-color-scheme: dark)" srcset="${PICTURES.dark}">`,
    `  <img src="${PICTURES.light}" alt="${alt}">`,
    "</picture>",
  ].join("\n");
}

function findings({ findings: all, unread }: RunRecord): string {
  if (all.length === 0)
    return unread.length === 0
      ? "None: every cell that was expected is there."
      : "None among the cells that could be read.";
  const sorted = PRIORITIES.flatMap((priority) => all.filter((one) => one.priority === priority));
  return table(
    ["priority", "finding", "dates", "which"],
    sorted.map(({ priority, title, dates, runs }) => [
      priority,
      capital(wording(title)),
      String(dates.length),
      runsText(
        runs.map(({ first, last, dates: n }) => ({
          first: first as CivilDate,
          last: last as CivilDate,
          dates: n,
        })),
        4,
      ),
    ]),
  );
}

function fileTable(files: readonly string[]): string {
  if (files.length === 0) return "None were written.";
  const known = REPORT_FILES.filter(({ path }) => files.includes(path));
  const isKnown = new Set(known.map(({ path }) => path));
  const others = files.filter((file) => !isKnown.has(file)).sort();
  return table(
    ["file", "what it is"],
    [...known, ...others.map((path) => ({ path, about: "" }))].map(({ path, about }) => [
      link(wording(path), path),
      about,
    ]),
  );
}
