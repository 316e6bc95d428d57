import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { compareRows } from "../../src/backfill/plan/control.ts";
import { columnOf } from "../../src/grid/grid.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import { loadSample } from "../../src/jobs/sample/load-sample.ts";
import { readScenario } from "../../src/jobs/sample/scenario.ts";
import { ownColumns, rowsToCompare } from "../../src/jobs/shared/control-rows.ts";
import { tableIn } from "../../src/pipeline/readings.ts";
import { openBigQuery } from "../../src/warehouse/bigquery/bigquery.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { type Emulator, startEmulator } from "../support/bigquery/emulator.ts";
import { altered, ROOT, SHIPPED } from "../support/pipeline.ts";
import { day } from "../support/pipelines/declarations.ts";
import { parseWithFiles } from "../support/readings.ts";
import { run } from "../support/repair/repairs.ts";
import { buildReplica } from "./build.ts";
import { emulateReplica } from "./emulated.ts";
import { throughEverything } from "./moved.ts";

const binary = process.env["BIGQUERY_EMULATOR"];
const DATES = "BETWEEN '2025-11-04' AND '2025-11-05'";

/** Seasons that open with the rows that are there. */
const declaration = () =>
  altered((declared) => {
    declared["seasons"] = [{ id: "2025-26", opens: "2025-11-04", closes: "2025-11-05" }];
    declared["environments"].production.asOf = "2025-11-09T12:00:00Z";
    declared["environments"].replica = {
      ...{ engine: "duckdb", path: "unused", like: "production", asOf: "2025-11-09T12:00:00Z" },
    };
  });

describe.skipIf(binary === undefined)("the operators' warehouse on BigQuery", () => {
  let folder: string;
  let path: string;
  let emulator: Emulator;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "replica-"));
    path = join(folder, "replica.duckdb");
    const sample = join(folder, "sample.duckdb");
    await loadSample(
      {
        ...{ pipeline: SHIPPED, environment: "sample", path: sample, root: ROOT },
        scenario: await readScenario("healthy", ROOT),
        dates: [{ first: day("2025-11-04"), last: day("2025-11-05") }],
      },
      { lockWaitMs: 0, onWait: () => undefined },
      () => undefined,
    );
    await buildReplica(sample, path);
    emulator = await startEmulator(binary ?? "");
    vi.stubEnv("BIGQUERY_EMULATOR_HOST", emulator.url);
    vi.stubEnv("METADATA_SERVER_DETECTION", "none");
    await emulateReplica(path, emulator.client, DATES);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await emulator?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const look = (warehouse: Warehouse, environment: string) =>
    observe(
      {
        pipeline: parseWithFiles(declaration(), "pipeline.yaml", ROOT),
        environment,
        range: { first: day("2025-11-04"), last: day("2025-11-05") },
        asOf: new Date("2025-11-09T12:00:00Z"),
        policy: "annotate",
      },
      warehouse,
      () => undefined,
    );

  it("has what every reading needs, by a dry run of each", async () => {
    const file = join(folder, "pipeline.yaml");
    writeFileSync(file, declaration());
    const where = [
      "--environment",
      "production",
      "--project",
      emulator.project,
      "--pipeline",
      file,
    ];
    const said = await run(["config", "check", ...where]);
    expect(said.out + said.err).toContain("production: 13 tables have every declared column");
  });

  it.each([
    ["nba_raw.bdl_player_boxscores", "game_date"],
    ["nba_precompute.player_composite_factors", "game_date"],
    ["nba_predictions.ml_feature_store_v2", "game_date"],
    ["nba_predictions.player_prop_predictions", "game_date"],
  ])("%s goes through stage, swap, keep and undo byte for byte", async (table, dateColumn) => {
    await using warehouse = await openBigQuery({
      ...{ project: emulator.project, location: "US" },
      // Predictions are kept for a year, and nothing is written to a day that is older.
      now: () => new Date("2025-11-09T12:00:00Z"),
    });
    await throughEverything(warehouse, {
      ...{ table, dateColumn, date: day("2025-11-05"), asText: "TO_JSON_STRING(t)" },
      texts: async (sql) =>
        (await emulator.client.query(sql))[0].map((row: { row_text: string }) => row.row_text),
    });
  });

  it("gives a control date's rows of every type, equal to themselves and not to changed ones", async () => {
    await using warehouse = await openBigQuery({ project: emulator.project, location: "US" });
    const pipeline = parseWithFiles(declaration(), "pipeline.yaml", ROOT);
    // Exact numbers, lists and JSON; and several rows a key. The emulator is slower with each query.
    for (const id of ["pcf", "mlfs", "player_prop_predictions"]) {
      const declared = pipeline.tables.find((one) => one.id === id);
      if (declared === undefined) throw new Error(`${id} is not declared.`);
      const table = tableIn(pipeline, declared, "production");
      const read = () => rowsToCompare(warehouse, table, day("2025-11-05"));
      const [once, again] = [await read(), await read()];
      expect(once.length, id).toBeGreaterThan(0);
      const compare = (rows: typeof once) => compareRows(ownColumns(table), once, rows);
      expect(compare(again), id).toEqual({ rows: once.length, differing: 0, columns: [] });
      const [column] = Object.keys(again[0] ?? {}).filter((name) => /score|feat|line/.test(name));
      const changed = again.map((row, at) => (at > 0 ? row : { ...row, [column ?? ""]: "other" }));
      expect(compare(changed), id).toMatchObject({ differing: 1, columns: [column] });
    }
  });

  it("is seen as DuckDB sees the same rows, cell by cell, but for what has expired", async () => {
    await using bigQuery = await openBigQuery({ project: emulator.project, location: "US" });
    await using duckDb = await openDuckDb({ path, readOnly: true });
    const [here, there] = [await look(bigQuery, "production"), await look(duckDb, "replica")];
    const days = (grid: typeof here) =>
      grid.days.map((one) => ({
        ...one,
        games: one.games.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      }));
    expect(days(here)).toEqual(days(there));
    expect(days(here).map(({ games }) => games.length)).toEqual([6, 11]);
    const expired = new Set(here.retention?.keys());
    expect([...expired].sort()).toEqual(["pdc", "player_prop_predictions", "psza", "tdza"]);
    for (const { id } of here.tables) {
      if (expired.has(id)) continue;
      const rows = (grid: typeof here) =>
        columnOf(grid, id).map(({ date, state, rows: n, games, thin }) => [
          date,
          state,
          n,
          games,
          thin,
        ]);
      expect(rows(here), id).toEqual(rows(there));
    }
  });
});
