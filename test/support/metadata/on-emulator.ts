import { openBigQuery } from "../../../src/warehouse/bigquery/bigquery.ts";
import type { DuckDbWarehouse } from "../../../src/warehouse/duckdb/duckdb.ts";
import type { Emulator } from "../bigquery/emulator.ts";
import { type FaultProxy, startFaultProxy } from "../bigquery/fault-proxy.ts";
import { Bookkeeping, type Kept } from "./bookkeeping.ts";
import { keptBy, LAG_MS, type Stage } from "./history.ts";
import { LEAGUE_TABLES, League } from "./league.ts";
import { onDuckDb } from "./on-duckdb.ts";
import { randomOf } from "./random.ts";

/** What the proxy plays. */
type Played = {
  books: Bookkeeping;
  kept: ReadonlyMap<string, Kept>;
  readonly clock: { nowMs: number };
};

const MOST_TABLES = 1000;

/**
 * Plays what the emulator does not have: INFORMATION_SCHEMA.PARTITIONS, with a dataset before it and 1,000 tables at most, and
 * the times and sizes of tables.get. Both are what the bookkeeping shows at the clock's time, which lags behind the rows.
 */
export function playMetadata(proxy: FaultProxy, played: Played): void {
  const stateOf = (name: string) => played.books.shown(name, played.clock.nowMs);
  proxy.asked = (method, path, body) => {
    if (
      method !== "POST" ||
      !/\/jobs(\?|$)/.test(path) ||
      !/\.PARTITIONS|CURRENT_TIMESTAMP/.test(body)
    )
      return body;
    const job = JSON.parse(body) as { configuration: { query: { query: string } } };
    const { query } = job.configuration;
    if ((query.query.match(/"[^"]+"/g)?.length ?? 0) > MOST_TABLES + 100)
      query.query = "SELECT ERROR('PARTITIONS query attempted to read too many tables')";
    query.query = query.query
      .replaceAll("CURRENT_TIMESTAMP()", timestamp(played.clock.nowMs))
      .replaceAll(/`(\w+)`\.INFORMATION_SCHEMA\.PARTITIONS/g, (_, dataset: string) =>
        partitionsSql(dataset, stateOf),
      );
    return JSON.stringify(job);
  };
  proxy.answered = (method, path, answer) => {
    const [, dataset, table] = /\/datasets\/(\w+)\/tables\/(\w+)(?:\?|$)/.exec(path) ?? [];
    const name = `${dataset}.${table}`;
    const state = stateOf(name);
    if (method !== "GET" || table === undefined || state === undefined) return answer;
    const kept = played.kept.get(name);
    const { modified, rows } = state.known;
    return JSON.stringify({
      ...(JSON.parse(answer) as object),
      ...{ type: kept === "VIEW" ? "VIEW" : "TABLE", creationTime: "1700000000000" },
      ...{
        lastModifiedTime: String(modified),
        numRows: String(rows),
        numBytes: String(rows * 100),
      },
      ...(kept === "DAY" || kept === "MONTH"
        ? { timePartitioning: { type: kept, field: "game_date" } }
        : {}),
    });
  };
}

const timestamp = (ms: number): string =>
  `TIMESTAMP '${new Date(ms).toISOString().replace("T", " ").replace("Z", "+00")}'`;

function partitionsSql(
  dataset: string,
  stateOf: (name: string) => ReturnType<Bookkeeping["shown"]>,
): string {
  const rows = LEAGUE_TABLES.filter((name) => name.startsWith(`${dataset}.`)).flatMap((name) =>
    [...(stateOf(name)?.partitions ?? [])].map(([id, one]) =>
      [
        `SELECT '${name.slice(dataset.length + 1)}' AS table_name, '${id}' AS partition_id`,
        `${one.rows} AS total_rows, ${one.bytes} AS total_logical_bytes`,
        `${timestamp(Date.parse(one.modified))} AS last_modified_time`,
      ].join(", "),
    ),
  );
  return `(${rows.join(" UNION ALL ")})`;
}

/** Rows are counted in full beside it, in memory: the emulator takes half a second for each question. */
export type EmulatedLeague = AsyncDisposable & {
  /** A history on the tables as they were made: one for each league. */
  begin(seed: number): Promise<Stage>;
};

export async function emulatedLeague(
  emulator: Pick<Emulator, "url" | "project" | "client">,
  beside: DuckDbWarehouse,
): Promise<EmulatedLeague> {
  const proxy = await startFaultProxy(emulator.url);
  process.env["BIGQUERY_EMULATOR_HOST"] = proxy.url;
  const warehouse = await openBigQuery({ project: emulator.project, location: "US" });
  const { client } = emulator;
  const carryOut = async (query: string) =>
    void (await (await client.createQueryJob({ query }))[0].getQueryResults());
  await client.createDataset("raw");
  for (const sql of League.tables({ text: "STRING", whole: "INT64" })) await carryOut(sql);
  return {
    begin: async (seed) => {
      const full = await onDuckDb(seed, beside);
      const kept = keptBy(randomOf(seed + 1_000_000));
      const clock = { nowMs: 0 };
      const books = new Bookkeeping(kept, randomOf(seed + 2_000_000), LAG_MS);
      playMetadata(proxy, { books, kept, clock });
      return {
        ...{ warehouse, clock, full: full.warehouse },
        carryOut: async ({ sql, effect }, league) => {
          await carryOut(sql);
          await beside.native(sql);
          const rows = (league.rows.get(effect.table) ?? []).map((row) => row.game_date);
          books.note(effect, rows, clock.nowMs);
        },
        lastWriteMs: () => books.lastWriteMs,
      };
    },
    [Symbol.asyncDispose]: async () => {
      delete process.env["BIGQUERY_EMULATOR_HOST"];
      await warehouse[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}
