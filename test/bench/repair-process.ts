import { spawnSync } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { altered, ROOT } from "../support/pipeline.ts";
import { type Figure, figure, timed } from "./measure.ts";
import type { BenchFiles } from "./sample.ts";

/** The two fortnights without Phase 4, as a person asks for them; everything else is the command's own default. */
const WORDS = [
  ...["backfill", "--environment", "sample", "--phase", "4", "--force"],
  ...["--dates", "2024-10-22..2024-11-04,2025-10-21..2025-11-03"],
];

/** Phase 4 of 28 dates from the command line to its end: canary, looks, receipt and the file's closing included. */
export async function repairProcess(files: BenchFiles, repeats: number): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-process-"));
  const path = join(folder, "sample.duckdb");
  const pipeline = join(folder, "pipeline.yaml");
  await copyFile(files.one, path);
  await writeFile(
    pipeline,
    altered((declaration) => {
      declaration["environments"].sample.path = path;
    }),
  );
  const run = async () => {
    const words = [...WORDS, "--pipeline", pipeline, "--out", join(folder, "reports")];
    const { status, stdout, stderr } = spawnSync(process.execPath, ["src/cli/main.js", ...words], {
      ...{ cwd: ROOT, encoding: "utf8" },
    });
    if (status !== 0 || !stdout.includes("proven"))
      throw new Error(`ops ${words.join(" ")} ended in ${status}: ${stdout}${stderr}`);
  };
  try {
    await run(); // fills what the incident took
    return [
      figure("repair.process.ms", "28 dates, the whole process", await timed(repeats, run), "ms"),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
