import pMap from "p-map";
import { assess } from "../../src/findings/assess/assess.ts";
import type { Grid } from "../../src/grid/grid.ts";
import { countQuery, scheduleQuery } from "../../src/grid/observe/counts.ts";
import { type ObserveInput, observe } from "../../src/jobs/observe/observe.ts";
import { NBA_20_TABLES } from "../../src/pipeline/parse/references.ts";
import { gamesCalendar } from "../../src/pipeline/rules.ts";
import type { TableConfig } from "../../src/pipeline/schema.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import type { Params, Warehouse } from "../../src/warehouse/warehouse.ts";
import { counting } from "../support/ports.ts";
import { byTurns, type Figure, figure, timed } from "./measure.ts";
import { type BenchFiles, ONE, TEN } from "./sample.ts";

const quiet = () => undefined;

const SCHEDULE = "nbac_schedule";

/** The tables that the operators' tool counted: the schedule and those behind the 20 columns, 13 in all. */
function countedBefore(input: ObserveInput): readonly TableConfig[] {
  const ids: readonly string[] = [SCHEDULE, ...NBA_20_TABLES];
  return input.pipeline.tables.filter(({ id }) => ids.includes(id));
}

function questionOf({ pipeline }: ObserveInput, table: TableConfig): string {
  const calendar = gamesCalendar(pipeline);
  if (calendar === undefined) throw new Error("The shipped pipeline has a schedule.");
  return table.id === SCHEDULE ? scheduleQuery(calendar, table) : countQuery(table);
}

/** The pipeline with those tables only, so that both ways count the same. */
export function onlyThose(input: ObserveInput): ObserveInput {
  const tables = countedBefore(input).map(({ id }) => id);
  return {
    ...input,
    pipeline: {
      ...input.pipeline,
      tables: input.pipeline.tables.filter(({ id }) => tables.includes(id)),
    },
  };
}

/** As the operators' tool did it: for each game date a query a table. Returns the rows that were counted. */
export async function perDate(
  input: ObserveInput,
  grid: Grid,
  warehouse: Warehouse,
  concurrency: number,
): Promise<number> {
  const tables = countedBefore(input);
  let rows = 0;
  for (const { date } of grid.days) {
    const params: Params = {
      first_date: { type: "DATE", value: date },
      last_date: { type: "DATE", value: date },
    };
    const answers = await pMap(
      tables,
      async (table) => {
        const found = await warehouse.query(questionOf(input, table), params);
        return table.id === SCHEDULE
          ? found.length
          : found.reduce((sum, row) => sum + Number(row["row_count"]), 0);
      },
      { concurrency },
    );
    rows += answers.reduce((sum, n) => sum + n, 0);
  }
  return rows;
}

export const rowsOf = (grid: Grid): number =>
  [...grid.columns.values()].flat().reduce((sum, { rows }) => sum + (rows ?? 0), 0);

/** (a) and (d): all dates at once against a loop over the dates, on the same file with the same counts. */
export async function againstPerDate(
  files: BenchFiles,
  repeats: number,
  concurrencies: readonly number[],
): Promise<Figure[]> {
  await using warehouse = await openDuckDb({ path: files.one, readOnly: true });
  const input = onlyThose(ONE);
  const counted = counting(warehouse);
  const grid = await observe(input, counted, quiet);
  const atOnce = await timed(repeats * 5, () => observe(input, warehouse, quiet));
  const figures = [
    figure("set.dates", "game dates", grid.days.length, "dates"),
    figure(
      "set.queries",
      "queries, all dates at once: 13 tables and the ledger",
      counted.asked.length,
      "queries",
    ),
    figure("set.ms", "all dates at once", atOnce, "ms"),
  ];
  for (const concurrency of concurrencies) {
    const loop = counting(warehouse);
    const ms = await timed(repeats, async () => {
      const looped = await perDate(input, grid, loop, concurrency);
      if (looped !== rowsOf(grid))
        throw new Error(`The two ways counted ${rowsOf(grid)} and ${looped} rows.`);
    });
    const [id, how] = [`loop${concurrency}`, `a loop over dates, ${concurrency} at a time`];
    figures.push(
      figure(`${id}.queries`, `queries, ${how}`, loop.asked.length / repeats, "queries"),
      figure(`${id}.ms`, how, ms, "ms"),
      figure(`${id}.ratio`, `${how} / all dates at once`, ms / atOnce, "ratio"),
    );
  }
  return figures;
}

/** (b): what ten times the dates cost, from reading to the assessment. */
export async function growth(files: BenchFiles, repeats: number): Promise<Figure[]> {
  await using one = await openDuckDb({ path: files.one, readOnly: true });
  await using ten = await openDuckDb({ path: files.ten, readOnly: true });
  const counted = counting(ten);
  const [few, many] = [await observe(ONE, one, quiet), await observe(TEN, counted, quiet)];
  const [oneMs = 0, tenMs = 0] = await byTurns(repeats, [
    async () => assess(await observe(ONE, one, quiet)),
    async () => assess(await observe(TEN, ten, quiet)),
  ]);
  return [
    figure("one.ms", `the whole validation, ${few.days.length} dates`, oneMs, "ms"),
    figure("ten.ms", `the whole validation, ${many.days.length} dates`, tenMs, "ms"),
    figure("growth.dates", "times the dates", many.days.length / few.days.length, "ratio"),
    figure("growth.ratio", "times the time", tenMs / oneMs, "ratio"),
    figure("ten.queries", "queries for ten times the dates", counted.asked.length, "queries"),
  ];
}
