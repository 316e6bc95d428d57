import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Grid } from "../../src/grid/grid.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import { openBigQuery } from "../../src/warehouse/bigquery/bigquery.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { startEmulator } from "../support/bigquery/emulator.ts";
import { copyToEmulator } from "../support/bigquery/emulator-load.ts";
import { day } from "../support/pipelines/declarations.ts";
import { counting } from "../support/ports.ts";
import { type Figure, figure, timed } from "./measure.ts";
import { type BenchFiles, ONE } from "./sample.ts";
import { onlyThose, perDate, rowsOf } from "./validation.ts";

const quiet = () => undefined;

/** From an opening night. The emulator lives through some hundred queries: 13 a date, and those of all dates at once. */
const LONG = { first: day("2025-10-21"), last: day("2025-10-27") };
const SHORT = { first: day("2025-10-21"), last: day("2025-10-23") };

/** (e): all dates at once against a loop over the dates on BigQuery's emulator, each way on a fresh one with the same rows. */
export async function onBigQuery(
  binary: string,
  files: BenchFiles,
  short: boolean,
): Promise<Figure[]> {
  const input = onlyThose({ ...ONE, range: short ? SHORT : LONG });
  const part = await partOf(files, input.range);
  try {
    const tables = input.pipeline.tables.map(({ name }) => name);
    const set = await onFresh(binary, part.file, tables, async (warehouse) => {
      const started = performance.now();
      const grid = await observe(input, warehouse, quiet);
      return { grid, ms: performance.now() - started, queries: warehouse.asked.length };
    });
    const loop = await onFresh(binary, part.file, tables, async (warehouse) => {
      const ms = await timed(1, () => checked(perDate(input, set.grid, warehouse, 1), set.grid));
      return { ms, queries: warehouse.asked.length };
    });
    return [
      figure("bigquery.dates", "game dates", set.grid.days.length, "dates"),
      figure("bigquery.set.queries", "queries, all dates at once", set.queries, "queries"),
      figure("bigquery.set.ms", "all dates at once", set.ms, "ms"),
      figure("bigquery.loop.queries", "queries, a loop over dates", loop.queries, "queries"),
      figure("bigquery.loop.ms", "a loop over dates", loop.ms, "ms"),
      figure(
        "bigquery.queries.ratio",
        "queries, a loop over dates / all dates at once",
        loop.queries / set.queries,
        "ratio",
      ),
      figure("bigquery.ratio", "a loop over dates / all dates at once", loop.ms / set.ms, "ratio"),
    ];
  } finally {
    await part[Symbol.asyncDispose]();
  }
}

async function checked(counting: Promise<number>, grid: Grid): Promise<void> {
  const looped = await counting;
  if (looped !== rowsOf(grid))
    throw new Error(`The two ways counted ${rowsOf(grid)} and ${looped} rows on BigQuery.`);
}

/** The incident's file with these dates alone: more rows are too many for the emulator. */
async function partOf(files: BenchFiles, { first, last }: typeof LONG) {
  const folder = await mkdtemp(join(tmpdir(), "bench-part-"));
  const file = join(folder, "part.duckdb");
  await copyFile(files.one, file);
  await using warehouse = await openDuckDb({ path: file, readOnly: false });
  for (const { name, dateColumn } of ONE.pipeline.tables)
    await warehouse.native(
      `DELETE FROM ${name} WHERE ${dateColumn} NOT BETWEEN DATE '${first}' AND DATE '${last}'`,
    );
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

async function onFresh<T>(
  binary: string,
  file: string,
  tables: readonly string[],
  work: (warehouse: Warehouse & { readonly asked: string[] }) => Promise<T>,
): Promise<T> {
  await using emulator = await startEmulator(binary);
  process.env["BIGQUERY_EMULATOR_HOST"] = emulator.url;
  process.env["METADATA_SERVER_DETECTION"] = "none"; // the client looks for a cloud's server otherwise
  try {
    await using rows = await openDuckDb({ path: file, readOnly: true });
    for (const table of tables) await copyToEmulator(rows, emulator.client, table);
    await using warehouse = await openBigQuery({ project: emulator.project, location: "US" });
    return await work(counting(warehouse));
  } finally {
    delete process.env["BIGQUERY_EMULATOR_HOST"];
    delete process.env["METADATA_SERVER_DETECTION"];
  }
}
