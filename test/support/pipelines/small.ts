import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { addDays, type CivilDate } from "../../../src/dates/civil-date.ts";
import { dateRange } from "../../../src/dates/range.ts";
import { assess } from "../../../src/findings/assess/assess.ts";
import { observe } from "../../../src/jobs/observe/observe.ts";
import { type BackfillResult, backfill } from "../../../src/jobs/repair/backfill.ts";
import type { RepairContext } from "../../../src/jobs/repair/run/context.ts";
import type { BackfillRequest } from "../../../src/jobs/repair/run/start.ts";
import type { ProgressEvent } from "../../../src/jobs/shared/progress.ts";
import { topologicalOrder } from "../../../src/pipeline/graph.ts";
import type { PipelineConfig, TableConfig } from "../../../src/pipeline/schema.ts";
import { EVERYTHING } from "../../../src/records/selection.ts";
import { type DuckDbWarehouse, openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import type { ReplaceRequest } from "../../../src/warehouse/warehouse.ts";
import { ownFolder } from "../warehouses.ts";
import { aPhase, aPipeline, aTable, day, ENVIRONMENT } from "./declarations.ts";
import { type Script, scripted } from "./scripted.ts";

/** Ten days, every one a date. */
export const FIRST = day("2026-03-01");
export const DAYS: readonly CivilDate[] = Array.from({ length: 10 }, (_, n) => addDays(FIRST, n));
const LAST = DAYS.at(-1) as CivilDate;
/** The days by number, from 1. */
export const on = (day: number): CivilDate => addDays(FIRST, day - 1);
/** Long after the grace of the last day. */
export const AS_OF = new Date("2026-03-20T12:00:00Z");

/** Which rows of `src.<table>` a model takes on, and what it reads of its upstreams. */
export const SMALL_MODELS: Readonly<Record<string, string>> = {
  sales:
    "SELECT game_date, item, amount FROM `src.sales` WHERE game_date IN (SELECT d FROM UNNEST(@dates) AS d)",
  totals: `SELECT game_date, CAST(SUM(amount) AS INT64) AS total FROM \`shop.sales\`
    WHERE game_date IN (SELECT d FROM UNNEST(@dates) AS d) GROUP BY game_date`,
  trend: `SELECT d AS game_date, CAST(SUM(t.total) AS INT64) AS total FROM UNNEST(@dates) AS d
    JOIN \`shop.totals\` AS t ON unix_date(d) - unix_date(t.game_date) BETWEEN 0 AND 2 GROUP BY d`,
};

/** sales -> totals (same date) -> trend (three days back to the same date); `src.sales` is where sales come from. */
export function aSmallPipeline(
  over: Partial<PipelineConfig> = {},
  environment = ENVIRONMENT,
): PipelineConfig {
  const model = (id: string, phase: string, keys: string[], upstream: TableConfig["upstream"]) =>
    aTable({
      id,
      phase,
      name: `shop.${id}`,
      keys,
      upstream,
      producers: { [environment]: { kind: "sql", file: `${id}.sql` } },
    });
  return aPipeline({
    environments: { [environment]: { engine: "duckdb", destructive: false } },
    calendar: { kind: "daily" },
    timeZone: "UTC",
    seasons: [{ id: "2026", opens: FIRST, closes: LAST }],
    warmUp: { days: 0, policy: "annotate", tables: [] },
    phases: [
      aPhase({ id: "raw", number: 1, priority: { missing: "P0", partial: "P1", thin: "P2" } }),
      aPhase({
        id: "features",
        number: 2,
        requiredForTraining: true,
        priority: { missing: "P0", partial: "P2", thin: "P2" },
      }),
    ],
    tables: [
      model("sales", "raw", ["item"], []),
      model("totals", "features", ["game_date"], [{ table: "sales", window: { from: 0, to: 0 } }]),
      model("trend", "features", ["game_date"], [{ table: "totals", window: { from: 2, to: 0 } }]),
    ],
    score: {
      stages: [{ id: "all", kind: "share", tables: ["sales", "totals", "trend"] }],
      bands: { excellent: 90, good: 70, fair: 50 },
    },
    ...over,
  });
}

export type Small = AsyncDisposable & {
  readonly real: DuckDbWarehouse;
  readonly claims: readonly ReplaceRequest[];
  readonly script: Script;
  readonly context: RepairContext;
  readonly events: readonly ProgressEvent[];
  /** Every row of a table, one text each, sorted. */
  rows(table: string): Promise<string[]>;
  /** Every row of every table, the bookkeeping's too. */
  everything(): Promise<Record<string, string[]>>;
};

/** The small pipeline in memory: two sales a day in the source, and nothing computed from them yet. */
export async function openSmall(
  pipeline = aSmallPipeline(),
  environment = ENVIRONMENT,
): Promise<Small> {
  const root = ownFolder();
  for (const [id, sql] of Object.entries(SMALL_MODELS)) writeFileSync(join(root, `${id}.sql`), sql);
  const real = await openDuckDb({ path: ":memory:", readOnly: false });
  for (const statement of [
    "CREATE SCHEMA src",
    "CREATE SCHEMA shop",
    `CREATE TABLE src.sales AS SELECT CAST(d AS DATE) AS game_date, item, amount FROM
      range(DATE '${FIRST}', DATE '${LAST}' + 1, INTERVAL 1 DAY) AS t(d), (VALUES ('tea', 2), ('cup', 5)) AS i(item, amount)`,
    "CREATE TABLE shop.sales (game_date DATE, item VARCHAR, amount INTEGER)",
    "CREATE TABLE shop.totals (game_date DATE, total BIGINT)",
    "CREATE TABLE shop.trend (game_date DATE, total BIGINT)",
  ])
    await real.native(statement);
  const rows = async (table: string) =>
    (await real.query(`SELECT CAST(t AS STRING) AS line FROM \`${table}\` AS t ORDER BY 1`)).map(
      ({ line }) => String(line),
    );
  const script: Script = {};
  const events: ProgressEvent[] = [];
  const warehouse = scripted(real, script);
  const graph = topologicalOrder(pipeline.tables);
  if ("cycle" in graph) throw new Error("The small pipeline has a cycle.");
  const range = dateRange(FIRST, LAST);
  const input = { pipeline, environment, range, asOf: AS_OF, policy: "annotate" } as const;
  return {
    real,
    script,
    events,
    claims: warehouse.claims,
    context: {
      request: { environment, pipeline: "small.yaml", asOf: AS_OF, lockWait: 0, root },
      pipeline,
      tables: graph.order,
      warehouse,
      sessions: new Map(),
      progress: (event) => void events.push(event),
      pricing: null,
      price: async () => null,
      assessNow: async (part = range, { ledger, through = warehouse } = {}) =>
        assess(await observe({ ...input, range: part }, through, () => undefined, ledger)),
    },
    rows,
    everything: async () => {
      const found = await real.query(
        "SELECT CONCAT(table_schema, '.', table_name) AS name FROM `information_schema.tables` WHERE table_schema <> 'src'",
      );
      const all = found.map(async ({ name }) => [name, await rows(String(name))] as const);
      return Object.fromEntries(await Promise.all(all));
    },
    [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
  };
}

export const aRequest = (over: Partial<BackfillRequest> = {}): BackfillRequest => ({
  selection: EVERYTHING,
  batchSize: 4,
  canary: 0,
  replan: false,
  allowShrink: false,
  out: ownFolder(),
  now: () => new Date(),
  signal: new AbortController().signal,
  retry: { retries: 2, minWaitMs: 1, maxWaitMs: 4 },
  ...over,
});

/** A backfill that found something to do. */
export async function repairSmall(
  { context }: Pick<Small, "context">,
  over: Partial<BackfillRequest> = {},
): Promise<BackfillResult> {
  const result = await backfill(context, aRequest(over));
  if ("nothing" in result) throw new Error("There was nothing to repair.");
  return result;
}

/** Cells by what became of them, such as `sales 2026-03-01`. */
export function cellsBy({ receipt }: Pick<BackfillResult, "receipt">, outcome: string): string[] {
  return receipt.dates.flatMap(({ date, cells }) =>
    cells.filter((cell) => cell.outcome === outcome).map(({ table }) => `${table} ${date}`),
  );
}
