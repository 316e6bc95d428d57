import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import { layerCheck } from "../../src/findings/assess/completeness.ts";
import type { Grid } from "../../src/grid/grid.ts";
import { countQuery, scheduleQuery } from "../../src/grid/observe/counts.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import { gamesCalendar } from "../../src/pipeline/rules.ts";
import { openBigQuery } from "../../src/warehouse/bigquery/bigquery.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb.ts";
import type { Params, Warehouse } from "../../src/warehouse/warehouse.ts";
import { type Emulator, startEmulator } from "../support/bigquery/emulator.ts";
import { copyToEmulator } from "../support/bigquery/emulator-load.ts";
import { SHIPPED, shippedTable } from "../support/pipeline.ts";
import { day } from "../support/pipelines/declarations.ts";
import { expectSameRows } from "./same-rows.ts";
import { gameDates, MODELS, modelSql, openRaw, RAW_TABLES, runModels } from "./support.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];
/** Game days of each week: 1 unless given, 7 in the nightly proofs. */
const DAYS = Number(process.env["WEEK_DAYS"] ?? 1);

/** Each with as much of what came before as the emulator holds: it is slow beyond 20,000 rows a table. */
const WEEKS = [
  { name: "the opening of 2024-25", first: "2024-10-22", before: [] },
  { name: "the middle of 2024-25", first: "2025-01-13", before: ["2025-01-08", "2025-01-12"] },
  { name: "the opening of 2025-26", first: "2025-10-21", before: ["2025-06-05", "2025-06-22"] },
  { name: "the middle of 2025-26", first: "2025-12-15", before: ["2025-12-08", "2025-12-14"] },
];

describe.skipIf(BINARY === undefined).each(WEEKS)(
  `$name, game days: ${DAYS}, on both engines`,
  ({ first, before }) => {
    let emulator: Emulator;
    let duckDb: DuckDbWarehouse;
    let bigQuery: Warehouse;
    let dates: readonly CivilDate[];
    let params: Params;

    beforeAll(async () => {
      const [from, to] = before;
      duckDb = await openRaw(
        `game_date BETWEEN DATE '${first}' AND DATE '${first}' + 9
         ${from === undefined ? "" : `OR game_date BETWEEN DATE '${from}' AND DATE '${to}'`}`,
      );
      const all = await gameDates(duckDb);
      dates = all.filter((date) => date >= first).slice(0, DAYS);
      const last = dates.at(-1) as CivilDate;
      for (const table of RAW_TABLES)
        await duckDb.native(`DELETE FROM ${table} WHERE game_date > DATE '${last}'`);
      params = {
        dates: { type: "ARRAY<DATE>", value: dates },
        first_date: { type: "DATE", value: day(first) },
        last_date: { type: "DATE", value: last },
      };
      const isAnalytics = ({ phase }: (typeof MODELS)[number]) => phase === 3;
      await runModels(
        duckDb,
        all.filter((date) => date <= last),
        MODELS.filter(isAnalytics),
      );
      await runModels(
        duckDb,
        dates,
        MODELS.filter((model) => !isAnalytics(model)),
      );
      emulator = await startEmulator(BINARY ?? "");
      for (const table of [...RAW_TABLES, ...MODELS.map(({ table }) => table)])
        await copyToEmulator(duckDb, emulator.client, table);
      process.env["BIGQUERY_EMULATOR_HOST"] = emulator.url;
      bigQuery = await openBigQuery({ project: emulator.project, location: "US" });
    });
    afterAll(async () => {
      delete process.env["BIGQUERY_EMULATOR_HOST"];
      await emulator?.[Symbol.asyncDispose]();
      await duckDb?.[Symbol.asyncDispose]();
    });

    it("has the game days that it is asked for", () => {
      expect(dates).toHaveLength(DAYS);
      expect(dates[0]).toBe(first);
    });

    it.each(MODELS)("$table has the same rows", { timeout: 3_000_000 }, async (model) => {
      const { table, dateColumn, keys } = model;
      const claimed = dates.map((date) => `DATE '${date}'`).join(", ");
      const there = await duckDb.query(
        `SELECT * FROM \`${table}\` WHERE ${dateColumn} IN (${claimed})`,
      );
      expect(there.length).toBeGreaterThan(0);
      expectSameRows(keys, await bigQuery.query(modelSql(model), params), there);
    });

    it.each(SHIPPED.tables.map(({ id }) => id))("%s is counted alike", async (id) => {
      const table = shippedTable(id);
      const sql = countQuery(table);
      const there = await duckDb.query(sql, params);
      expect(there.length).toBeGreaterThan(0);
      const keys = there[0]?.["game"] === undefined ? ["cell_date"] : ["cell_date", "game"];
      expectSameRows(keys, await bigQuery.query(sql, params), there);
    });

    it("the schedule is read alike", async () => {
      const calendar = gamesCalendar(SHIPPED);
      if (calendar === undefined) throw new Error("The shipped pipeline has a calendar of games.");
      const sql = scheduleQuery(calendar, shippedTable(calendar.table));
      const there = await duckDb.query(sql, params);
      expectSameRows(["cell_date", "game"], await bigQuery.query(sql, params), there);
    });

    it("completeness by layer is the same", async () => {
      const look = async (warehouse: Warehouse): Promise<Grid> =>
        observe(
          {
            pipeline: SHIPPED,
            environment: "sample",
            range: { first: day(first), last: dates.at(-1) as CivilDate },
            asOf: new Date("2026-01-26T12:00:00Z"),
            policy: "annotate",
          },
          warehouse,
          () => undefined,
        );
      const expected = layerCheck(await look(duckDb));
      expect(expected.length).toBeGreaterThan(5);
      expect(layerCheck(await look(bigQuery))).toEqual(expected);
    });
  },
);
