import { readFileSync } from "node:fs";
import { join } from "node:path";
import { addDays, type CivilDate } from "../../src/dates/civil-date.ts";
import { type Assessment, assess } from "../../src/findings/assess/assess.ts";
import { gridFromCsv } from "../../src/grid/csv/from-csv.ts";
import { writeGapsCsv } from "../../src/grid/csv/gaps-csv.ts";
import { type HealthLine, parseHealthCsv } from "../../src/grid/health-csv.ts";
import type { Provenance } from "../../src/records/provenance.ts";
import { runRecord } from "../../src/records/run-record.ts";
import { renderHandoff } from "../../src/render/handoff/handoff.ts";
import { renderHeatmap } from "../../src/render/season/heatmap.ts";
import { renderSeason } from "../../src/render/season/season.ts";
import { ROOT, SHIPPED } from "../support/pipeline.ts";
import { type Figure, figure, timed } from "./measure.ts";

const SHORT = 308;
const LONG = 10_000;
const FILE = "sample/health_report_2024_25.csv";

const PROVENANCE: Provenance = {
  runId: "bench",
  configHash: "0",
  warehouse: `CSV ${FILE}`,
  toolVersion: "bench",
  runUrl: null,
};

/** What all reports take for the operators' season, repeated year after year to so many dates. */
export async function reports(repeats: number): Promise<Figure[]> {
  const real = parseHealthCsv(readFileSync(join(ROOT, FILE), "utf8"), FILE);
  const short = assess(gridFromCsv(SHIPPED, datesOf(real, SHORT)));
  const long = datesOf(real, LONG);
  const few = await timed(repeats, () => renderAll(short));
  const grid = gridFromCsv(SHIPPED, long);
  const judging = await timed(1, async () => assess(grid));
  const many = await timed(1, async () => renderAll(assess(grid)));
  return [
    figure("reports-308", `all reports of ${SHORT} dates`, few, "ms"),
    figure("assess-10000", `assessing ${LONG} dates`, judging, "ms"),
    figure("reports-10000", `all reports of ${LONG} dates, assessed`, many, "ms"),
    figure(
      "reports-growth",
      `growth for ${(LONG / SHORT).toFixed(1)} times the dates`,
      many / few,
      "ratio",
    ),
  ];
}

function datesOf(real: readonly HealthLine[], count: number): HealthLine[] {
  return Array.from({ length: count }, (_, index) => {
    const line = real[index % real.length] as HealthLine;
    const days = Math.floor(index / real.length) * 364;
    const game_date = addDays(line.row.game_date, days) as CivilDate;
    return { ...line, row: { ...line.row, game_date } };
  });
}

async function renderAll(assessment: Assessment): Promise<void> {
  renderHandoff(assessment, PROVENANCE);
  renderSeason(assessment);
  runRecord(assessment, PROVENANCE);
  writeGapsCsv(assessment.grid);
  await renderHeatmap(assessment, "light");
  await renderHeatmap(assessment, "dark");
}
