import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Assessment } from "../gaps/assess.ts";
import { writeHealthCsv } from "../health/csv.ts";
import { writeGapsCsv } from "../health/gaps-csv.ts";
import { healthRows } from "../health/rows.ts";
import { type Provenance, renderHandoff } from "../render/handoff.ts";
import { mergeHistory } from "../render/history.ts";
import type { RunRecord } from "../render/run-record.ts";

export type ReportPaths = Readonly<
  Record<"healthCsv" | "gapsCsv" | "runJson" | "handoff" | "history", string>
>;

/** Writes `latest/` and the history under `out`. Each file is replaced as a whole. */
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
  const history = mergeHistory(await readIfThere(paths.history), record);
  if (grid.pipeline.healthCsv === "nba-20")
    await writeWhole(paths.healthCsv, writeHealthCsv(healthRows(grid, scores)));
  await writeWhole(paths.gapsCsv, writeGapsCsv(grid));
  await writeWhole(paths.runJson, `${JSON.stringify(record, null, 2)}\n`);
  await writeWhole(paths.handoff, renderHandoff(assessment, provenance));
  await writeWhole(paths.history, history);
  return paths;
}

/** A reader sees the old file or the new one, never a part. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part-${process.pid}`;
  await writeFile(part, text);
  await rename(part, path);
}

export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
