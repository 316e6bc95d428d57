import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitHub, startGitHub, TOKEN } from "../support/github/github.ts";
import { type ActRun, checkout, runWorkflow } from "./act.ts";

const act = process.env["ACT"];

describe.skipIf(act === undefined)("backfill.yml in a fork without a cloud", () => {
  let repository: string;
  let github: GitHub;
  let run: ActRun;

  beforeAll(async () => {
    repository = checkout();
    github = await startGitHub();
    run = await dispatch({});
  });
  afterAll(async () => {
    await github?.[Symbol.asyncDispose]();
    if (repository !== undefined) rmSync(dirname(repository), { recursive: true, force: true });
  });

  const dispatch = (inputs: Record<string, string>, variables: Record<string, string> = {}) =>
    runWorkflow(act ?? "", repository, "backfill.yml", {
      ...{ event: "workflow_dispatch", inputs: { environment: "configured", ...inputs } },
      variables: { OPS_IDENTITY: "octocat", ...variables },
      secrets: { GITHUB_TOKEN: TOKEN },
      env: { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "acme/ops" },
    });

  it("repairs what blocks training in one job, and ends green", () => {
    expect(Object.fromEntries(run.steps), run.log).toMatchObject({
      "Load the incident of 2026-01-25": "success",
      Plan: "success",
      Backfill: "success",
      Conclude: "success",
      "Keep the reports": "success",
      Publish: "success",
    });
    expect(run.exitCode).toBe(0);
    expect(Object.fromEntries(run.outputs)).toMatchObject({
      ...{ proven: "true", "training-state": "UNBLOCKED", done: "140", failed: "0", parked: "0" },
    });
  });

  it("commits the receipt with the reports of the validation after it", async () => {
    const reports = await github.reports();
    const id = run.outputs.get("run") ?? "";
    expect(reports[`reports/sample/backfills/${id}/RECEIPT.md`]).toContain("proven");
    expect(reports["reports/sample/latest/HANDOFF.md"]).toContain("UNBLOCKED");
    expect(reports["reports/sample/latest/HANDOFF.md"]).toContain(id);
  });

  it("says in the summary what was planned and what became of it", () => {
    expect(run.summary).toContain("140 cells on 28 dates to rebuild");
    expect(run.summary).toMatch(/billed minutes/);
    expect(run.summary).toMatch(/# Receipt of b-.*: proven/);
  });

  it("publishes nothing of the sample where another environment is configured, and says so", async () => {
    const before = await github.commits();
    const inputs = { environment: "sample", dates: "2024-10-22", tables: "tdza" };
    const other = await dispatch(inputs, { OPS_ENVIRONMENT: "production" });
    expect(other.steps.get("Conclude"), other.log).toBe("success");
    expect(other.steps.get("Keep the reports")).toBe("success");
    for (const step of ["Publish", "Keep the issues"])
      expect(other.steps.has(step), step).toBe(false);
    expect(other.summary).toContain("The configured environment is production, not the sample");
    expect(await github.commits()).toEqual(before);
  });

  it("does nothing while OPS_PAUSED says anything but false, and stops where a branch of the name is there", async () => {
    const inputs = { dates: "2024-10-22", tables: "tdza" };
    const paused = await dispatch(inputs, { OPS_PAUSED: "until Monday" });
    expect(paused.steps.size, paused.log).toBe(0);
    const at = { owner: "acme", repo: "ops", ref: "heads/OPS_PAUSED" };
    const [{ sha } = { sha: "" }] = await github.commits();
    await github.octokit.rest.git.createRef({ ...at, ref: `refs/${at.ref}`, sha });
    const stopped = await dispatch(inputs);
    await github.octokit.rest.git.deleteRef(at);
    expect(stopped.steps.get("Plan"), stopped.log).toBe("success");
    expect(stopped.steps.get("Backfill")).toBe("failure");
    expect(stopped.log).toContain("Writing is paused: there is a branch OPS_PAUSED");
    expect(stopped.steps.has("Publish")).toBe(false);
  });

  it("plans only, on request", async () => {
    const dry = await dispatch({ "dry-run": "true", dates: "2024-10-22", phase: "4" });
    expect(dry.steps.get("Plan"), dry.log).toBe("success");
    expect(dry.summary).toContain("5 cells on 1 date to rebuild");
    for (const step of ["Backfill", "Conclude", "Publish"])
      expect(dry.steps.has(step), step).toBe(false);
  });

  it("fails on a bad input with its name, and changes nothing", async () => {
    const before = await github.commits();
    const bad = await dispatch({ environment: "production", dates: "2024-13-45; rm -rf /" });
    expect(bad.exitCode).toBe(1);
    expect(bad.log).toContain("input dates");
    expect(bad.steps.has("Backfill")).toBe(false);
    expect(await github.commits()).toEqual(before);
  });
});
