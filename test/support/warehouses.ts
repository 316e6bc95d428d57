import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, onTestFinished } from "vitest";
import { openDuckDb } from "../../src/warehouse/duckdb.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";

/** A folder of the running test's own, gone when it ends. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The sample as the whole run shares it: nobody may write it. */
export const openSample = (scenario: "healthy" | "incident"): Promise<Warehouse> =>
  openDuckDb({ path: inject("sample")[scenario], readOnly: true });

/** A copy of the sample that the running test may change. */
export function copiedSample(scenario: "healthy" | "incident"): string {
  const path = join(ownFolder(), "sample.duckdb");
  copyFileSync(inject("sample")[scenario], path);
  return path;
}
