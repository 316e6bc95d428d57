import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { run } from "../support/repair/repairs.ts";
import { buildReplica } from "./build.ts";
import { replicaPipeline } from "./pipeline.ts";

/** What fills the feature sets here: their rows of the healthy sample, in the operators' shape. */
const FEATURES = {
  tdza: ["nba_precompute.team_defense_zone_analysis", "analysis_date"],
  psza: ["nba_precompute.player_shot_zone_analysis", "analysis_date"],
  pcf: ["nba_precompute.player_composite_factors", "game_date"],
  mlfs: ["nba_predictions.ml_feature_store_v2", "game_date"],
} as const;

let folder: string;
let path: string;
let where: string[];

async function on(file: string, ...statements: readonly string[]) {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const rows: unknown[] = [];
  for (const statement of statements)
    rows.push(...(await connection.runAndReadAll(statement)).getRowObjectsJson());
  connection.closeSync();
  instance.closeSync();
  return rows;
}

/** Every row of every feature set, whatever their order: a table as JSON takes ten times as long to compare. */
const content = () =>
  on(
    path,
    ...Object.values(FEATURES).map(
      ([table]) =>
        `SELECT count(*) AS n, CAST(sum(CAST(hash(t) AS HUGEINT)) AS VARCHAR) AS h FROM ${table} AS t`,
    ),
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "replica-"));
  path = join(folder, "replica.duckdb");
  const healthy = join(folder, "healthy.duckdb");
  await buildReplica(inject("sample").incident, path);
  const features = Object.values(FEATURES).map(([table]) => table);
  await buildReplica(inject("sample").healthy, healthy, features);
  await on(
    path,
    `ATTACH '${healthy}' AS healthy (READ_ONLY)`,
    "CREATE SCHEMA stash",
    ...Object.entries(FEATURES).map(
      ([id, [table]]) => `CREATE TABLE stash.${id} AS SELECT * FROM healthy.${table}`,
    ),
    "DETACH healthy",
    // The schedule as it was corrected later: what nobody played has moved. Else what is computed from short dates is not proven.
    `INSERT INTO nba_raw.nbac_schedule BY NAME
     SELECT * REPLACE (DATE '2026-02-10' AS game_date, processed_at + INTERVAL 20 DAY AS processed_at)
     FROM nba_raw.nbac_schedule WHERE game_date BETWEEN '2026-01-08' AND '2026-01-25'
       AND game_id IN ('0022500529', '0022599644', '0022500651', '0022500652')`,
  );
  const file = join(folder, "pipeline.yaml");
  writeFileSync(
    file,
    replicaPipeline(path, ({ tables }) => {
      for (const [id, [, date]] of Object.entries(FEATURES)) {
        const model = join(folder, `${id}.sql`);
        writeFileSync(
          model,
          `SELECT t.* FROM UNNEST(@dates) AS d JOIN \`stash.${id}\` AS t ON t.${date} = d`,
        );
        const table = tables.find((one: { id: string }) => one.id === id);
        table.producers.replica = { kind: "sql", file: model };
        table.read.replica = table.read.production;
      }
    }),
  );
  where = ["--environment", "replica", "--pipeline", file];
});
afterAll(() => rmSync(folder, { recursive: true }));

it("goes from plan to undo on the operators' tables: 25 dates are repaired, proven, and as they were", async () => {
  const out = join(folder, "reports");
  const before = await content();
  const planned = await run(["plan", ...where, "--plan-phase", "4", "--json"]);
  const { cells } = JSON.parse(planned.out);
  expect(new Set(cells.map(({ date }: { date: string }) => date)).size).toBe(25);
  const repaired = await run(["backfill", ...where, "--plan-phase", "4", "--out", out]);
  expect(repaired.code, repaired.out + repaired.err).toBe(0);
  const id = /\bb-\d{8}T\d{6}Z-[0-9a-f]{6}\b/.exec(repaired.out)?.[0] ?? "";
  expect(await content()).not.toEqual(before);
  const verified = await run(["verify", id, ...where, "--out", out]);
  expect(verified.out).toContain("proven");
  const gate = await run(["gate", ...where, "--out", out]);
  // The 28 dates still block training.
  expect(gate.out).toContain("training is BLOCKED");
  const undone = await run(["undo", id, ...where, "--out", out]);
  expect(undone.code, undone.out + undone.err).toBe(0);
  expect(await content()).toEqual(before);
});
