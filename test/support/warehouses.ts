import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inject, onTestFinished } from "vitest";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { answersOf, openRemembered } from "./remembered.ts";
import type { SampleFile } from "./sample.ts";

/** A folder of the running test's own, gone when it ends. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The sample as the whole run shares it: nobody may write it. */
export function openSample(name: SampleFile): Promise<Warehouse> {
  const path = inject("sample")[name];
  return openRemembered(path, join(answersOf(dirname(path)), name));
}

/** A copy of the sample that the running test may change. */
export function copiedSample(name: SampleFile): string {
  const path = join(ownFolder(), "sample.duckdb");
  copyFileSync(inject("sample")[name], path);
  return path;
}
