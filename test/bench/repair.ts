import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import type { DateList } from "../../src/dates/list.ts";
import { assess } from "../../src/findings/assess/assess.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import { backfill } from "../../src/jobs/repair/backfill.ts";
import type { RepairContext } from "../../src/jobs/repair/run/context.ts";
import { topologicalOrder } from "../../src/pipeline/graph.ts";
import { producerOf, tablesOf } from "../../src/pipeline/rules.ts";
import { readSql } from "../../src/producers/port/sql-file.ts";
import { EVERYTHING } from "../../src/records/selection.ts";
import { type DuckDbWarehouse, openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { toDuckDb } from "../../src/warehouse/duckdb/read/dialect.ts";
import { reading } from "../../src/warehouse/reading.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { ROOT, SHIPPED } from "../support/pipeline.ts";
import { day } from "../support/pipelines/declarations.ts";
import { byTurns, type Figure, figure, median, timed } from "./measure.ts";
import { type BenchFiles, ONE } from "./sample.ts";

const quiet = () => undefined;
const PRECOMPUTE = 4;
/** Dates a statement: the most that one may be asked for. */
const ALL_AT_ONCE = 400;

/** The two fortnights without Phase 4: 28 dates. */
const FORTNIGHTS: DateList = [
  { first: day("2024-10-22"), last: day("2024-11-04") },
  { first: day("2025-10-21"), last: day("2025-11-03") },
];

function contextOn(warehouse: DuckDbWarehouse): RepairContext {
  const graph = topologicalOrder(tablesOf(SHIPPED, ONE.environment));
  if ("cycle" in graph) throw new Error("The shipped pipeline has no cycle.");
  return {
    request: {
      ...{ environment: ONE.environment, pipeline: "" },
      asOf: ONE.asOf,
      lockWait: 0,
      root: ROOT,
    },
    pipeline: SHIPPED,
    tables: graph.order,
    warehouse,
    sessions: new Map(),
    progress: quiet,
    pricing: null,
    price: async () => null,
    assessNow: () => assessed(reading(warehouse)),
  };
}

const assessed = async (warehouse: Warehouse) => assess(await observe(ONE, warehouse, quiet));

type Repaired = {
  readonly days: readonly CivilDate[];
  /** What its looks took of it. */
  readonly looksMs: number;
};

/** Phase 4 of these dates anew, as `backfill --force` does it: looks, kept rows, ledger and receipt included. */
async function repair(
  context: RepairContext,
  dates: DateList,
  batchSize: number,
  out: string,
): Promise<Repaired> {
  let looksMs = 0;
  const timedLooks: RepairContext = {
    ...context,
    assessNow: async (range) => {
      const started = performance.now();
      const seen = await context.assessNow(range);
      looksMs += performance.now() - started;
      return seen;
    },
  };
  const result = await backfill(timedLooks, {
    selection: { ...EVERYTHING, dates: [...dates], phases: [PRECOMPUTE], force: true },
    ...{ batchSize, canary: 0, replan: false, allowShrink: false, out },
    now: () => new Date(),
    signal: new AbortController().signal,
  });
  if ("nothing" in result || !result.receipt.proven) throw new Error("The repair proved nothing.");
  return { days: result.receipt.dates.map(({ date }) => date), looksMs };
}

/** The same models as bare statements: a DELETE and an INSERT a table, one transaction, nothing else. */
async function bare({ tables, warehouse }: RepairContext, dates: readonly CivilDate[]) {
  const own = tables.filter(({ phase }) => phase === "precompute");
  const literals = dates.map((date) => `DATE '${date}'`);
  for (const table of own) {
    const producer = producerOf(table, ONE.environment);
    if (producer.kind !== "sql") throw new Error(`${table.id} is no model.`);
    const { sql } = toDuckDb(await readSql(ROOT, producer.file));
    const filled = sql
      .replaceAll("$dates", `[${literals.join(", ")}]`)
      .replaceAll("$first_date", literals[0] ?? "")
      .replaceAll("$last_date", literals.at(-1) ?? "");
    const statements = [
      "BEGIN TRANSACTION",
      `DELETE FROM ${table.name} WHERE ${table.dateColumn} IN (${literals.join(", ")})`,
      `INSERT INTO ${table.name} BY NAME ${filled}`,
      "COMMIT",
    ];
    await (warehouse as DuckDbWarehouse).native(statements.join(";\n"));
  }
}

/** By turns: a repair of these dates as one set, and the same models as bare statements; what the looks took is told apart. */
async function againstBare(
  context: RepairContext,
  dates: DateList,
  days: readonly CivilDate[],
  repeats: number,
  out: string,
) {
  const looks: number[] = [];
  const [whole = 0, statements = 0] = await byTurns(repeats, [
    async () => {
      looks.push((await repair(context, dates, ALL_AT_ONCE, out)).looksMs);
    },
    () => bare(context, days),
  ]);
  return { whole, statements, looks: median(looks) };
}

/** Phase 4 of 28 dates as one set and as bare statements by turns, and date by date; then of nearly every date. */
export async function repairs(files: BenchFiles, repeats: number): Promise<Figure[]> {
  const out = await mkdtemp(join(tmpdir(), "bench-repair-"));
  const path = join(out, "sample.duckdb");
  await copyFile(files.one, path);
  try {
    await using warehouse = await openDuckDb({ path, readOnly: false, filesAt: ROOT });
    const context = contextOn(warehouse);
    // Fills what the incident took, and warms up.
    const { days } = await repair(context, FORTNIGHTS, ALL_AT_ONCE, out);
    const set = await againstBare(context, FORTNIGHTS, days, repeats, out);
    const byDate = await timed(Math.min(repeats, 2), () => repair(context, FORTNIGHTS, 1, out));
    const look = await timed(repeats, () => assessed(warehouse));
    // From the incident's last open date on nothing is proven: what Phase 4 reads is not whole.
    const range = [{ first: ONE.range.first, last: day("2026-01-07") }];
    const { days: most } = await repair(context, range, ALL_AT_ONCE, out);
    const all = await againstBare(context, range, most, Math.min(repeats, 3), out);
    const [many, few] = [`${most.length} dates`, `${days.length} dates`];
    return [
      figure("repair.set.ms", `Phase 4 of ${few} as one set`, set.whole, "ms"),
      figure("repair.bare.ms", "the same models as bare statements", set.statements, "ms"),
      figure(
        "repair.bare.ratio",
        "as one set / bare statements",
        set.whole / set.statements,
        "ratio",
      ),
      figure("repair.looks.ms", "of which its looks at the grid", set.looks, "ms"),
      figure(
        "repair.unseen.ratio",
        "as one set without its looks / bare statements",
        (set.whole - set.looks) / set.statements,
        "ratio",
      ),
      figure("repair.look.ms", "a look at the whole grid with nothing known before", look, "ms"),
      figure("repair.date.ms", "the same dates one by one", byDate, "ms"),
      figure("repair.date.ratio", "one by one / as one set", byDate / set.whole, "ratio"),
      figure("repair.all.ms", `Phase 4 of ${many} as one set`, all.whole, "ms"),
      figure("repair.all.bare.ms", "the same models as bare statements", all.statements, "ms"),
      figure(
        "repair.all.bare.ratio",
        `${many} as one set / bare statements`,
        all.whole / all.statements,
        "ratio",
      ),
      figure("repair.all.ratio", `${many} / ${few}`, all.whole / set.whole, "ratio"),
    ];
  } finally {
    await rm(out, { recursive: true });
  }
}
