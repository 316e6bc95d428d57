import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openBigQuery } from "../../../../src/warehouse/bigquery/bigquery.ts";
import type { ReplaceRequest } from "../../../../src/warehouse/warehouse.ts";
import { type Emulator, startEmulator } from "../../../support/bigquery/emulator.ts";
import { day } from "../../../support/pipelines/declarations.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];
const DAY = day("2026-01-02");

const aWrite = (run: string, values: string): ReplaceRequest => ({
  table: "raw.box",
  dateColumn: "game_date",
  dates: [DAY],
  source: { kind: "select", sql: `SELECT d AS game_date, ${values} FROM UNNEST(@dates) AS d` },
  ledger: { run, tableId: "box", kind: "replace", upstreamFingerprints: new Map() },
  allowShrink: true,
  rowsExpected: true,
});

describe.skipIf(BINARY === undefined)("values of other types than their columns have", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator(BINARY ?? "");
    vi.stubEnv("BIGQUERY_EMULATOR_HOST", emulator.url);
    await emulator.client.createDataset("raw");
    await emulator.client.dataset("raw").createTable("box", {
      schema: [
        { name: "game_date", type: "DATE" },
        { name: "points", type: "INT64" },
        { name: "share", type: "NUMERIC", precision: "5", scale: "1" },
        { name: "marks", type: "NUMERIC", mode: "REPEATED" },
      ],
    });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await emulator?.[Symbol.asyncDispose]();
  });

  it("are cast, counted as they are then, and refused where a whole column would round them", async () => {
    await using warehouse = await openBigQuery({
      ...{ project: emulator.project, location: "US" },
      retry: { retries: 0, minWaitMs: 1, maxWaitMs: 1 },
    });
    const whole = aWrite(
      "b-1",
      "CAST(7 AS FLOAT64) AS points, CAST(33.3 AS FLOAT64) AS share, [CAST(2 AS FLOAT64), 1] AS marks",
    );
    await warehouse.replaceDates(whole);
    expect(
      await warehouse.query(
        "SELECT CAST(points AS STRING) AS points, CAST(share AS STRING) AS share, TO_JSON_STRING(marks) AS marks FROM `raw.box`",
      ),
    ).toEqual([{ points: "7", share: "33.3", marks: "[2,1]" }]);
    // What the staged rows were taken for is what the table holds: asked again, it is known to be done. (Of a decimal
    // that is stored the emulator's JSON is a text, and of one that is computed a number.)
    const again = aWrite("b-2", "CAST(7 AS FLOAT64) AS points, [CAST(2 AS FLOAT64)] AS marks");
    const first = await warehouse.replaceDates(again);
    expect(await warehouse.replaceDates(again)).toEqual(first);
    const half = warehouse.replaceDates(aWrite("b-3", "1.5 AS points"));
    await expect(half).rejects.toThrow(/column "points" \(INT64\) would not keep all of 1.5/);
    expect(await warehouse.query("SELECT COUNT(*) AS n FROM `ops.partition_writes`")).toEqual([
      { n: 2 },
    ]);
  });

  it("are refused by name where one is a list and the other is not", async () => {
    await using warehouse = await openBigQuery({ project: emulator.project, location: "US" });
    await expect(warehouse.replaceDates(aWrite("b-4", "1 AS marks"))).rejects.toThrow(
      'raw.box: column "marks" is ARRAY<NUMERIC>, and the new rows have INT64 in it',
    );
  });
});
