import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitHub, startGitHub, TOKEN } from "../support/github/github.ts";
import { type ActRun, checkout, forAct, runWorkflow } from "./act.ts";

const act = process.env["ACT"];

const SHORT = {
  environment: "sample",
  "fail-on": "never",
  start: "2024-10-22",
  end: "2024-11-04",
};

it("runs under act what GitHub runs, but for its schedule's time zone and the length of a queue", () => {
  const file = join(import.meta.dirname, "../../.github/workflows/validate.yml");
  const lines = readFileSync(file, "utf8").split("\n");
  const kept = forAct(lines.join("\n")).split("\n");
  expect(lines.filter((line) => !kept.includes(line))).toEqual([
    "      timezone: America/New_York",
    "      queue: max",
    "      queue: max",
  ]);
  expect(kept).toHaveLength(lines.length - 3);
});

describe.skipIf(act === undefined)("validate.yml on the sample's incident", () => {
  let repository: string;
  let github: GitHub;
  let run: ActRun;

  beforeAll(async () => {
    repository = checkout();
    github = await startGitHub();
    // As the form is sent off by who does not look: the configured environment is the sample where nobody says another.
    run = await dispatch({ environment: "configured" }, { OPS_IDENTITY: "octocat" });
  });
  afterAll(async () => {
    await github?.[Symbol.asyncDispose]();
    if (repository !== undefined) rmSync(dirname(repository), { recursive: true, force: true });
  });

  const dispatch = (inputs: Record<string, string>, variables: Record<string, string> = {}) =>
    runWorkflow(act ?? "", repository, "validate.yml", {
      ...{ event: "workflow_dispatch", inputs, variables },
      ...onGitHub(),
    });
  const onGitHub = () => ({
    secrets: { GITHUB_TOKEN: TOKEN },
    env: { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "acme/ops" },
  });

  /** A file that the action named in an output, as the artifact kept it. */
  function report(output: string): string {
    const path = run.outputs.get(output) ?? "";
    expect(path, `output ${output}`).toMatch(/^reports\//);
    const [, ...rest] = path.split("/");
    return readFileSync(join(run.artifacts, "reports-sample-a1", ...rest), "utf8");
  }

  it("ends red, by the step that validates and no other", () => {
    expect(Object.fromEntries(run.steps), run.log).toMatchObject({
      "Install the embedded engine": "success",
      "Load the incident of 2026-01-25": "success",
      Validate: "failure",
      "Keep the reports": "success",
      "Fetch the reports": "success",
      Publish: "success",
      "Keep the issues": "success",
    });
    expect(run.exitCode).toBe(1);
    expect(run.steps.has("Nothing")).toBe(false);
  });

  it("leaves the reports committed, byte for byte, though the validation is red", async () => {
    expect(run.outputs.get("committed"), run.log).toBe("true");
    const commits = await github.commits();
    expect(commits[0]?.message).toMatch(/^Reports of sample: training BLOCKED, average \d/);
    expect(commits).toHaveLength(2);
    const published = await github.reports();
    const kept = join(run.artifacts, "reports-sample-a1");
    const files = readdirSync(join(kept, "sample"), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.\w+$/.test(file))
      .map((file) => `sample/${file}`);
    expect(files.length).toBeGreaterThan(9);
    // What the checkout holds of others is theirs to publish; the index is of what the branch has.
    expect(existsSync(join(kept, "operators-2024-25"))).toBe(true);
    expect(Object.keys(published).sort()).toEqual(
      ["README.md", ...files].map((file) => `reports/${file}`).sort(),
    );
    expect(published["reports/README.md"]).toMatch(/\| sample +\| !\[Training BLOCKED\]/);
    expect(published["reports/README.md"]).not.toContain("operators");
    for (const file of files)
      expect(published[`reports/${file}`], file).toBe(readFileSync(join(kept, file), "utf8"));
    const ofReports = github.asked.filter((one) => !/ (?:issues|labels)(?:\/|$)/.test(one));
    expect(ofReports.length).toBeLessThan(12);
  });

  it("leaves an issue for each urgent cause, and a rolling issue of what can wait", async () => {
    const { data } = await github.octokit.rest.issues.listForRepo({
      ...{ owner: "acme", repo: "ops" },
      ...{ state: "all", direction: "asc", per_page: 100 },
    });
    const titles = data.map(({ title }) => title);
    expect(titles[0]).toBe(
      "[P0] Phase 4 missing on 14 game dates, 2024-10-22 to 2024-11-04 (season warm-up)",
    );
    expect(titles.filter((title) => title.startsWith("[P2] What can wait"))).toHaveLength(1);
    expect(new Set(titles).size).toBe(titles.length);
    expect(data.every(({ state }) => state === "open")).toBe(true);
  });

  it("leaves a health report of the 308 dates", () => {
    const rows: string[][] = parse(report("health-csv"));
    expect(rows[0]).toHaveLength(20);
    expect(rows[0]?.[0]).toBe("game_date");
    expect(rows).toHaveLength(309);
    expect([rows[1]?.[0], rows.at(-1)?.[0]]).toEqual(["2024-10-22", "2026-01-25"]);
  });

  it("leaves the gaps, the record of the run and a handoff that agree with the outputs", () => {
    const gaps: string[][] = parse(report("gaps-csv"));
    expect(gaps.length).toBeGreaterThan(28);
    expect(() => JSON.parse(report("run-json"))).not.toThrow();
    expect(report("handoff")).toContain("BLOCKED");
    expect(report("handoff")).toContain("2024-10-22..2024-11-04");
  });

  it("says in its outputs what it found", () => {
    expect(Object.fromEntries(run.outputs)).toMatchObject({
      "exit-code": "1",
      "training-state": "BLOCKED",
      "date-count": "308",
      "unknown-cells": "0",
    });
    for (const name of ["p0-count", "p1-count", "p2-count"])
      expect(Number(run.outputs.get(name)), name).toBeGreaterThan(0);
    expect(Number(run.outputs.get("average-score"))).toBeGreaterThan(50);
  });

  it("writes a job summary with the training state and the environment, and annotates P0", () => {
    expect(run.summary).toContain("BLOCKED");
    expect(run.summary).toContain("sample");
    expect(run.log).toContain('"command":"error"');
  });

  it("ends green on the same findings when none may fail it, and reads only the range it is given", async () => {
    const green = await dispatch({ ...SHORT, publish: "false" });
    expect(green.steps.get("Validate"), green.log).toBe("success");
    expect(green.exitCode).toBe(0);
    expect(Object.fromEntries(green.outputs)).toMatchObject({
      "exit-code": "0",
      "training-state": "BLOCKED",
      "date-count": "14",
    });
    expect(existsSync(join(green.artifacts, "reports-sample-a1"))).toBe(true);
    expect(green.steps.has("Publish")).toBe(false);
    expect(await github.commits()).toHaveLength(2);
  });

  it("writes nothing while OPS_PAUSED says anything but false", async () => {
    const paused = await dispatch({ ...SHORT }, { OPS_PAUSED: "until Monday" });
    expect(paused.steps.get("Validate"), paused.log).toBe("success");
    expect(paused.steps.has("Publish")).toBe(false);
    expect(await github.commits()).toHaveLength(2);
  });

  it("neither publishes the sample nor opens issues for it where another environment is configured, and says so", async () => {
    const before = github.asked.length;
    const other = await dispatch(
      { ...SHORT },
      { OPS_ENVIRONMENT: "production", OPS_IDENTITY: "octocat" },
    );
    expect(other.steps.get("Validate"), other.log).toBe("success");
    expect(other.exitCode, other.log).toBe(0);
    expect(existsSync(join(other.artifacts, "reports-sample-a1/sample/latest/run.json"))).toBe(
      true,
    );
    for (const step of ["Fetch the reports", "Publish", "Keep the issues"])
      expect(other.steps.has(step), step).toBe(false);
    expect(other.summary).toContain("The configured environment is production, not the sample");
    expect(github.asked.slice(before).filter((one) => !one.startsWith("GET"))).toEqual([]);
    expect(run.summary).not.toContain("The configured environment is");
  });

  it("writes nothing from the moment that there is a branch OPS_PAUSED", async () => {
    const at = { owner: "acme", repo: "ops", ref: "heads/OPS_PAUSED" };
    const [{ sha } = { sha: "" }] = await github.commits();
    await github.octokit.rest.git.createRef({ ...at, ref: `refs/${at.ref}`, sha });
    const paused = await dispatch({ ...SHORT }, { OPS_IDENTITY: "octocat" });
    await github.octokit.rest.git.deleteRef(at);
    expect(paused.steps.get("Validate"), paused.log).toBe("success");
    for (const step of ["Publish", "Keep the issues"])
      expect(paused.steps.get(step), step).toBe("failure");
    expect(paused.log).toContain("Writing is paused: there is a branch OPS_PAUSED");
    expect(await github.commits()).toHaveLength(2);
  });

  it("publishes to the branch that REPORTS_BRANCH names, on a schedule too", async () => {
    const variables = { REPORTS_BRANCH: "reports", OPS_PAUSED: "false" };
    const scheduled = await runWorkflow(act ?? "", repository, "validate.yml", {
      ...{ event: "schedule", variables },
      ...onGitHub(),
    });
    expect(scheduled.steps.get("Publish"), scheduled.log).toBe("success");
    expect(Object.keys(await github.reports("reports")).length).toBeGreaterThan(9);
    expect(await github.commits("main")).toHaveLength(2);
  });

  it("takes what is configured where the form says so", async () => {
    const run = await dispatch(
      { ...SHORT, environment: "configured" },
      { OPS_ENVIRONMENT: "prodution" },
    );
    expect(run.steps.get("Validate"), run.log).toBe("failure");
    expect(run.log).toContain("prodution");
    expect(run.steps.has("Install the embedded engine")).toBe(false);
  });

  it("fails a scheduled run whose environment is misspelt, instead of doing nothing in green", async () => {
    const variables = { OPS_ENVIRONMENT: "prodution" };
    const run = await runWorkflow(act ?? "", repository, "validate.yml", {
      ...{ event: "schedule", variables },
      ...onGitHub(),
    });
    expect(run.steps.get("Validate"), run.log).toBe("failure");
    expect(run.steps.has("Publish")).toBe(false);
    expect(run.exitCode).toBe(1);
    expect(run.log).toContain("prodution");
    expect(run.steps.has("Install the embedded engine")).toBe(false);
  });
});
