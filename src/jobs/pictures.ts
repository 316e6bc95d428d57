import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Assessment } from "../gaps/assess.ts";
import { badge, renderBadgeSvg } from "../render/badge.ts";
import { renderHeatmap } from "../render/heatmap.ts";
import { renderReportsIndex } from "../render/reports-index.ts";
import type { RunRecord } from "../render/run-record.ts";
import { renderSeason } from "../render/season.ts";
import { writeWhole } from "./files.ts";

/** What people look at beside the handoff, from the folder of the reports. */
export const SEASON_FILES = [
  "latest/SEASON.md",
  "latest/heatmap-light.svg",
  "latest/heatmap-dark.svg",
  "latest/badge.json",
  "latest/badge.svg",
] as const;

/** The season report, the calendar in both themes and the badge. */
export async function writeSeason(out: string, assessment: Assessment): Promise<void> {
  const texts: Record<(typeof SEASON_FILES)[number], string> = {
    "latest/SEASON.md": renderSeason(assessment),
    "latest/heatmap-light.svg": await renderHeatmap(assessment, "light"),
    "latest/heatmap-dark.svg": await renderHeatmap(assessment, "dark"),
    "latest/badge.json": badge(assessment),
    "latest/badge.svg": renderBadgeSvg(assessment),
  };
  for (const file of SEASON_FILES) await writeWhole(join(out, file), texts[file]);
}

/** README.md of the reports, last of all: it links what is really there. */
export async function writeIndex(
  out: string,
  latest: RunRecord,
  history: string,
  costs: string | null,
  written: readonly string[],
): Promise<void> {
  const folders = await Promise.all(
    ["handoffs/", "backfills/"].map(async (folder) =>
      access(join(out, folder)).then(
        () => [folder],
        () => [],
      ),
    ),
  );
  const files = [...written, ...folders.flat()];
  await writeWhole(join(out, "README.md"), renderReportsIndex({ latest, history, costs, files }));
}
