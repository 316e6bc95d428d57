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

/** The same warehouse, with the text of every query it is asked written down. */
export function counting(warehouse: Warehouse): Warehouse & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    ...warehouse,
    asked,
    query: (sql, params) => {
      asked.push(sql);
      return warehouse.query(sql, params);
    },
  };
}

/** The same warehouse, with one table that the engine cannot read. */
export const failingOn = (
  warehouse: Warehouse,
  table: string,
  message = "HTTP 503: backend error",
): Warehouse => ({
  ...warehouse,
  query: (sql, params) =>
    sql.includes(`\`${table}\``)
      ? Promise.reject(new Error(message))
      : warehouse.query(sql, params),
});
