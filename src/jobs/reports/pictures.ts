import { join } from "node:path";
import type { Assessment } from "../../findings/assess/assess.ts";
import type { Lateness } from "../../records/lateness.ts";
import type { RunRecord } from "../../records/run-record.ts";
import {
  type EnvironmentReports,
  INDEXED_FILES,
  latestIn,
  renderEnvironmentsIndex,
} from "../../render/reports/environments-index.ts";
import { renderReportsIndex } from "../../render/reports/index.ts";
import { badge, renderBadgeSvg } from "../../render/season/badge.ts";
import { renderHeatmap } from "../../render/season/heatmap.ts";
import { renderSeason } from "../../render/season/season.ts";
import { isThere, namesIn, readIfThere, writeWhole } from "../shared/files.ts";
import { folderOf, type ReportPlace } from "./report-place.ts";

/** What people look at beside the handoff, from the folder of an environment. */
export const SEASON_FILES = [
  "latest/SEASON.md",
  "latest/heatmap-light.svg",
  "latest/heatmap-dark.svg",
  "latest/badge.json",
  "latest/badge.svg",
] as const;

/** The season report, the calendar in both themes and the badge. */
export async function writeSeason(
  folder: string,
  assessment: Assessment,
  lateness: Lateness | null,
): Promise<void> {
  const texts: Record<(typeof SEASON_FILES)[number], string> = {
    "latest/SEASON.md": renderSeason(assessment, lateness),
    "latest/heatmap-light.svg": renderHeatmap(assessment, "light"),
    "latest/heatmap-dark.svg": renderHeatmap(assessment, "dark"),
    "latest/badge.json": badge(assessment),
    "latest/badge.svg": renderBadgeSvg(assessment),
  };
  for (const file of SEASON_FILES) await writeWhole(join(folder, file), texts[file]);
}

/** README.md of an environment, last of its files: it links what is really there. */
export async function writeIndex(
  place: ReportPlace,
  latest: RunRecord,
  history: string,
  costs: string | null,
  written: readonly string[],
): Promise<void> {
  const { name } = place;
  const folder = folderOf(place);
  const folders = await Promise.all(
    ["handoffs/", "backfills/"].map(async (part) =>
      (await isThere(join(folder, part))) ? [part] : [],
    ),
  );
  const files = [...written, ...folders.flat()];
  const text = renderReportsIndex({ name, latest, history, costs, files });
  await writeWhole(join(folder, "README.md"), text);
}

/** README.md of the root, from what each folder holds by now. */
export async function writeRootIndex(out: string): Promise<void> {
  const folders = ["", ...(await namesIn(out)).sort()];
  const found = await Promise.all(folders.map((folder) => reportsIn(out, folder)));
  await writeWhole(join(out, "README.md"), renderEnvironmentsIndex(found.flat()));
}

async function reportsIn(out: string, folder: string): Promise<EnvironmentReports[]> {
  const runJson = await readIfThere(join(out, folder, "latest", "run.json"));
  if (runJson === null) return [];
  const files = await Promise.all(
    INDEXED_FILES.map(async (file) => ((await isThere(join(out, folder, file))) ? file : "")),
  );
  return [{ folder, latest: latestIn(runJson), has: (file) => files.includes(file) }];
}
