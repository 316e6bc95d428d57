import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CivilDate, parseCivilDate } from "../../src/dates/civil-date.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb.ts";
import {
  count,
  differingRows,
  gameDates,
  MODELS,
  type Model,
  openBuilt,
  RAW_TABLES,
  runModels,
} from "./support.ts";

const analytics = MODELS.filter(({ phase }) => phase === 3);
const features = MODELS.filter(({ phase }) => phase === 4 || phase === 5);
const grades = MODELS.filter(({ phase }) => phase === 6);

const TABLES = [...RAW_TABLES, ...MODELS.map(({ table }) => table)];

/** A day without games, and the three dates of the operators' report. */
const PHANTOM_DAYS = ["2024-11-05", "2026-01-08", "2026-01-24", "2026-01-25"];

// From the newest back, because what one case destroys stays destroyed for the next.
const DATES = ["2025-11-01", "2025-10-21", "2025-06-22", "2025-01-15", "2024-10-22"].map(
  parseCivilDate,
);

/** What the raw tables may hold of the date itself and of later ones. The rosters stay: they are known before a game. */
const FUTURES: readonly { name: string; rewrite: (date: CivilDate) => readonly string[] }[] = [
  {
    name: "turns out differently",
    rewrite: (date) => [
      `UPDATE nba_raw.nbac_schedule SET home_score = away_score, away_score = home_score + 7 WHERE game_date >= '${date}'`,
      `UPDATE nba_raw.bdl_player_boxscores SET points = 2 * points + 9, minutes = 48 - minutes, rebounds = 3,
        steals = 7 - steals, blocks = blocks + 5 WHERE game_date >= '${date}'`,
      `UPDATE nba_raw.nbac_play_by_play_shots SET made = NOT made, zone = 'mid_range', period = 5
        WHERE game_date >= '${date}'`,
    ],
  },
  {
    name: "has not been played yet",
    rewrite: (date) => [
      `UPDATE nba_raw.nbac_schedule SET game_status = 'scheduled', home_score = NULL, away_score = NULL
        WHERE game_date >= '${date}'`,
      `DELETE FROM nba_raw.bdl_player_boxscores WHERE game_date >= '${date}'`,
      `DELETE FROM nba_raw.nbac_play_by_play_shots WHERE game_date >= '${date}'`,
    ],
  },
];

let warehouse: DuckDbWarehouse;
beforeAll(async () => {
  warehouse = await openBuilt();
  await warehouse.native("CREATE SCHEMA kept");
  for (const table of TABLES)
    await warehouse.native(`CREATE TABLE ${keptName(table)} AS SELECT * FROM ${table}`);
});
afterAll(() => warehouse[Symbol.asyncDispose]());

/** Everything as it was built: cheaper than building it again. */
async function restore(): Promise<void> {
  for (const table of TABLES)
    await warehouse.native(`CREATE OR REPLACE TABLE ${table} AS SELECT * FROM ${keptName(table)}`);
}

describe.each(FUTURES)("when everything from a date on $name", ({ rewrite }) => {
  beforeAll(restore);

  it.each(DATES)("no feature row of %s changes", async (date) => {
    for (const statement of rewrite(date)) await warehouse.native(statement);
    const onAndAfter = (await gameDates(warehouse)).filter((other) => other >= date);
    await runModels(warehouse, onAndAfter, analytics);
    await runModels(warehouse, [date], [...features, ...grades]);
    for (const model of features) expect(await changedRows(model, date)).toBe(0);
    // The change was there to be seen: by the table that is about the date itself.
    for (const model of grades) expect(await changedRows(model, date)).toBeGreaterThan(0);
  });
});

describe("a game that stands in the schedule and is never played", () => {
  beforeAll(restore);

  it("changes no row of any table", async () => {
    const dates = await gameDates(warehouse);
    for (const [at, day] of PHANTOM_DAYS.entries())
      await warehouse.native(`
        INSERT INTO nba_raw.nbac_schedule
        SELECT '${day}', '002259900${at}', MAX(season), 'regular_season', 'MIA', 'LAL', NULL, NULL, NULL, 'scheduled'
        FROM nba_raw.nbac_schedule WHERE game_date <= '${day}'`);
    await runModels(warehouse, dates);
    for (const model of MODELS) expect(await changedRows(model)).toBe(0);
  });
});

/** Rows of a date (or of all) that are not as they were kept. */
async function changedRows(model: Model, date?: CivilDate): Promise<number> {
  const where = date === undefined ? "true" : `${model.dateColumn} = DATE '${date}'`;
  const before = `SELECT * FROM ${keptName(model.table)} WHERE ${where}`;
  expect(await count(warehouse, `SELECT COUNT(*) FROM (${before})`)).toBeGreaterThan(0);
  const after = `SELECT * FROM \`${model.table}\` WHERE ${where}`;
  return differingRows(warehouse, before, after);
}

const keptName = (table: string): string => `kept.${table.split(".")[1]}`;
