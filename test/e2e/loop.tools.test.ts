import { readdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitHub, startGitHub, TOKEN } from "../support/github.ts";
import { type ActRun, checkout, runWorkflow } from "./act.ts";
import { fillBySql, openShared, type SharedWarehouse } from "./shared-warehouse.ts";

const [act, binary] = [process.env["ACT"], process.env["BIGQUERY_EMULATOR"]];

/** The fortnights of the incident: 28 dates, 211 games. */
const KEPT =
  "game_date BETWEEN '2024-10-22' AND '2024-11-04' OR game_date BETWEEN '2025-10-21' AND '2025-11-03'";

describe.skipIf(act === undefined || binary === undefined)(
  "the loop on GitHub and BigQuery",
  () => {
    let repository: string;
    let github: GitHub;
    let shared: SharedWarehouse;

    beforeAll(async () => {
      shared = await openShared(binary ?? "", KEPT);
      repository = checkout();
      fillBySql(repository);
      github = await startGitHub();
    });
    afterAll(async () => {
      await github?.[Symbol.asyncDispose]();
      await shared?.[Symbol.asyncDispose]();
      if (repository !== undefined) rmSync(dirname(repository), { recursive: true, force: true });
    });

    const run = (event: "schedule" | "workflow_dispatch", file: string, inputs = {}) =>
      runWorkflow(act ?? "", repository, file, {
        ...{ event, inputs },
        variables: { OPS_ENVIRONMENT: "production", GCP_PROJECT: shared.emulator.project },
        secrets: { GITHUB_TOKEN: TOKEN },
        env: {
          GITHUB_API_URL: github.url,
          GITHUB_REPOSITORY: "acme/ops",
          BIGQUERY_EMULATOR_HOST: shared.emulator.url,
          METADATA_SERVER_DETECTION: "none",
        },
      });
    const latest = async () => {
      const text = (await github.reports())["reports/latest/run.json"] ?? "{}";
      return JSON.parse(text) as Record<string, unknown>;
    };

    it("finds the incident on its schedule, and commits the reports", async () => {
      const validation = await run("schedule", "validate.yml");
      expect(validation.steps.get("Publish"), validation.log).toBe("success");
      expect(await latest()).toMatchObject({ training: "BLOCKED", gameDates: 28, unread: [] });
      expect(await github.commits()).toHaveLength(2);
    });

    let repair: ActRun;
    it("repairs the 28 dates: canary, matrix, verification, receipt", {
      timeout: 900_000,
    }, async () => {
      repair = await run("workflow_dispatch", "backfill.yml", {
        ...{ environment: "production", plan: "1", "dates-per-job": "9" },
      });
      (await import("node:fs")).writeFileSync("/tmp/repair.log", repair.log);
      expect(repair.exitCode).toBe(0);
      expect(readdirSync(repair.artifacts).sort()).toEqual([
        ...["backfill-reports-a1", "repair-a1", "result-canary-a1"],
        ...["result-p4-001-a1", "result-p4-002-a1", "result-p4-003-a1"],
      ]);
      expect(Object.fromEntries(repair.outputs)).toMatchObject({
        ...{ proven: "true", "training-state": "UNBLOCKED", done: "140", failed: "0", parked: "0" },
      });
      expect(await shared.features()).toEqual(shared.healthy);
      const reports = await github.reports();
      const id = repair.outputs.get("run") ?? "";
      expect(reports[`reports/backfills/${id}/RECEIPT.md`]).toContain("140 done");
      expect(await github.commits()).toHaveLength(3);
    });

    it("finds nothing that blocks training the next morning, and keeps every run in the history", {
      timeout: 300_000,
    }, async () => {
      await run("schedule", "validate.yml");
      const record = await latest();
      expect(["UNBLOCKED", "READY"]).toContain(record["training"]);
      const history = (await github.reports())["reports/history/health_history.csv"] ?? "";
      expect(history.trim().split("\n").length).toBeGreaterThanOrEqual(3);
      console.log("emulator", shared.emulator.cost());
    });
  },
);
