import { BigQuery } from "@google-cloud/bigquery";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb.ts";
import type { Row, Value } from "../../src/warehouse/warehouse.ts";
import { type Emulator, startEmulator } from "../support/bigquery/emulator.ts";
import { copyToEmulator } from "../support/bigquery/emulator-load.ts";
import { expectSameRows } from "./same-rows.ts";
import {
  count,
  gameDates,
  MODELS,
  type Model,
  modelSql,
  openRaw,
  RAW_TABLES,
  runModels,
} from "./support.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];

// Few enough games for the emulator, and yet every rule is met: opening nights without history, a season's start that
// falls back to the last one, finalists with more than ten games, and games that leave the 365 days while the window of
// 20 still has room for them.
const KEPT = `game_date IN ('2024-10-22', '2024-10-24', '2025-10-21', '2025-10-23')
  OR game_date BETWEEN '2025-05-20' AND '2025-06-22'`;

const SETS = [
  { name: "the first days of 2024-25", dates: days("2024-10-22", "2024-10-24") },
  { name: "the last game of 2024-25", dates: days("2025-06-22") },
  { name: "the first days of 2025-26", dates: days("2025-10-21", "2025-10-23") },
];

const analytics = MODELS.filter(({ phase }) => phase === 3);
const rest = MODELS.filter(({ phase }) => phase > 3);

describe.skipIf(BINARY === undefined)("models on BigQuery", () => {
  let duckDb: DuckDbWarehouse;
  let emulator: Emulator;

  beforeAll(async () => {
    duckDb = await openRaw(KEPT);
    await runModels(duckDb, await gameDates(duckDb), analytics);
    // Features of no other dates, so that the emulator joins few rows.
    await runModels(
      duckDb,
      SETS.flatMap(({ dates }) => dates),
      rest,
    );
    emulator = await startEmulator(BINARY ?? "");
    for (const table of [...RAW_TABLES, ...MODELS.map((model) => model.table)])
      await copyToEmulator(duckDb, emulator.client, table);
  });
  afterAll(async () => {
    await emulator?.[Symbol.asyncDispose]();
    await duckDb?.[Symbol.asyncDispose]();
  });

  it("are given games that meet every rule", async () => {
    const zones = "SELECT COUNT(*) FROM `nba_precompute.player_shot_zone_analysis` AS zones";
    expect(await count(duckDb, `${zones} WHERE games_behind = 0`)).toBeGreaterThan(0);
    expect(await count(duckDb, `${zones} WHERE games_behind > 10`)).toBeGreaterThan(0);
    // Fewer games behind than were played before: some are older than 365 days.
    const lines = `
      SELECT COUNT(*) FROM \`nba_analytics.player_game_summary\` AS lines
      WHERE lines.player_id = zones.player_id AND lines.game_date < zones.analysis_date`;
    const aged = `${zones} WHERE games_behind > 0 AND games_behind < (${lines})`;
    expect(await count(duckDb, aged)).toBeGreaterThan(0);
  });

  describe.each(SETS)("$name", ({ dates }) => {
    it.each(MODELS)("$table has the rows it has on DuckDB", async (model) => {
      const onBigQuery = await runOnBigQuery(emulator.client, model, dates);
      expectSameRows(model.keys, onBigQuery, await rowsOf(duckDb, model, dates));
    });
  });
});

async function runOnBigQuery(
  client: BigQuery,
  model: Model,
  dates: readonly CivilDate[],
): Promise<readonly Row[]> {
  // The emulator takes an array parameter of dates for one of strings, so it is written out as a literal.
  const literal = `[${dates.map((date) => `DATE '${date}'`).join(", ")}]`;
  const query = modelSql(model).replaceAll("@dates", literal);
  const bounds = { first_date: dates[0], last_date: dates.at(-1) };
  const used = Object.entries(bounds).filter(([name]) => query.includes(`@${name}`));
  const [job] = await client.createQueryJob({
    query,
    params: Object.fromEntries(used.map(([name, date]) => [name, BigQuery.date(String(date))])),
    types: Object.fromEntries(used.map(([name]) => [name, "DATE"])),
  });
  const [rows] = await job.getQueryResults();
  return rows.map((row: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
  );
}

/** The client wraps a date in an object. */
function plain(value: unknown): Value {
  if (typeof value === "object" && value !== null)
    return String((value as { value: unknown }).value);
  return value as Value;
}

function rowsOf(
  warehouse: DuckDbWarehouse,
  { table, dateColumn }: Model,
  dates: readonly CivilDate[],
): Promise<readonly Row[]> {
  const list = dates.map((date) => `DATE '${date}'`).join(", ");
  return warehouse.query(`SELECT * FROM \`${table}\` WHERE ${dateColumn} IN (${list})`);
}

function days(...texts: string[]): readonly CivilDate[] {
  return texts as CivilDate[];
}
