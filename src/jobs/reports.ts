import { join } from "node:path";
import type { Assessment } from "../gaps/assess.ts";
import { writeHealthCsv } from "../health/csv.ts";
import { writeGapsCsv } from "../health/gaps-csv.ts";
import { healthRows } from "../health/rows.ts";
import { type CostEntry, mergeCost } from "../render/cost-history.ts";
import type { ReportFile } from "../render/handoff/context.ts";
import { type Provenance, renderHandoff } from "../render/handoff.ts";
import { mergeHistory } from "../render/history.ts";
import type { RunRecord } from "../render/run-record.ts";
import { readIfThere, writeWhole } from "./files.ts";
import { handoffContext, handoffCopy, inContext } from "./handoff-files.ts";
import { CAUSE_RUNS, writeCauseRuns } from "./issue-files.ts";
import { SEASON_FILES, writeIndex, writeSeason } from "./pictures.ts";

export { writeWhole } from "./files.ts";

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

/** From the folder of the reports. */
const COSTS = "history/costs.csv";

/** Null where nothing was ever billed; a run that billed nothing, for its engine does not, adds no row. */
async function writeCosts(out: string, { asOf, run, environment, cost }: RunRecord) {
  if (cost === undefined) return readIfThere(join(out, COSTS));
  return recordCost(out, { at: asOf, run, kind: "validate", environment, cost });
}

export async function recordCost(out: string, entry: CostEntry): Promise<string> {
  const file = join(out, COSTS);
  const costs = mergeCost(await readIfThere(file), entry);
  await writeWhole(file, costs);
  return costs;
}

/** Writes `latest/`, the dated copy of the handoff and the history under `out`. Each file is replaced as a whole. */
export async function writeReports(
  out: string,
  assessment: Assessment,
  record: RunRecord,
  provenance: Provenance,
): Promise<ReportPaths> {
  const paths: ReportPaths = {
    healthCsv: join(out, "latest", "health.csv"),
    gapsCsv: join(out, "latest", "gaps.csv"),
    runJson: join(out, "latest", "run.json"),
    handoff: join(out, "latest", "HANDOFF.md"),
    history: join(out, "history", "health_history.csv"),
  };
  const { grid, scores } = assessment;
  const hasHealth = grid.pipeline.healthCsv === "nba-20";
  // Issues are about a warehouse that is looked at again; a CSV is looked at once.
  const hasIssues = provenance.csvFile === undefined;
  const files = ABOUT.filter(
    ({ path }) => (hasHealth || path !== "latest/health.csv") && (hasIssues || path !== CAUSE_RUNS),
  );
  const context = await handoffContext(out, record, files);
  const history = mergeHistory(await readIfThere(paths.history), record);
  if (hasHealth) await writeWhole(paths.healthCsv, writeHealthCsv(healthRows(grid, scores)));
  await writeWhole(paths.gapsCsv, writeGapsCsv(grid));
  await writeWhole(paths.runJson, `${JSON.stringify(inContext(record, context), null, 2)}\n`);
  if (hasIssues) await writeCauseRuns(out, assessment, provenance);
  const handoff = renderHandoff(assessment, provenance, context);
  await writeWhole(paths.handoff, handoff);
  await writeWhole(join(out, handoffCopy(record)), handoff);
  await writeWhole(paths.history, history);
  await writeSeason(out, assessment);
  const costs = await writeCosts(out, record);
  const written = [...files.map(({ path }) => path), ...SEASON_FILES];
  const ofCosts = costs === null ? [] : [COSTS];
  await writeIndex(out, record, history, costs, [...new Set([...written, ...ofCosts])]);
  return paths;
}
