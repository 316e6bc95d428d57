import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gameDates, MODELS, openRaw, RAW_TABLES, runModels } from "../models/support.ts";
import { type Emulator, startEmulator } from "../support/bigquery/emulator.ts";
import { copyToEmulator } from "../support/bigquery/emulator-load.ts";
import { type ActRun, checkout, runWorkflow } from "./act.ts";
import { declareRecorded } from "./shared-warehouse.ts";

const act = process.env["ACT"];
const binary = process.env["BIGQUERY_EMULATOR"];

/** Opening nights, so few rows that the emulator answers at once. */
const KEPT = "game_date BETWEEN '2024-10-22' AND '2024-10-25'";

describe.skipIf(act === undefined || binary === undefined)("validate.yml on BigQuery", () => {
  let emulator: Emulator | undefined;
  let repository: string | undefined;
  let run: ActRun;

  beforeAll(async () => {
    emulator = await startEmulator(binary ?? "");
    await using recorded = await openRaw(KEPT);
    await runModels(recorded, await gameDates(recorded));
    for (const table of [...RAW_TABLES, ...MODELS.map((model) => model.table)])
      await copyToEmulator(recorded, emulator.client, table);
    repository = checkout();
    declareRecorded(repository, [{ id: "2024-25", opens: "2024-10-22", closes: "2024-10-25" }]);
    run = await runWorkflow(act ?? "", repository, "validate.yml", {
      event: "workflow_dispatch",
      inputs: {
        ...{ environment: "production", start: "2024-10-22", end: "2024-10-25" },
        publish: "false",
      },
      variables: { GCP_PROJECT: emulator.project },
      env: { BIGQUERY_EMULATOR_HOST: emulator.url },
    });
  });
  afterAll(async () => {
    await emulator?.[Symbol.asyncDispose]();
    if (repository !== undefined) rmSync(dirname(repository), { recursive: true, force: true });
  });

  it("runs the committed bundle with no package installed", () => {
    expect(run.steps.has("Install the embedded engine")).toBe(false);
    expect(run.steps.has("Validate"), run.log).toBe(true);
    expect(run.steps.get("Keep the reports")).toBe("success");
  });

  it("reads every table and finds the four dates whole", () => {
    expect(Object.fromEntries(run.outputs), run.log).toMatchObject({
      "date-count": "4",
      "unknown-cells": "0",
      "p0-count": "0",
    });
  });

  it("draws the calendar with what lies beside the bundle", () => {
    const file = join(
      run.artifacts,
      "reports-production-a1",
      "production/latest/heatmap-light.svg",
    );
    expect(readFileSync(file, "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  it("leaves a health report with the schedule's games", () => {
    const file = join(run.artifacts, "reports-production-a1", "production/latest/health.csv");
    expect(existsSync(file)).toBe(true);
    const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true });
    expect(rows.map((row) => [row["game_date"], row["scheduled_games"]])).toEqual([
      ["2024-10-22", "2"],
      ["2024-10-23", "10"],
      ["2024-10-24", "4"],
      ["2024-10-25", "10"],
    ]);
  });
});
