import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { adviseAll } from "../../src/advice/advice.ts";
import { targetOf } from "../../src/advice/blocks/target.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { buildReplica } from "../replica/build.ts";
import { season2024 } from "../support/csv-assessment.ts";

const { grid, diagnoses } = season2024();
const target = targetOf(grid, { pipelineFile: null, out: null, csvFile: "report.csv" });
const queries = adviseAll(grid, diagnoses, target).flatMap(({ confirm }) =>
  confirm.filter(({ language }) => language === "sql").map(({ text }) => text),
);

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "replica-"));
  await buildReplica(inject("sample").incident, join(folder, "replica.duckdb"));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("queries of a CSV's handoff can be pasted into the console of the warehouse that its commands name", async () => {
  expect(target.environment).toBe("production");
  expect(queries.length).toBeGreaterThan(2);
  // Not the declared names and columns: what production has in their place.
  expect(queries.join("\n")).toContain("player_lookup AS player_id");
  await using warehouse = await openDuckDb({
    path: join(folder, "replica.duckdb"),
    readOnly: true,
  });
  for (const sql of queries) await expect(warehouse.query(sql), sql).resolves.toBeDefined();
});
