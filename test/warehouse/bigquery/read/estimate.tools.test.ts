import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBigQuery } from "../../../../src/warehouse/bigquery/bigquery.ts";
import { type Emulator, startEmulator } from "../../../support/bigquery/emulator.ts";
import { day } from "../../../support/pipelines/declarations.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];
const TABLE = "raw.visits";

describe.skipIf(BINARY === undefined)("estimates on the emulator", () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator(BINARY ?? "");
    process.env["BIGQUERY_EMULATOR_HOST"] = emulator.url;
    const [dataset] = await emulator.client.createDataset("raw");
    await dataset.createTable("visits", {
      schema: [
        { name: "game_date", type: "DATE" },
        { name: "n", type: "INTEGER" },
      ],
    });
    await dataset.table("visits").insert([{ game_date: "2026-01-02", n: 1 }]);
  });
  afterAll(async () => {
    delete process.env["BIGQUERY_EMULATOR_HOST"];
    await emulator?.[Symbol.asyncDispose]();
  });

  const open = () =>
    openBigQuery({
      project: emulator.project,
      location: "US",
      retry: { retries: 1, minWaitMs: 1, maxWaitMs: 2 },
    });
  const sql = `SELECT game_date, COUNT(*) AS n FROM \`${TABLE}\` WHERE game_date IN UNNEST(@dates) GROUP BY 1`;
  const params = { dates: { type: "ARRAY<DATE>", value: [day("2026-01-02")] } } as const;

  it("cost nothing and bill at least the minimum; the query then is counted", async () => {
    await using warehouse = await open();
    const { bytes, bytesBilled } = await warehouse.estimate(sql, params);
    expect(bytes).toBeGreaterThan(0);
    expect(bytesBilled).toBe(10 * 1024 ** 2);
    expect(warehouse.usage()).toMatchObject({ queries: 0 });
    expect(await warehouse.query(sql, params)).toEqual([{ game_date: "2026-01-02", n: 1 }]);
    // The emulator bills the bytes of its answer, which its dry run foretells.
    expect(warehouse.usage()).toMatchObject({ queries: 1, bytesBilled: bytes, unknown: 0 });
  });

  it("change nothing, and fail where the query would", async () => {
    await using warehouse = await open();
    await warehouse.estimate(`CREATE TABLE raw.made AS ${sql}`, params).catch(() => undefined);
    expect((await emulator.client.dataset("raw").table("made").exists())[0]).toBe(false);
    await expect(warehouse.estimate("SELECT * FROM `raw.nowhere`")).rejects.toThrow(/nowhere/);
  });

  it("leave what a job does not say unknown", async () => {
    await using warehouse = await open();
    await warehouse.query(`CREATE TABLE raw.copy AS SELECT * FROM \`${TABLE}\``);
    expect(warehouse.usage()).toMatchObject({ queries: 1, bytesBilled: 0, unknown: 1 });
  });
});
