import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCivilDate } from "../../src/dates/civil-date.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb.ts";
import {
  count,
  differingRows,
  firstLoad,
  MODELS,
  type Model,
  modelSql,
  openBuilt,
} from "./support.ts";

/** Opening nights and the days after, mid-season, play-in, the last game of a season, a Cup final and the last date. */
const DATES = [
  ...["2024-10-22", "2024-10-23", "2025-01-15", "2025-04-15", "2025-06-22"],
  ...["2025-10-21", "2025-10-22", "2025-12-16", "2026-01-25"],
].map(parseCivilDate);
const LIST = DATES.map((date) => `DATE '${date}'`).join(", ");

let warehouse: DuckDbWarehouse;
beforeAll(async () => {
  warehouse = await openBuilt();
});
afterAll(() => warehouse[Symbol.asyncDispose]());

describe.each(MODELS)("$table", (model) => {
  it("gives a date the same rows alone as with all the others", async () => {
    for (const date of DATES) await fill("alone", model, [date]);
    await expectSameRows("alone", model);
  });

  it("gives dates the same rows in a small set as with all the others", async () => {
    await fill("together", model, DATES);
    await expectSameRows("together", model);
  });
});

const fill = (schema: string, model: Model, dates: typeof DATES) =>
  warehouse.replaceDates(
    firstLoad({ ...model, table: filledName(schema, model) }, modelSql(model), dates),
  );

/** Bit for bit; a row of a date between those that were asked for would be one too many. */
async function expectSameRows(schema: string, model: Model): Promise<void> {
  const filled = `SELECT * FROM \`${filledName(schema, model)}\``;
  const among = `SELECT * FROM \`${model.table}\` WHERE ${model.dateColumn} IN (${LIST})`;
  expect(await count(warehouse, `SELECT COUNT(*) FROM (${among})`)).toBeGreaterThan(50);
  expect(await differingRows(warehouse, filled, among)).toBe(0);
}

const filledName = (schema: string, { table }: Model): string => `${schema}.${table.split(".")[1]}`;
