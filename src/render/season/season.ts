import type { Assessment } from "../../findings/assess/assess.ts";
import { type Slice, seasonsOf } from "../../grid/slice.ts";
import type { Lateness } from "../../records/lateness.ts";
import { latenessText } from "../text/lateness.ts";
import { listed, wording } from "../text/phrases.ts";
import { renderAbsences, renderOverCounts, renderThin } from "./cells.ts";
import { renderWorst } from "./dates.ts";
import { inShort, renderFindings, renderSeasonSummary } from "./summary.ts";
import {
  renderDistribution,
  renderMonths,
  renderOverview,
  renderPhases,
  renderStages,
} from "./tables.ts";

/** SEASON.md: how each season of the grid stands, date by date and phase by phase. Ends with a line break. */
export function renderSeason(assessment: Assessment, lateness: Lateness | null = null): string {
  const { grid } = assessment;
  const seasons = seasonsOf(assessment);
  const names = [...seasons.keys()].map(wording);
  const several = seasons.size > 1;
  const sections = [
    `# Season report: ${titleOf(names)} (${wording(grid.environment)})`,
    "## Executive summary",
    ...renderSeasonSummary(assessment),
    ...(several ? [renderOverview(seasons)] : []),
    ...[...seasons].flatMap(([id, season]) =>
      several
        ? [`## Season ${wording(id)}`, inShort(season), ...seasonSections(season, "###")]
        : seasonSections(season, "##"),
    ),
    "## Findings by priority",
    renderFindings(assessment),
    ...(lateness === null
      ? []
      : ["## Validations", `Scheduled runs start late by: ${latenessText(lateness)}.`]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function titleOf(seasons: readonly string[]): string {
  if (seasons.length === 0) return "no game dates";
  return seasons.length > 3
    ? `${seasons[0]} to ${seasons.at(-1)}, ${seasons.length} seasons`
    : listed(seasons);
}

function seasonSections(season: Slice, level: "##" | "###"): string[] {
  return [
    `${level} Distribution`,
    renderDistribution(season),
    `${level} Month by month`,
    renderMonths(season),
    `${level} By stage of the score`,
    renderStages(season),
    `${level} By phase and table`,
    "A phase is complete with all of its tables, partial with some, missing with none, unknown with one unread. Thin (there, with fewer rows than a full date) and late (within the grace) are said beside the state.",
    ...renderPhases(season),
    `${level} Worst dates`,
    ...renderWorst(season),
    `${level} Over-counts`,
    renderOverCounts(season),
    `${level} Thin dates`,
    renderThin(season),
    `${level} Waived and expected to be absent`,
    renderAbsences(season),
  ];
}
