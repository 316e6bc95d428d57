import { join } from "node:path";
import type { Assessment } from "../../findings/assess/assess.ts";
import { writeGapsCsv } from "../../grid/csv/gaps-csv.ts";
import { healthRows } from "../../grid/csv/rows.ts";
import { writeHealthCsv } from "../../grid/health-csv.ts";
import { mergeHistory } from "../../records/history.ts";
import type { Provenance } from "../../records/provenance.ts";
import type { RunRecord } from "../../records/run-record.ts";
import type { ReportFile } from "../../render/handoff/data/context.ts";
import { renderHandoff } from "../../render/handoff/handoff.ts";
import { type CostEntry, mergeCost } from "../../render/reports/cost-history.ts";
import { readIfThere, writeWhole } from "../shared/files.ts";
import { handoffContext, handoffCopy, inContext } from "./handoff-files.ts";
import { CAUSE_RUNS, writeCauseRuns } from "./issue-files.ts";
import { SEASON_FILES, writeIndex, writeRootIndex, writeSeason } from "./pictures.ts";
import { environmentFolder } from "./report-folder.ts";
import { folderOf, type ReportPlace } from "./report-place.ts";

export { writeWhole } from "../shared/files.ts";

export type ReportPaths = Readonly<
  Record<"healthCsv" | "gapsCsv" | "runJson" | "handoff" | "history", string>
>;

/** What each file is to whoever reads the handoff, in the order in which they are worth opening. */
const ABOUT: readonly ReportFile[] = [
  { path: "latest/gaps.csv", about: "every cell that is not as it should be, with date and table" },
  { path: "latest/health.csv", about: "a row a game date, 20 columns" },
  { path: "latest/run.json", about: "this validation for programs" },
  { path: "latest/cause-runs.json", about: "the findings by cause, for the job that keeps issues" },
  { path: "latest/HANDOFF.md", about: "the newest handoff" },
  { path: "latest/SEASON.md", about: "the season in figures: by month, by phase, the worst dates" },
  { path: "latest/heatmap-light.svg", about: "the calendar, a field a date" },
  { path: "history/health_history.csv", about: "a row a run" },
];

/** From the folder of an environment. */
const COSTS = "history/costs.csv";

/** Null where nothing was ever billed; a run that billed nothing, for its engine does not, adds no row. */
async function writeCosts(place: ReportPlace, { asOf, run, environment, cost }: RunRecord) {
  if (cost === undefined) return readIfThere(join(folderOf(place), COSTS));
  return recordCost(place.out, { at: asOf, run, kind: "validate", environment, cost });
}

/** Adds a row to the costs of the entry's environment, below the root `out`. */
export async function recordCost(out: string, entry: CostEntry): Promise<string> {
  const file = join(await environmentFolder(out, entry.environment), COSTS);
  const costs = mergeCost(await readIfThere(file), entry);
  await writeWhole(file, costs);
  return costs;
}

/**
 * Writes `latest/`, the dated copy of the handoff and the history into the folder of the place, and the index over all
 * folders beside it. Each file is replaced as a whole.
 */
export async function writeReports(
  place: ReportPlace,
  assessment: Assessment,
  record: RunRecord,
  provenance: Provenance,
): Promise<ReportPaths> {
  // A CSV is looked at once and again from its file: it has nothing to take over.
  const isCsv = provenance.csvFile !== undefined;
  const folder = isCsv ? folderOf(place) : await environmentFolder(place.out, place.name);
  const paths: ReportPaths = {
    healthCsv: join(folder, "latest", "health.csv"),
    gapsCsv: join(folder, "latest", "gaps.csv"),
    runJson: join(folder, "latest", "run.json"),
    handoff: join(folder, "latest", "HANDOFF.md"),
    history: join(folder, "history", "health_history.csv"),
  };
  const { grid, scores } = assessment;
  const hasHealth = grid.pipeline.healthCsv === "nba-20";
  // Issues are about a warehouse that is looked at again; a CSV is looked at once.
  const hasIssues = !isCsv;
  const files = ABOUT.filter(
    ({ path }) => (hasHealth || path !== "latest/health.csv") && (hasIssues || path !== CAUSE_RUNS),
  );
  const context = await handoffContext(place, folder, record, files);
  const history = mergeHistory(await readIfThere(paths.history), record);
  if (hasHealth) await writeWhole(paths.healthCsv, writeHealthCsv(healthRows(grid, scores)));
  await writeWhole(paths.gapsCsv, writeGapsCsv(grid));
  await writeWhole(paths.runJson, `${JSON.stringify(inContext(record, context), null, 2)}\n`);
  if (hasIssues) await writeCauseRuns(folder, assessment, provenance);
  const handoff = renderHandoff(assessment, provenance, context);
  await writeWhole(paths.handoff, handoff);
  await writeWhole(join(folder, handoffCopy(record)), handoff);
  await writeWhole(paths.history, history);
  await writeSeason(folder, assessment);
  const costs = await writeCosts(place, record);
  const written = [...files.map(({ path }) => path), ...SEASON_FILES];
  const ofCosts = costs === null ? [] : [COSTS];
  await writeIndex(place, record, history, costs, [...new Set([...written, ...ofCosts])]);
  await writeRootIndex(place.out);
  return paths;
}
