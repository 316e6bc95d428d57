import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ReportStore } from "../../../src/github/reports/port.ts";
import { openReportStore, type ReportStoreOptions } from "../../../src/github/reports/store.ts";
import { mergeHistory } from "../../../src/records/history.ts";
import { type RunRecord, runRecord } from "../../../src/records/run-record.ts";
import { aProvenance, broken } from "../assessments.ts";
import { ownFolder } from "../warehouses.ts";
import { type GitHub, OWNER, REPO, TOKEN } from "./github.ts";

export const aRecord = (over: Partial<RunRecord> = {}): RunRecord => ({
  ...runRecord(broken(), aProvenance()),
  ...(over.training === "READY" ? { gate: READY } : {}),
  ...over,
});

/** What the gate says of a record that is ready and no more. */
const READY: NonNullable<RunRecord["gate"]> = {
  state: "READY, 1 date short",
  reasons: { unblocked: [], ready: [], complete: ["training is READY, and COMPLETE is required"] },
  short: ["2026-01-25: nbac_gamebook"],
};

/**
 * A root of the test's own with what a validation of an environment leaves in its folder, in small; `files` come to it,
 * or in place of it.
 */
export function aReportFolder(
  record: RunRecord = aRecord(),
  files: Readonly<Record<string, string | Uint8Array>> = {},
  environment = "sample",
): string {
  const folder = ownFolder();
  const all = {
    "latest/run.json": `${JSON.stringify(record, null, 2)}\n`,
    "latest/HANDOFF.md": `# Handoff of ${record.run}\n`,
    "latest/gaps.csv": "game_date,table\n2024-10-22,psza\n",
    "history/health_history.csv": mergeHistory(null, record),
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    const file = join(folder, environment, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}

/** When months are bundled, for publications that have none to bundle. */
export const ROLLING = { rollAfterDays: 90, now: new Date("2026-01-26T12:00:00Z") };

/** Waits a hundredth of the real time. */
export const QUICK = {
  now: () => new Date("2026-01-26T12:00:00Z"),
  wait: async (ms: number) => void (await sleep(ms / 100)),
  random: Math.random,
};

export const storeOn = (github: GitHub, over: Partial<ReportStoreOptions> = {}): ReportStore =>
  openReportStore({
    ...{ owner: OWNER, repo: REPO, token: TOKEN, apiUrl: github.url },
    ...{ branch: null, mode: "commit" as const },
    timing: QUICK,
    ...over,
  });
