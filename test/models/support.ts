import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import { type DuckDbWarehouse, openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import type { Params, ReplaceRequest } from "../../src/warehouse/warehouse.ts";

const ROOT = join(import.meta.dirname, "../..");
const RECORDED = join(ROOT, "sample/recorded");

/** The NBA Cup final that the operators' calendar did not list; without its date there are 308. */
const LEFT_OUT = "2024-12-17";

export type Model = {
  readonly phase: 3 | 4 | 5 | 6;
  readonly table: string;
  readonly dateColumn: string;
  readonly keys: readonly string[];
};

const model = (phase: Model["phase"], table: string, dateColumn: string, keys: string): Model => ({
  phase,
  table,
  dateColumn,
  keys: keys.split(" "),
});

/** In an order in which each stands after the models it reads. */
export const MODELS: readonly Model[] = [
  model(3, "nba_analytics.player_game_summary", "game_date", "game_id player_id"),
  model(3, "nba_analytics.team_defense_game_summary", "game_date", "game_id defending_team_abbr"),
  model(3, "nba_analytics.upcoming_player_game_context", "game_date", "game_id player_id"),
  model(4, "nba_precompute.team_defense_zone_analysis", "analysis_date", "analysis_date team_abbr"),
  model(4, "nba_precompute.player_shot_zone_analysis", "analysis_date", "analysis_date player_id"),
  model(4, "nba_precompute.player_daily_cache", "cache_date", "cache_date player_id"),
  model(4, "nba_precompute.player_composite_factors", "game_date", "game_date player_id"),
  model(4, "nba_precompute.ml_feature_store_v2", "game_date", "game_id player_id"),
  model(
    5,
    "nba_predictions.player_prop_predictions",
    "game_date",
    "game_date player_lookup system_id",
  ),
  model(6, "nba_predictions.prediction_grades", "game_date", "game_date player_lookup system_id"),
];

export const RAW_TABLES: readonly string[] = readdirSync(RECORDED).map(
  (file) => `nba_raw.${file.replace(/\.sql$/, "")}`,
);

export function modelSql({ phase, table }: Model): string {
  const name = table.split(".")[1];
  return readFileSync(join(ROOT, `pipeline/sql/phase${phase}/${name}.sql`), "utf8");
}

/** The recorded raw tables in memory, whole or only the rows that `where` keeps; no model has run. */
export async function openRaw(where = "true"): Promise<DuckDbWarehouse> {
  const warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
  await warehouse.native("CREATE SCHEMA nba_raw");
  for (const table of RAW_TABLES) {
    const file = join(RECORDED, `${table.replace("nba_raw.", "")}.sql`);
    const select = readFileSync(file, "utf8").replaceAll("'sample/", `'${join(ROOT, "sample")}/`);
    await warehouse.native(`CREATE TABLE ${table} AS SELECT * FROM (${select}) WHERE ${where}`);
  }
  return warehouse;
}

/** The dates with a game in the schedule, in order, less the one that is left out. */
export async function gameDates(warehouse: DuckDbWarehouse): Promise<readonly CivilDate[]> {
  const rows = await warehouse.query(
    `SELECT DISTINCT game_date FROM \`nba_raw.nbac_schedule\` WHERE game_date <> DATE '${LEFT_OUT}' ORDER BY 1`,
  );
  return rows.map((row) => row["game_date"] as CivilDate);
}

/**
 * Fills the dates as a replacement does, but by plain statements: the fingerprints of a replacement take longer than the
 * models, and these suites run them again and again.
 */
export async function runModels(
  warehouse: DuckDbWarehouse,
  dates: readonly CivilDate[],
  models: readonly Model[] = MODELS,
): Promise<void> {
  const params = dateParams(dates);
  for (const model of models) {
    const { table, dateColumn } = model;
    const select = modelSql(model);
    await warehouse.native(`CREATE SCHEMA IF NOT EXISTS ${table.split(".")[0]}`);
    await warehouse.query(
      `CREATE TABLE IF NOT EXISTS ${table} AS SELECT * FROM (${select}) LIMIT 0`,
      params,
    );
    const claim = "SELECT claimed FROM UNNEST(@dates) AS claimed";
    await warehouse.query(`DELETE FROM ${table} WHERE ${dateColumn} IN (${claim})`, params);
    await warehouse.query(`INSERT INTO ${table} ${select}`, params);
  }
}

function dateParams(dates: readonly CivilDate[]): Params {
  const sorted = [...dates].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) throw new Error("A model fills some dates.");
  return {
    dates: { type: "ARRAY<DATE>", value: sorted },
    first_date: { type: "DATE", value: first },
    last_date: { type: "DATE", value: last },
  };
}

/** A replacement without guards and ledger, as a first load is. */
export const firstLoad = (
  { table, dateColumn }: Pick<Model, "table" | "dateColumn">,
  sql: string,
  dates: readonly CivilDate[],
): ReplaceRequest => ({
  table,
  dateColumn,
  dates,
  source: { kind: "select", sql },
  ledger: null,
  allowShrink: true,
  rowsExpected: false,
});

/** The raw tables and every model over all 308 dates. */
export async function openBuilt(): Promise<DuckDbWarehouse> {
  const warehouse = await openRaw();
  await runModels(warehouse, await gameDates(warehouse));
  return warehouse;
}

/** One number: what `sql` counts. */
export async function count(warehouse: DuckDbWarehouse, sql: string): Promise<number> {
  const [row] = await warehouse.query(sql);
  const [value] = Object.values(row ?? {});
  if (typeof value !== "number") throw new Error(`Not a count: ${sql}`);
  return value;
}

/** How many rows two selects do not share: 0 means the same rows, each as often. */
export async function differingRows(
  warehouse: DuckDbWarehouse,
  one: string,
  other: string,
): Promise<number> {
  const rowsOf = (select: string) => count(warehouse, `SELECT COUNT(*) FROM (${select})`);
  // EXCEPT takes equal rows for one; the number of rows tells a row that is there twice. EXCEPT ALL is far slower.
  const surplus = Math.abs((await rowsOf(one)) - (await rowsOf(other)));
  const unshared = await rowsOf(`(${one} EXCEPT ${other}) UNION ALL (${other} EXCEPT ${one})`);
  return Math.max(surplus, unshared);
}
