import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import { seeded } from "../../src/drill/seeded.ts";
import { type DuckDbWarehouse, openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { SHIPPED } from "../support/pipeline.ts";
import { copiedSample } from "../support/warehouses.ts";
import { falseFindings, lookOnMorning, Mornings, type ScheduleOn } from "./mornings.ts";
import { SCHEDULE } from "./settings.ts";

const SEED = Number(process.env["SEED"] ?? 20_260_129);
/** With those of mornings.proof.test.ts, which takes every morning. */
const SOME = 4;
/** Opening nights, the ends of a warm-up and of a season, a long break, and the Cup final that is left out. */
const ODD = ["2024-10-22", "2024-11-05", "2024-12-16", "2025-02-19", "2025-06-22", "2025-10-21"];

let warehouse: DuckDbWarehouse;
let mornings: Mornings;
let dates: readonly CivilDate[];
beforeAll(async () => {
  warehouse = await openDuckDb({ path: inject("sample").healthy, readOnly: true });
  mornings = new Mornings(warehouse);
  const rows = await warehouse.query(`SELECT DISTINCT game_date AS d FROM \`${SCHEDULE.name}\``);
  dates = rows.map(({ d }) => d as CivilDate).sort();
});
afterAll(() => warehouse[Symbol.asyncDispose]());

describe("a morning of the healthy sample", () => {
  it(`has no finding but lateness, with the games to come in the schedule and without, seed ${SEED}`, async () => {
    const random = seeded(SEED);
    const drawn = Array.from({ length: SOME }, () => dates[Math.floor(random() * dates.length)]);
    const found: string[] = [];
    for (const [index, date] of [...drawn, ...(ODD as CivilDate[])].entries()) {
      if (date === undefined) continue;
      const schedule: ScheduleOn = index % 2 === 0 ? "kept" : "cut";
      const assessment = await lookOnMorning(mornings.on(date, schedule), date);
      found.push(...falseFindings(assessment).map((one) => `${date} ${schedule}: ${one}`));
    }
    expect(found).toEqual([]);
  });

  it.each([
    ["2025-01-15", "kept"],
    ["2025-11-20", "cut"],
  ] as const)(
    "is what the warehouse holds without later rows: %s, schedule %s",
    async (day, schedule) => {
      const date = day as CivilDate;
      const path = copiedSample("healthy");
      await using real = await openDuckDb({ path, readOnly: false });
      for (const { id, name, dateColumn } of SHIPPED.tables)
        if (id !== SCHEDULE.id || schedule === "cut")
          await real.native(`DELETE FROM ${name} WHERE ${dateColumn} > DATE '${date}'`);
      const truth = await lookOnMorning(real, date);
      expect(await lookOnMorning(mornings.on(date, schedule), date)).toEqual(truth);
    },
  );
});
