import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AT, comment, IDENTITY, said } from "../support/github/commands.ts";
import { type GitHub, startGitHub, TOKEN } from "../support/github/github.ts";
import { type ActRun, checkout, runWorkflow, type Trigger } from "./act.ts";
import {
  declareRecorded,
  fillBySql,
  openShared,
  type SharedWarehouse,
  spoil,
} from "./shared-warehouse.ts";

const [act, binary] = [process.env["ACT"], process.env["BIGQUERY_EMULATOR"]];

/** The first week of each of the incident's fortnights. The whole of it, by its figures: test/replica/. */
const KEPT =
  "game_date BETWEEN '2024-10-22' AND '2024-10-28' OR game_date BETWEEN '2025-10-21' AND '2025-10-27'";

/** One of those that no canary takes. */
const BAD_DATE = "2024-10-25";
/** One that loses its features again, days after the repair. */
const LOST_DATE = "2025-10-25";
const SEASONS = [
  { id: "2024-25", opens: "2024-10-22", closes: "2024-10-28" },
  { id: "2025-26", opens: "2025-10-21", closes: "2025-10-27" },
];
const LONG = { timeout: 3_000_000 };

describe.skipIf(act === undefined || binary === undefined)(
  "the loop on GitHub and BigQuery",
  () => {
    let repository: string;
    let github: GitHub;
    let shared: SharedWarehouse;

    beforeAll(async () => {
      shared = await openShared(binary ?? "", KEPT);
      repository = checkout();
      declareRecorded(repository, SEASONS);
      fillBySql(repository);
      github = await startGitHub();
      github.beyond.permissions.set("wendy", "write");
    });
    afterAll(async () => {
      await github?.[Symbol.asyncDispose]();
      await shared?.[Symbol.asyncDispose]();
      if (repository !== undefined) rmSync(dirname(repository), { recursive: true, force: true });
    });

    let started = 0;
    const start = (file: string, trigger: Pick<Trigger, "event" | "inputs" | "payload">) =>
      runWorkflow(act ?? "", repository, file, {
        ...trigger,
        variables: {
          ...{ OPS_ENVIRONMENT: "production", GCP_PROJECT: shared.emulator.project },
          OPS_IDENTITY: IDENTITY,
        },
        secrets: { GITHUB_TOKEN: TOKEN },
        env: {
          GITHUB_API_URL: github.url,
          GITHUB_REPOSITORY: "acme/ops",
          // Else act gives every run the same.
          GITHUB_RUN_ID: String(++started),
          BIGQUERY_EMULATOR_HOST: shared.emulator.url,
          METADATA_SERVER_DETECTION: "none",
        },
      });
    const run = (event: "schedule" | "workflow_dispatch", file: string, inputs = {}) =>
      start(file, { event, inputs });
    /** Writes a command on an issue, runs commands.yml on it, and gives the inputs of the start that came of it. */
    const say = async (issue: number, command: string) => {
      const { event } = await comment(github, issue, command);
      const done = await start("commands.yml", { event: "issue_comment", payload: event });
      expect(done.outputs.get("outcome"), done.log).toBe("started");
      return github.beyond.dispatches.at(-1)?.inputs ?? {};
    };
    const issues = async () => {
      const { paginate, rest } = github.octokit;
      const all = await paginate(rest.issues.listForRepo, { ...AT, state: "all" });
      return all
        .map(({ number, title, state }) => ({ number, title, state }))
        .sort((a, b) => a.number - b.number);
    };
    const titles = [
      "[P0] Phase 4 missing on 7 game dates, 2024-10-22 to 2024-10-28 (season warm-up)",
      "[P0] Phase 4 missing on 7 game dates, 2025-10-21 to 2025-10-27 (season warm-up)",
    ];
    const [first, second] = [1, 2];
    const receiptOf = ({ outputs }: ActRun) =>
      `reports/production/backfills/${outputs.get("run")}/RECEIPT.md`;
    const latest = async () => {
      const text = (await github.reports())["reports/production/latest/run.json"] ?? "{}";
      return JSON.parse(text) as Record<string, unknown>;
    };

    it("finds the incident on its schedule, and commits the reports", async () => {
      const validation = await run("schedule", "validate.yml");
      expect(validation.steps.get("Publish"), validation.log).toBe("success");
      expect(await latest()).toMatchObject({ training: "BLOCKED", gameDates: 14, unread: [] });
      expect(await github.commits()).toHaveLength(2);
      const open = titles.map((title, at) => ({ number: at + 1, title, state: "open" }));
      expect((await issues()).slice(0, 2)).toEqual(open);
    });

    let repair: ActRun;
    it(
      "repairs by canary and matrix; a bad date turns red, and holds back no other",
      LONG,
      async () => {
        spoil(repository, BAD_DATE);
        repair = await run("workflow_dispatch", "backfill.yml", {
          ...{ environment: "production", plan: "1", "dates-per-job": "4" },
        });
        expect(repair.exitCode, repair.log).toBe(1);
        expect(readdirSync(repair.artifacts).sort(), repair.log).toEqual([
          ...["backfill-reports-a1", "repair-a1", "result-canary-a1"],
          ...["result-p4-001-a1", "result-p4-002-a1", "result-p4-003-a1"],
        ]);
        expect(Object.fromEntries(repair.outputs)).toMatchObject({
          ...{ proven: "false", "training-state": "UNBLOCKED", done: "68", failed: "2" },
        });
        // act ends a run where a called workflow fails; GitHub goes on to what needs it. So the receipt is the artifact's here,
        // and test/house/workflows.test.ts holds who publishes it.
        const kept = join(repair.artifacts, "backfill-reports-a1", "production/backfills");
        const receipt = readFileSync(
          join(kept, repair.outputs.get("run") ?? "", "RECEIPT.md"),
          "utf8",
        );
        expect(receipt).toContain("68 done, 1 failed, 1 blocked");
        expect(receipt).toContain("without a row where rows were expected");
        for (const issue of [first, second]) {
          const comments = (await said(github, issue)).join();
          expect(comments).toContain(`Repair \`${repair.outputs.get("run")}\``);
        }
      },
    );

    it(
      "goes on with the run once the cause is mended: only what is left, and proven",
      LONG,
      async () => {
        fillBySql(repository);
        const inputs = await say(first, "/retry");
        expect(inputs).toMatchObject({
          environment: "production",
          resume: repair.outputs.get("run"),
        });
        const resumed = await run("workflow_dispatch", "backfill.yml", inputs);
        expect(resumed.exitCode, resumed.log).toBe(0);
        expect(readdirSync(resumed.artifacts).sort()).toEqual([
          ...["backfill-reports-a1", "repair-a1", "result-canary-a1", "result-p4-001-a1"],
        ]);
        expect(Object.fromEntries(resumed.outputs)).toMatchObject({
          ...{ proven: "true", "training-state": "READY", done: "70", failed: "0", parked: "0" },
        });
        expect(await shared.features()).toEqual(shared.healthy);
        expect(await shared.writes()).toBe(70);
        expect((await github.reports())[receiptOf(resumed)]).toContain("70 done");
        expect((await issues())[0]).toMatchObject({ number: first, state: "closed" });
      },
    );

    it("finds nothing that blocks training the next morning, and keeps every run in the history", {
      timeout: 1_500_000,
    }, async () => {
      await run("schedule", "validate.yml");
      const record = await latest();
      expect(record["training"]).toBe("READY");
      const history =
        (await github.reports())["reports/production/history/health_history.csv"] ?? "";
      const rows: Record<string, string>[] = parse(history, { columns: true });
      // The first look, the one that ended the resumption, and this one.
      expect(rows.map(({ environment }) => environment)).toEqual(Array(3).fill("production"));
      expect(new Set(rows.map((row) => row["run"])).size).toBe(3);
      for (const { title, state } of await issues())
        expect(title.startsWith("[P0]") ? state : "closed").toBe("closed");
    });

    it(
      "opens an issue again when its dates are lost, and a comment on it repairs and closes it",
      LONG,
      async () => {
        await shared.lose(LOST_DATE);
        const looked = await run("schedule", "validate.yml");
        expect(await latest(), looked.log).toMatchObject({ training: "BLOCKED", unread: [] });
        expect((await issues())[1], looked.log).toMatchObject({ number: second, state: "open" });
        const inputs = await say(second, "/backfill");
        expect(inputs).toEqual({
          ...{ environment: "production", issue: String(second), "asked-by": "wendy" },
        });
        const repaired = await run("workflow_dispatch", "backfill.yml", inputs);
        expect(repaired.exitCode, repaired.log).toBe(0);
        expect(await shared.features()).toEqual(shared.healthy);
        expect((await issues())[1]).toMatchObject({ number: second, state: "closed" });
        expect((await issues()).filter(({ title }) => title.includes("Phase 4"))).toHaveLength(2);
        const { restarts, peakMib } = shared.emulator.cost();
        console.log(
          `The emulator was started anew ${restarts} times, and had at most ${peakMib.toFixed(0)} MiB.`,
        );
      },
    );
  },
);
