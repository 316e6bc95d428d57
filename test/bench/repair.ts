import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EVERYTHING } from "../../src/backfill/selection.ts";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import type { DateList } from "../../src/dates/list.ts";
import { assess } from "../../src/gaps/assess.ts";
import { backfill } from "../../src/jobs/backfill.ts";
import { observe } from "../../src/jobs/observe.ts";
import type { RepairContext } from "../../src/jobs/repair-context.ts";
import { topologicalOrder } from "../../src/pipeline/graph.ts";
import { producerOf, tablesOf } from "../../src/pipeline/rules.ts";
import { readSql } from "../../src/producers/sql-file.ts";
import { toDuckDb } from "../../src/warehouse/dialect.ts";
import { type DuckDbWarehouse, openDuckDb } from "../../src/warehouse/duckdb.ts";
import { day } from "../support/declarations.ts";
import { ROOT, SHIPPED } from "../support/pipeline.ts";
import { byTurns, type Figure, figure, timed } from "./measure.ts";
import { type BenchFiles, ONE } from "./sample.ts";

const quiet = () => undefined;
const PRECOMPUTE = 4;

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
    progress: quiet,
    pricing: null,
    price: async () => null,
    look: async () => assess(await observe(ONE, warehouse, quiet)),
  };
}

/** Phase 4 of these dates anew, as `backfill --force` does it: looks, kept rows, ledger and receipt included. */
async function repair(context: RepairContext, dates: DateList, batchSize: number, out: string) {
  const result = await backfill(context, {
    selection: { ...EVERYTHING, dates: [...dates], phases: [PRECOMPUTE], force: true },
    ...{ batchSize, canary: 0, replan: false, allowShrink: false, out },
    now: () => new Date(),
    signal: new AbortController().signal,
  });
  if ("nothing" in result || !result.receipt.proven) throw new Error("The repair proved nothing.");
  return result.receipt;
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

/** Phase 4 of 28 dates as sets of dates, date by date, and as bare statements by turns; then of nearly every date. */
export async function repairs(files: BenchFiles, repeats: number): Promise<Figure[]> {
  const out = await mkdtemp(join(tmpdir(), "bench-repair-"));
  const path = join(out, "sample.duckdb");
  await copyFile(files.one, path);
  try {
    await using warehouse = await openDuckDb({ path, readOnly: false, filesAt: ROOT });
    const context = contextOn(warehouse);
    const receipt = await repair(context, FORTNIGHTS, 28, out); // fills what the incident took, and warms up
    const dates = receipt.dates.map(({ date }) => date);
    const [set = 0, byDate = 0, statements = 0, look = 0] = await byTurns(repeats, [
      () => repair(context, FORTNIGHTS, 28, out),
      () => repair(context, FORTNIGHTS, 1, out),
      () => bare(context, dates),
      context.look,
    ]);
    // From the incident's last open date on nothing is proven: what Phase 4 reads is not whole.
    const all = [{ first: ONE.range.first, last: day("2026-01-07") }];
    const { dates: days } = await repair(context, all, 28, out);
    const whole = await timed(1, () => repair(context, all, 28, out));
    return [
      figure("repair.set.ms", `Phase 4 of ${dates.length} dates as one set`, set, "ms"),
      figure("repair.date.ms", "the same, date by date", byDate, "ms"),
      figure("repair.date.ratio", "date by date / as one set", byDate / set, "ratio"),
      figure("repair.bare.ms", "the same models as bare statements", statements, "ms"),
      figure("repair.bare.ratio", "as one set / bare statements", set / statements, "ratio"),
      figure("repair.look.ms", "of which each of two looks at the whole grid", look, "ms"),
      figure("repair.all.ms", `Phase 4 of ${days.length} dates, 28 a statement`, whole, "ms"),
      figure(
        "repair.all.ratio",
        `${days.length} dates / ${dates.length} dates`,
        whole / set,
        "ratio",
      ),
    ];
  } finally {
    await rm(out, { recursive: true });
  }
}
