import { globSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DispatchSchema } from "../../src/backfill/run/watch.ts";
import { type IssueTarget, printMarker } from "../../src/issues/marker.ts";
import { newState, printState } from "../../src/issues/state.ts";
import { type FaultProxy, RECORDED, startFaultProxy } from "../support/bigquery/fault-proxy.ts";
import { type GitHub, startGitHub, TOKEN } from "../support/github/github.ts";
import { type ActRun, checkout, runWorkflow } from "./act.ts";
import { fillBySql, openShared, type SharedWarehouse } from "./shared-warehouse.ts";

const [act, binary] = [process.env["ACT"], process.env["BIGQUERY_EMULATOR"]];
const LONG = { timeout: 3_000_000 };

/** Three dates of an issue that validation opened. */
const ABOUT: IssueTarget = {
  v: 1,
  environment: "production",
  phase: "precompute",
  cause: "warm-up",
  tables: ["psza", "pdc"],
  dates: "2024-10-22..2024-10-24",
  includeWarmUp: true,
};
const WRITTEN = [
  ...["nba_precompute.player_shot_zone_analysis", "nba_precompute.player_daily_cache"],
];
const KEPT = "game_date BETWEEN '2024-10-22' AND '2024-10-24'";

describe.skipIf(act === undefined || binary === undefined)(
  "a quota that is used up, on GitHub and BigQuery",
  () => {
    let repository: string;
    let github: GitHub;
    let shared: SharedWarehouse;
    let proxy: FaultProxy;
    let issue: number;
    /** How far this test's day is from today. */
    let toItsDay = 0;

    beforeAll(async () => {
      shared = await openShared(binary ?? "", KEPT);
      proxy = await startFaultProxy(shared.emulator.url);
      repository = checkout();
      fillBySql(repository);
      github = await startGitHub();
      toItsDay = Date.parse("2026-01-26T12:00:00Z") - Date.now();
      const at = { owner: "acme", repo: "ops" };
      const body = `${printMarker(ABOUT)}\n${printState(newState("precompute"))}\n`;
      const { data } = await github.octokit.rest.issues.create({ ...at, title: "Gaps", body });
      issue = data.number;
      // The emulator has no workflows.
      github.faults.replaceTree = (path) => {
        if (!path.startsWith("actions/workflows/")) return null;
        // Nothing is queued, waits or runs.
        if (path.includes("status=")) return { workflow_runs: [] };
        const run = {
          created_at: hours(0).toISOString(),
          html_url: "https://github.invalid/run/8",
        };
        return { ...run, state: "active", workflow_runs: [run] };
      };
    });
    afterAll(async () => {
      await github?.[Symbol.asyncDispose]();
      await proxy?.[Symbol.asyncDispose]();
      await shared?.[Symbol.asyncDispose]();
      if (repository !== undefined) rmSync(dirname(repository), { recursive: true, force: true });
    });

    const hours = (later: number) => new Date(Date.now() + toItsDay + later * 3_600_000);
    const run = (file: string, inputs: Record<string, string>, later = 0): Promise<ActRun> =>
      runWorkflow(act ?? "", repository, file, {
        ...{ event: "workflow_dispatch", inputs },
        variables: { OPS_ENVIRONMENT: "production", REDACT_PROJECT: "on", OPS_IDENTITY: "octocat" },
        secrets: { GITHUB_TOKEN: TOKEN, GCP_PROJECT: shared.emulator.project },
        env: {
          ...{ GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "acme/ops" },
          ...{ BIGQUERY_EMULATOR_HOST: proxy.url, METADATA_SERVER_DETECTION: "none" },
          NODE_OPTIONS: `--import=${join(import.meta.dirname, "clock.ts")}`,
          CLOCK_SHIFT_MS: String(toItsDay + later * 3_600_000),
        },
      });
    const receiptOf = async ({ outputs }: ActRun) =>
      (await github.reports())[`reports/production/backfills/${outputs.get("run")}/RECEIPT.md`] ??
      "";

    let parked: ActRun;
    it(
      "parks what is left: every job green, a warning with the hour, the receipt says so",
      LONG,
      async () => {
        const quota = {
          ...RECORDED.dailyQuota,
          message: `Project ${shared.emulator.project}: ${RECORDED.dailyQuota.message}`,
        };
        proxy.decide = (method, _, body) =>
          method === "POST" && body.includes("BEGIN TRANSACTION") ? quota : null;
        parked = await run("backfill.yml", {
          ...{ environment: "production", issue: String(issue), canary: "0", "dates-per-job": "3" },
        });
        expect(parked.exitCode, parked.log).toBe(0);
        expect(Object.fromEntries(parked.steps)).toMatchObject({
          Backfill: "success",
          Publish: "success",
        });
        expect(Object.fromEntries(parked.outputs)).toMatchObject({
          ...{ proven: "false", done: "0", failed: "0", parked: "6", issue: String(issue) },
        });
        const due = parked.outputs.get("parked-until") ?? "";
        expect(Date.parse(due)).toBeGreaterThan(hours(0).getTime());
        expect(parked.log).toContain(`p4-001: parked until ${due}; watch-recent resumes it then.`);
        const receipt = await receiptOf(parked);
        expect(receipt).toContain(`for issue #${issue}`);
        expect(receipt).toContain(`0 done, 6 parked. Parked cells are due again at ${due}`);
        expect(await shared.writes()).toBe(0);
      },
    );

    it("names the project nowhere, since that was asked for", async () => {
      const { project } = shared.emulator;
      const files = globSync("**", { cwd: parked.artifacts }).filter((file) =>
        statSync(join(parked.artifacts, file)).isFile(),
      );
      expect(files.length).toBeGreaterThan(10);
      for (const file of files)
        expect(readFileSync(join(parked.artifacts, file), "utf8"), file).not.toContain(project);
      expect(parked.summary).toContain("Quota exceeded");
      expect(parked.summary).toContain("Project PROJECT");
      expect(parked.summary).not.toContain(project);
      // The runner is told what to mask by a line of the log; act shows it, GitHub does not.
      const log = parked.log.split("\n").filter((line) => !line.includes('"command":"add-mask"'));
      expect(log.join("\n")).not.toContain(project);
      expect(Object.values(await github.reports()).join("\n")).not.toContain(project);
    });

    it("is left alone until it is due", LONG, async () => {
      proxy.decide = () => null;
      const watched = await run("watch-recent.yml", {}, 0.25);
      expect(watched.steps.get("Watch"), watched.log).toBe("success");
      expect(watched.outputs.get("dispatches")).toBe("[]");
      expect(watched.summary).toContain("6 cells parked until");
      expect(watched.steps.has("Start")).toBe(false);
    });

    it(
      "is gone on with when it is due, by the watch's own start: written, proven, for the same issue",
      LONG,
      async () => {
        github.bodies.length = 0;
        const watched = await run("watch-recent.yml", {}, 2);
        expect(watched.steps.get("Start"), watched.log).toBe("success");
        const [started] = github.bodies.filter(({ path }) =>
          path.endsWith("backfill.yml/dispatches"),
        );
        const { ref, inputs } = JSON.parse(started?.body ?? "{}") as {
          ref: string;
          inputs: unknown;
        };
        expect(ref).toBe("main");
        const dispatch = DispatchSchema.parse(inputs);
        expect(dispatch).toEqual({ environment: "production", resume: parked.outputs.get("run") });

        const resumed = await run("backfill.yml", dispatch as Record<string, string>, 2);
        expect(resumed.exitCode, resumed.log).toBe(0);
        expect(Object.fromEntries(resumed.outputs), await receiptOf(resumed)).toMatchObject({
          ...{ proven: "true", done: "6", failed: "0", parked: "0", "parked-until": "" },
          ...{ run: parked.outputs.get("run"), issue: String(issue) },
        });
        const features = await shared.features();
        for (const table of WRITTEN) expect(features[table]).toEqual(shared.healthy[table]);
        expect(await shared.writes()).toBe(6);
        expect(await receiptOf(resumed)).toContain("6 done");
      },
    );

    it(
      "a leg that begins after somebody made the branch OPS_PAUSED writes nothing, though its run began before",
      LONG,
      async () => {
        await shared.lose("2024-10-23");
        const before = await shared.writes();
        const commits = await github.commits();
        let asked = 0;
        const { replaceTree } = github.faults;
        github.faults.replaceTree = (path) => {
          if (path !== "git/ref/heads/OPS_PAUSED") return replaceTree?.(path) ?? null;
          asked += 1;
          // Those that say the start and try the canary begin before it.
          return asked <= 2 ? null : { ref: `refs/${path}`, object: { sha: "0", type: "commit" } };
        };
        const stopped = await run("backfill.yml", {
          ...{ environment: "production", dates: "2024-10-23", tables: "psza", canary: "0" },
        });
        expect(asked, stopped.log).toBeGreaterThan(2);
        expect(stopped.exitCode, stopped.log).toBe(1);
        expect(stopped.log).toContain("Writing is paused: there is a branch OPS_PAUSED");
        expect(stopped.steps.get("Backfill")).toBe("failure");
        expect(stopped.steps.has("Publish")).toBe(false);
        expect(await shared.writes()).toBe(before);
        expect(await github.commits()).toEqual(commits);
      },
    );
  },
);
