import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Grid } from "../../src/grid/grid.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import { openBigQuery } from "../../src/warehouse/bigquery/bigquery.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { gameDates, MODELS, openRaw, RAW_TABLES, runModels } from "../models/support.ts";
import { type Emulator, startEmulator } from "../support/bigquery/emulator.ts";
import { copyToEmulator } from "../support/bigquery/emulator-load.ts";
import { SHIPPED } from "../support/pipeline.ts";
import { day } from "../support/pipelines/declarations.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];
const RANGE = { first: day("2024-10-22"), last: day("2024-10-28") };

/** Holes, so that the grids have more than complete cells to agree on. */
const HOLES = [
  "DELETE FROM nba_precompute.player_shot_zone_analysis WHERE analysis_date = DATE '2024-10-24'",
  "DELETE FROM nba_precompute.team_defense_zone_analysis WHERE analysis_date = DATE '2024-10-25' AND team_abbr < 'N'",
  `DELETE FROM nba_raw.bdl_player_boxscores WHERE game_id =
     (SELECT min(game_id) FROM nba_raw.bdl_player_boxscores WHERE game_date = DATE '2024-10-26')`,
  `UPDATE nba_raw.nbac_gamebook_player_stats SET points = points + 1 WHERE game_date = DATE '2024-10-27'
     AND player_lookup = (SELECT min(player_lookup) FROM nba_raw.nbac_gamebook_player_stats WHERE game_date = DATE '2024-10-27')`,
  `UPDATE nba_raw.bdl_player_boxscores SET points = NULL WHERE game_id =
     (SELECT max(game_id) FROM nba_raw.bdl_player_boxscores WHERE game_date = DATE '2024-10-28')`,
  `DELETE FROM nba_raw.nbac_gamebook_player_stats WHERE game_date = DATE '2024-10-25' AND points > 0
     AND player_lookup < 'm'`,
  `INSERT INTO nba_analytics.player_game_summary
     SELECT * FROM nba_analytics.player_game_summary WHERE game_date = DATE '2024-10-27'`,
];

describe.skipIf(BINARY === undefined)("a validation of the same dates on two engines", () => {
  let emulator: Emulator;
  let onDuckDb: Grid;
  let onBigQuery: Grid;

  beforeAll(async () => {
    emulator = await startEmulator(BINARY ?? "");
    process.env["BIGQUERY_EMULATOR_HOST"] = emulator.url;
    await using duckDb = await openRaw(
      `game_date BETWEEN DATE '${RANGE.first}' AND DATE '${RANGE.last}'`,
    );
    await runModels(duckDb, await gameDates(duckDb));
    for (const hole of HOLES) await duckDb.native(hole);
    for (const table of [...RAW_TABLES, ...MODELS.map((model) => model.table)])
      await copyToEmulator(duckDb, emulator.client, table);
    await using bigQuery = await openBigQuery({ project: emulator.project, location: "US" });
    onDuckDb = await gridOn(duckDb);
    onBigQuery = await gridOn(bigQuery);
  });
  afterAll(async () => {
    delete process.env["BIGQUERY_EMULATOR_HOST"];
    await emulator?.[Symbol.asyncDispose]();
  });

  it("finds the same game days with the same games and final scores", () => {
    expect(onDuckDb.days).toHaveLength(7);
    const sorted = ({ days }: Grid) =>
      days.map((one) => ({ ...one, games: [...one.games].sort((a, b) => (a.id < b.id ? -1 : 1)) }));
    expect(sorted(onBigQuery)).toEqual(sorted(onDuckDb));
  });

  it.each(SHIPPED.tables.map(({ id }) => id))("finds the same cells of %s", (table) => {
    expect(onDuckDb.columns.get(table)).toHaveLength(7);
    expect(cellsOf(onBigQuery, table)).toEqual(cellsOf(onDuckDb, table));
  });

  it("finds the same players of whom two sources say otherwise", () => {
    const found = onDuckDb.differences?.get("nbac_gamebook") ?? [];
    const kinds = (date: string) =>
      found.filter((one) => one.date === date).map(({ kind }) => kind);
    expect(kinds("2024-10-27")).toEqual(["numbers"]);
    expect(kinds("2024-10-28")).toEqual(["numbers"]);
    expect(new Set(kinds("2024-10-25"))).toEqual(new Set(["only-other"]));
    expect(found.some(({ players, examples }) => players > examples.length)).toBe(true);
    expect(onDuckDb.columns.get("bdl_box_scores")?.at(-1)?.unreconciled).toHaveLength(1);
    expect(onBigQuery.differences).toEqual(onDuckDb.differences);
  });

  it("had more than complete cells to agree on", () => {
    const cells = [...onBigQuery.columns.values()].flat();
    expect(new Set(cells.map(({ state }) => state))).toEqual(
      new Set(["complete", "missing", "partial", "over-count"]),
    );
    expect(cells.some(({ thin }) => thin)).toBe(true);
  });
});

const gridOn = (warehouse: Warehouse): Promise<Grid> =>
  observe(
    {
      pipeline: SHIPPED,
      environment: "sample",
      range: RANGE,
      asOf: new Date("2026-01-26T12:00:00Z"),
      policy: "annotate",
      sources: true,
    },
    warehouse,
    () => undefined,
  );

/** The games of a cell have no order; which of them are missing does not depend on the engine. */
const cellsOf = (grid: Grid, table: string) =>
  grid.columns
    .get(table)
    ?.map((cell) => ({ ...cell, missingGames: [...cell.missingGames].sort() }));
