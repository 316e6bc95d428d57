import { afterAll, beforeAll, describe } from "vitest";
import { openBigQuery } from "../../src/warehouse/bigquery.ts";
import { type Emulator, startEmulator } from "../support/emulator.ts";
import { describeWarehouse } from "./warehouse.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];

describe.skipIf(BINARY === undefined)("the warehouse on BigQuery", () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator(BINARY ?? "");
    process.env["BIGQUERY_EMULATOR_HOST"] = emulator.url;
  });
  afterAll(async () => {
    delete process.env["BIGQUERY_EMULATOR_HOST"];
    await emulator?.[Symbol.asyncDispose]();
  });

  describeWarehouse("BigQuery", () => openBigQuery({ project: emulator.project, location: "US" }));
});
