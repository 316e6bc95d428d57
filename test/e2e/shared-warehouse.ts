import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb.ts";
import { gameDates, MODELS, openRaw, RAW_TABLES, runModels } from "../models/support.ts";
import { copyToEmulator } from "../support/bigquery/emulator-load.ts";
import { type SteadyEmulator, startSteadyEmulator } from "../support/bigquery/steady-emulator.ts";

const [ZONES, CACHE] = [
  "nba_precompute.player_shot_zone_analysis",
  "nba_precompute.player_daily_cache",
] as const;
const FEATURES = MODELS.filter(({ phase }) => phase === 4);

export type SharedWarehouse = AsyncDisposable & {
  readonly emulator: SteadyEmulator;
  /** What a healthy warehouse holds of these dates: rows by feature table and date, as the embedded engine computes them. */
  readonly healthy: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The same of the shared warehouse now. */
  features(): Promise<Record<string, Record<string, number>>>;
  /** Takes a date's rows out of every feature table, behind the back of whoever wrote them. */
  lose(date: string): Promise<void>;
  /** Lines of the ledger: one a cell that was written. */
  writes(): Promise<number>;
};

/** The dates that `where` keeps, on BigQuery's emulator, complete but for the feature sets, of which there are none. */
export async function openShared(binary: string, where: string): Promise<SharedWarehouse> {
  const emulator = await startSteadyEmulator(binary);
  await using recorded = await openRaw(where);
  await runModels(recorded, await gameDates(recorded));
  const counts = await countsOf((sql) => recorded.query(sql));
  // The real one also has players who are not due.
  const healthy = { ...counts, [ZONES]: counts[CACHE] ?? {} };
  for (const { table } of FEATURES) await recorded.native(`DELETE FROM ${table}`);
  await keepOneShotAGame(recorded);
  for (const table of [...RAW_TABLES, ...MODELS.map((model) => model.table)])
    await copyToEmulator(recorded, emulator.client, table);
  return {
    emulator,
    healthy,
    features: () =>
      countsOf(async (sql) => (await emulator.client.query(sql))[0] as Record<string, never>[]),
    async lose(date) {
      for (const { table, dateColumn } of FEATURES)
        await emulator.client.query(
          `DELETE FROM \`${table}\` WHERE ${dateColumn} = DATE '${date}'`,
        );
    },
    writes: async () => {
      const [rows] = await emulator.client.query(
        "SELECT COUNT(*) AS n FROM ops.partition_writes WHERE kind <> 'seen'",
      );
      return Number((rows as { n: number }[])[0]?.n);
    },
    [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose](),
  };
}

/** Features are computed from Phase 3; of the shots, only the games are counted. */
const keepOneShotAGame = (recorded: DuckDbWarehouse) =>
  recorded.native(`DELETE FROM nba_raw.nbac_play_by_play_shots WHERE rowid NOT IN
    (SELECT min(rowid) FROM nba_raw.nbac_play_by_play_shots GROUP BY game_id)`);

async function countsOf(
  query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>,
): Promise<Record<string, Record<string, number>>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const { table, dateColumn } of FEATURES) {
    const rows = await query(
      `SELECT CAST(${dateColumn} AS STRING) AS d, COUNT(*) AS n FROM \`${table}\` GROUP BY 1`,
    );
    counts[table] = Object.fromEntries(
      rows
        .map((row): [string, number] => [String(row["d"]), Number(row["n"])])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
  return counts;
}

/** Who is due, and which teams there are: as many rows as the real feature sets, of which the workflow knows no more. */
const ROWS: Readonly<Record<string, string>> = {
  tdza: `SELECT d AS analysis_date, team_abbr FROM UNNEST(@dates) AS d
    CROSS JOIN (SELECT DISTINCT home_team AS team_abbr FROM \`nba_raw.nbac_schedule\`) AS teams`,
  psza: due("analysis_date"),
  pdc: due("cache_date"),
  pcf: due("game_date, due.game_id"),
  mlfs: due("game_date, due.game_id"),
};

function due(columns: string): string {
  return `SELECT d AS ${columns}, due.player_id FROM UNNEST(@dates) AS d
    JOIN \`nba_analytics.upcoming_player_game_context\` AS due ON due.game_date = d`;
}

/** The recording has the sample's shape, and not the operators'. */
function withoutReadings(document: Document): void {
  const { tables } = document.toJS() as { tables: unknown[] };
  for (const index of tables.keys()) document.deleteIn(["tables", index, "read"]);
}

/**
 * Has the checkout's production fill the feature sets by SQL, as a team with its own would. The sample's models take the
 * emulator minutes a date; what they compute is proven elsewhere, and here it is the workflow's turn.
 */
export function fillBySql(repository: string): void {
  const file = join(repository, "pipeline/pipeline.yaml");
  const document = parseDocument(readFileSync(file, "utf8"));
  const { tables } = document.toJS() as { tables: { id: string }[] };
  for (const [index, { id }] of tables.entries()) {
    const sql = ROWS[id];
    if (sql === undefined) continue;
    writeFileSync(join(repository, `pipeline/${id}.sql`), sql);
    const producer = { kind: "sql", file: `pipeline/${id}.sql`, minutesPerDate: 0.1 };
    document.setIn(["tables", index, "producers", "production"], producer);
  }
  withoutReadings(document);
  writeFileSync(file, document.toString());
}

/**
 * Tells the checkout's production that it is a part of the recording: the sample's tables, seasons that open and close with it, judged as of
 * the sample's own now.
 */
export function declareRecorded(
  repository: string,
  seasons: readonly { id: string; opens: string; closes: string }[],
): void {
  const file = join(repository, "pipeline/pipeline.yaml");
  const document = parseDocument(readFileSync(file, "utf8"));
  document.set("seasons", seasons);
  document.setIn(["environments", "production", "asOf"], "2026-01-26T12:00:00Z");
  withoutReadings(document);
  writeFileSync(file, document.toString());
}

/** Has one feature set's source return nothing for a date, as one that broke for it would. */
export function spoil(repository: string, date: string): void {
  writeFileSync(join(repository, "pipeline/pcf.sql"), `${ROWS["pcf"]} WHERE d <> DATE '${date}'`);
}
