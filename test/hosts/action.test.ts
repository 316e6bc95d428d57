import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { startRecordedBigQuery } from "../support/bigquery/recorded-bigquery.ts";
import { tablesOf } from "../support/markdown.ts";
import { pipelineOn, runNode } from "../support/processes.ts";
import { january, newerSeason } from "../support/repair/repairs.ts";
import { ownFolder } from "../support/warehouses.ts";

/** Runs the action's source as a runner runs its bundle: inputs and files by environment variables. */
async function runAction(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
) {
  const folder = ownFolder();
  const [output, summary] = [join(folder, "output"), join(folder, "summary")];
  writeFileSync(output, "");
  writeFileSync(summary, "");
  const named = Object.entries(inputs).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  const ended = await runNode(["actions/validate/main.ts"], {
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_REPOSITORY: "acme/ops",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_RUN_ID: "123",
    GITHUB_RUN_ATTEMPT: "1",
    INPUT_OUT: join(folder, "reports"),
    ...Object.fromEntries(named),
    ...env,
  });
  return {
    ...ended,
    folder,
    outputs: readOutputs(readFileSync(output, "utf8")),
    summary: readFileSync(summary, "utf8"),
  };
}

/** `name<<mark`, the value's lines, `mark`. */
const readOutputs = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , value]) => [name, value]),
  );

const AS_OF = { "as-of": "2026-01-26T12:00:00Z" };

describe("the action on BigQuery", () => {
  it("takes the project that google-github-actions/auth sets, as the command line does", async () => {
    const recorded = await startRecordedBigQuery();
    recorded.answer = () => ({ bytesProcessed: "0", tables: 1 });
    const inputs = { ...AS_OF, environment: "production", "fail-on": "never" };
    const env = {
      BIGQUERY_EMULATOR_HOST: process.env["BIGQUERY_EMULATOR_HOST"] ?? "",
      METADATA_SERVER_DETECTION: "none",
    };
    const unnamed = await runAction(inputs, env);
    expect(unnamed.stdout).toMatch(/^::error::.*no project is named; .*GOOGLE_CLOUD_PROJECT/m);
    const { stdout, outputs } = await runAction(inputs, { ...env, GOOGLE_CLOUD_PROJECT: "acme-1" });
    expect(outputs["run-json"], stdout).toBeDefined();
    const record = JSON.parse(readFileSync(outputs["run-json"] ?? "", "utf8"));
    expect(record.warehouse).toBe("BigQuery acme-1");
  });
});

describe("the action on the incident", () => {
  it("fails the step with an annotation, sets its outputs and writes the summary", async () => {
    const { code, stdout, outputs, summary, folder } = await runAction({
      ...AS_OF,
      pipeline: pipelineOn(inject("sample").incident, newerSeason),
    });
    expect(code, stdout).toBe(1);
    expect(stdout).toMatch(
      /^::error::P0 \(sample\): no Phase 4 precompute at all on 14 game dates, 2025-10-21\.\.2025-11-03$/m,
    );
    expect(stdout).toMatch(/^::error::Training is BLOCKED: 1 P0, /m);
    expect(outputs).toMatchObject({
      "exit-code": "1",
      "training-state": "BLOCKED",
      "date-count": "95",
      "p0-count": "1",
      "unknown-cells": "0",
      handoff: join(folder, "reports/sample/latest/HANDOFF.md"),
    });
    expect(summary).toContain("## Training BLOCKED");
    expect(tablesOf(summary)[0]?.[2]?.slice(0, 3)).toEqual([
      ...["P0", "no Phase 4 precompute at all", "14"],
    ]);
    expect(readFileSync(outputs["handoff"] ?? "", "utf8")).toContain(
      "https://github.com/acme/ops/actions/runs/123",
    );
  });
});

describe("the action in a run that a schedule started", () => {
  async function historyOf(event: string, env: Readonly<Record<string, string>> = {}) {
    const file = join(ownFolder(), "event.json");
    writeFileSync(file, JSON.stringify({ schedule: "23 9 * * *" }));
    const pipeline = pipelineOn(inject("sample").incident, newerSeason);
    const { folder, stdout } = await runAction(
      { ...AS_OF, pipeline, "fail-on": "never", "schedule-zone": "America/New_York" },
      { GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: file, ...env },
    );
    const reports = join(folder, "reports/sample");
    const history = readFileSync(join(reports, "history/health_history.csv"), "utf8");
    const [dueAt = "", ranAt = ""] = history.trim().split("\n").at(-1)?.split(",").slice(-2) ?? [];
    const handoff = readFileSync(join(reports, "latest/HANDOFF.md"), "utf8");
    return { dueAt, ranAt, handoff, stdout };
  }

  it("records when it was due and when it ran, and the handoff says how late runs are", async () => {
    const { dueAt, ranAt, handoff } = await historyOf("schedule");
    expect(dueAt).toMatch(/T1[34]:23:00.000Z$/);
    const late = Date.parse(ranAt) - Date.parse(dueAt);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(25 * 3_600_000);
    expect(handoff).toMatch(
      /late by \| median .*, 90th percentile .*, worst .* \(last 1 scheduled/,
    );
  });

  it.each([
    ["that a person started", "workflow_dispatch", {}],
    ["that is repeated", "schedule", { GITHUB_RUN_ATTEMPT: "2" }],
  ])("and in one %s the lateness is unknown", async (_, event, env) => {
    const { dueAt, ranAt, handoff } = await historyOf(event, env);
    expect([dueAt, ranAt]).toEqual(["", ""]);
    expect(handoff).toMatch(/late by \| unknown: the history has no run that a schedule started/);
  });
});

describe("the action with bad inputs", () => {
  it("fails, names the input as a workflow writes it, and writes no report", async () => {
    const { code, stdout, outputs, folder } = await runAction({ start: "2026-02-30" });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::error::input start: "2026-02-30" is not a calendar day/m);
    expect(stdout).not.toMatch(/^ +at /m);
    expect(outputs).toEqual({ "exit-code": "2" });
    expect(existsSync(join(folder, "reports"))).toBe(false);
  });
});

describe("the action without an environment", () => {
  const pipeline = "pipeline/pipeline.yaml";

  it("reads nothing where several are declared, and lists them", async () => {
    const { stdout, outputs } = await runAction({ ...AS_OF, pipeline }, { OPS_ENVIRONMENT: "" });
    expect(stdout).toMatch(
      /^::error::pipeline\/pipeline\.yaml declares 5 environments: sample, .* Name one in the input environment, or set OPS_ENVIRONMENT\.$/m,
    );
    expect(outputs).toEqual({ "exit-code": "2" });
  });

  it("takes that of OPS_ENVIRONMENT, which has to be a declared one", async () => {
    const { stdout, outputs } = await runAction(
      { ...AS_OF, pipeline },
      { OPS_ENVIRONMENT: "produktion" },
    );
    expect(stdout).toMatch(
      /^::error::There is no environment "produktion" \(of OPS_ENVIRONMENT\)/m,
    );
    expect(outputs).toEqual({ "exit-code": "2" });
    const found = await runAction(
      { ...AS_OF, pipeline: pipelineOn(inject("sample").healthyJanuary, january) },
      { OPS_ENVIRONMENT: "sample" },
    );
    expect(found.outputs["run-json"], found.stdout).toContain("/reports/sample/");
  });

  it("looks at what its pipeline's path says only after the path was checked as text", async () => {
    const { stdout } = await runAction({ pipeline: "a\nb" }, { OPS_ENVIRONMENT: "" });
    expect(stdout).toMatch(/^::error::input pipeline: /m);
  });
});
