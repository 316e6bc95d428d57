import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSql } from "../../../src/producers/port/sql-file.ts";
import { isLeft, renderInit } from "../../../src/render/summary/warehouse-init.ts";
import { openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import { OPS_TABLES } from "../../../src/warehouse/warehouse.ts";
import { change, initialise, outcomes, pipelineFile } from "../../support/admin.ts";
import { ROOT, SHIPPED } from "../../support/pipeline.ts";
import { day } from "../../support/pipelines/declarations.ts";
import { pipelineOn } from "../../support/processes.ts";
import { copiedSample, ownFolder } from "../../support/warehouses.ts";

const DATASETS = ["nba_raw", "nba_analytics", "nba_precompute", "nba_predictions", "ops"];
const OPS = OPS_TABLES.map((table) => `ops.${table}`);
const ALL = [...DATASETS, ...SHIPPED.tables.map(({ name }) => name), ...OPS].sort();

const columnsOf = async (path: string) => {
  await using warehouse = await openDuckDb({ path, readOnly: true });
  return await warehouse.query(
    "SELECT table_schema, table_name, column_name, data_type FROM `information_schema.columns` ORDER BY 1, 2, ordinal_position",
  );
};

describe("an embedded warehouse that is not there", () => {
  it("is made with every dataset and table, and the second time nothing is", async () => {
    const path = join(ownFolder(), "folder", "new.duckdb");
    const pipeline = pipelineOn(path);
    const first = await initialise({ pipeline });
    expect(outcomes(first).sort()).toEqual(ALL.map((name) => `created ${name}`));
    expect(first.items.some(isLeft)).toBe(false);
    const made = await columnsOf(path);

    const second = await initialise({ pipeline });
    expect(outcomes(second).sort()).toEqual(ALL.map((name) => `present ${name}`));
    expect(second.items.some(isLeft)).toBe(false);
    expect(renderInit(second)).toContain("\nNothing to make, 24 there already.");
    expect(await columnsOf(path)).toEqual(made);
  });

  it("is only foreseen by a dry run", async () => {
    const path = join(ownFolder(), "new.duckdb");
    const report = await initialise({ pipeline: pipelineOn(path), dryRun: true });
    expect(outcomes(report).sort()).toEqual(ALL.map((name) => `would-create ${name}`));
    expect(renderInit(report)).toContain("Dry run: nothing was changed.");
    expect(existsSync(path)).toBe(false);
  });

  it("takes the rows of its producers afterwards", async () => {
    const path = join(ownFolder(), "new.duckdb");
    await initialise({ pipeline: pipelineOn(path) });
    await using warehouse = await openDuckDb({ path, readOnly: false, filesAt: ROOT });
    const [written] = await warehouse.replaceDates({
      table: "nba_raw.nbac_schedule",
      dateColumn: "game_date",
      dates: [day("2024-10-22")],
      source: { kind: "recorded", sql: await readSql(ROOT, "sample/recorded/nbac_schedule.sql") },
      ledger: null,
      allowShrink: false,
      rowsExpected: true,
    });
    expect(written?.rows).toBe(2);
  });
});

describe("a warehouse that is there", () => {
  it("has nothing otherwise than declared where the sample was loaded", async () => {
    const report = await initialise({ pipeline: pipelineOn(copiedSample("incident")) });
    expect(report.items.filter(({ differences }) => differences.length > 0)).toEqual([]);
    expect(
      outcomes(report)
        .filter((one) => one.startsWith("created"))
        .sort(),
    ).toEqual(
      // The load recorded what it left.
      OPS.filter((name) => name !== "ops.partition_writes")
        .map((name) => `created ${name}`)
        .sort(),
    );
  });

  it("is neither altered nor dropped; each difference comes with what to do", async () => {
    const path = copiedSample("healthy");
    const pipeline = pipelineOn(path);
    await initialise({ pipeline });
    await change(
      path,
      "ALTER TABLE nba_analytics.player_game_summary DROP COLUMN points",
      "ALTER TABLE nba_raw.rosters ALTER COLUMN is_home TYPE VARCHAR",
      "ALTER TABLE nba_raw.nbac_play_by_play_shots ADD COLUMN note VARCHAR",
      "ALTER TABLE nba_predictions.prediction_grades ALTER COLUMN game_date TYPE VARCHAR",
      "DROP TABLE nba_precompute.team_defense_zone_analysis",
    );
    const before = await columnsOf(path);
    const { items } = await initialise({ pipeline, dryRun: true });
    const found = Object.fromEntries(
      items
        .filter(isLeft)
        .map(({ name, outcome, differences, detail }) => [
          name,
          outcome === "blocked"
            ? detail
            : differences.map((one) => `${one.what}: ${one.declared}, ${one.found}; ${one.remedy}`),
        ]),
    );
    expect(found).toMatchObject({
      "nba_raw.rosters": [
        expect.stringMatching(
          /^column is_home: BOOLEAN, VARCHAR; Cast it to VARCHAR in what fills/,
        ),
      ],
      "nba_predictions.prediction_grades": [
        // Its model reads the column that is gone.
        expect.stringMatching(/^columns: by its model, its model is refused: .*"points"/),
        expect.stringMatching(
          /^column game_date: DATE, VARCHAR; Make nba_predictions.prediction_grades again/,
        ),
      ],
      "nba_analytics.player_game_summary": [
        expect.stringMatching(
          /^column points: \w+, absent; ALTER TABLE `nba_analytics.player_game_summary` ADD COLUMN `points` \w+; rows that are there keep NULL/,
        ),
      ],
    });
    const of = (name: string) => items.find((one) => one.name === name);
    expect(of("nba_precompute.team_defense_zone_analysis")?.outcome).toBe("would-create");
    expect(of("nba_raw.nbac_play_by_play_shots")?.notes).toEqual([
      "also has note, which stay empty in rows made here",
    ]);
    expect(await columnsOf(path)).toEqual(before);
  });

  it("says which model reads a table that nobody here makes, and makes the others", async () => {
    const path = join(ownFolder(), "new.duckdb");
    const pipeline = pipelineFile((declaration) => {
      declaration["environments"].sample.path = path;
      const rosters = declaration["tables"].find(({ id }: { id: string }) => id === "rosters");
      rosters.producers.sample = { kind: "service", owner: "Roster scrapers" };
    });
    const report = await initialise({ pipeline });
    const left = report.items.filter(isLeft);
    expect(left.map(({ name, outcome }) => `${outcome} ${name}`)).toContain(
      "blocked nba_analytics.upcoming_player_game_context",
    );
    expect(left[0]?.detail).toContain(
      "its model reads what is not there: Table rosters does not exist",
    );
    expect(outcomes(report)).toContain("owner nba_raw.rosters");
    expect(outcomes(report)).toContain("created nba_precompute.team_defense_zone_analysis");
  });
});

it("prints nothing of outside as lines or colours of its own", () => {
  const nasty = "x\nwarehouse is fine\u001b[2J\u202e|\u0007";
  const text = renderInit({
    environment: "sample",
    warehouse: `DuckDB ${nasty}`,
    dryRun: false,
    items: [
      {
        ...{ kind: "table", name: "a.b", outcome: "blocked", detail: nasty, notes: [nasty] },
        differences: [
          { what: "location", declared: "US", found: nasty, remedy: nasty, breaks: true },
        ],
      },
    ],
  });
  expect(text.split("\n")).toHaveLength(6);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
});
