import { join } from "node:path";
import type { Assessment } from "../../findings/assess/assess.ts";
import { writeGapsCsv } from "../../grid/csv/gaps-csv.ts";
import { healthRows } from "../../grid/csv/rows.ts";
import { writeHealthCsv } from "../../grid/health-csv.ts";
import { mergeHistory } from "../../records/history.ts";
import { latenessIn } from "../../records/lateness.ts";
import type { Provenance } from "../../records/provenance.ts";
import type { RunRecord } from "../../records/run-record.ts";
import { renderHandoff } from "../../render/handoff/handoff.ts";
import { type CostEntry, mergeCost } from "../../render/reports/cost-history.ts";
import { REPORT_FILES } from "../../render/reports/files.ts";
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
  const files = REPORT_FILES.filter(
    ({ path, isAside = false }) =>
      !isAside && (hasHealth || path !== "latest/health.csv") && (hasIssues || path !== CAUSE_RUNS),
  );
  const history = mergeHistory(await readIfThere(paths.history), record);
  const lateness = isCsv ? null : latenessIn(history);
  const context = { ...(await handoffContext(place, folder, record, files)), lateness };
  if (hasHealth) await writeWhole(paths.healthCsv, writeHealthCsv(healthRows(grid, scores)));
  await writeWhole(paths.gapsCsv, writeGapsCsv(grid));
  await writeWhole(paths.runJson, `${JSON.stringify(inContext(record, context), null, 2)}\n`);
  if (hasIssues) await writeCauseRuns(folder, assessment, provenance);
  const handoff = renderHandoff(assessment, provenance, context);
  await writeWhole(paths.handoff, handoff);
  await writeWhole(join(folder, handoffCopy(record)), handoff);
  await writeWhole(paths.history, history);
  await writeSeason(folder, assessment, lateness);
  const costs = await writeCosts(place, record);
  const written = [...files.map(({ path }) => path), ...SEASON_FILES];
  const ofCosts = costs === null ? [] : [COSTS];
  await writeIndex(place, record, history, costs, [...new Set([...written, ...ofCosts])]);
  await writeRootIndex(place.out);
  return paths;
}
