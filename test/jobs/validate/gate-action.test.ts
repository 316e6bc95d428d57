import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { runAction } from "../../support/actions.ts";
import { aRecord } from "../../support/github/report-folders.ts";
import { pipelineOn } from "../../support/processes.ts";
import { newerSeason } from "../../support/repair/repairs.ts";
import { ownFolder } from "../../support/warehouses.ts";

const AS_OF = "2026-01-26T12:00:00Z";

/** The committed bundle, as a training workflow runs it. */
const gate = (inputs: Readonly<Record<string, string>>) =>
  runAction("actions/gate/dist/index.js", { "as-of": AS_OF, out: ownFolder(), ...inputs });

/** A run.json of the sample at the instant of the incident. */
function evidence(over: Parameters<typeof aRecord>[0] = {}): string {
  const file = join(ownFolder(), "run.json");
  const range = { first: "2024-10-22", last: "2026-01-25" };
  writeFileSync(
    file,
    JSON.stringify(aRecord({ asOf: "2026-01-26T12:00:00.000Z", range, ...over })),
  );
  return file;
}

describe("the gate's action, live", () => {
  it("fails the step on the incident, and says why", async () => {
    const pipeline = pipelineOn(inject("sample").incident, newerSeason);
    const ended = await gate({ environment: "sample", pipeline });
    expect(ended.code).toBe(1);
    expect(ended.outputs).toMatchObject({ passes: "false", training: "BLOCKED" });
    expect(ended.outputs["reasons"]).toContain("training is BLOCKED");
    expect(ended.stdout).toContain("::error::Training may not run: ");
    expect(ended.summary).toContain("training may not run");
  });

  it("passes the step all the same with fail: false, and leaves the choice to the workflow", async () => {
    const pipeline = pipelineOn(inject("sample").incident, newerSeason);
    const ended = await gate({ environment: "sample", pipeline, fail: "false" });
    expect(ended.code, ended.stdout).toBe(0);
    expect(ended.outputs).toMatchObject({ passes: "false", training: "BLOCKED" });
  });

  it("passes on the healthy sample, even for ready", async () => {
    const pipeline = pipelineOn(inject("sample").healthy, newerSeason);
    const ended = await gate({ environment: "sample", pipeline, require: "ready" });
    expect(ended.code, ended.stdout).toBe(0);
    expect(ended.outputs).toEqual({
      ...{ passes: "true", training: "COMPLETE", reasons: "", short: "", certificate: "" },
    });
    expect(ended.summary).toContain("## Gate: training may run");
  });

  it("passes for dates and tables that the incident left alone", async () => {
    const pipeline = pipelineOn(inject("sample").incident, newerSeason);
    const some = { start: "2025-12-10", end: "2025-12-11", tables: "tdza,psza" };
    const ended = await gate({ environment: "sample", pipeline, ...some });
    expect(ended.outputs, ended.stdout).toMatchObject({ passes: "true" });
  });
});

describe("the gate's action, by evidence", () => {
  it("passes on what a validation found, and not on BLOCKED", async () => {
    const ready = await gate({ evidence: evidence({ training: "READY" }), require: "ready" });
    expect(ready.outputs, ready.stdout).toMatchObject({ passes: "true", training: "READY" });
    const blocked = await gate({ evidence: evidence() });
    expect(blocked.outputs).toMatchObject({ passes: "false", training: "BLOCKED" });
    expect(blocked.code).toBe(1);
  });

  it("does not pass on old evidence", async () => {
    const old = evidence({ training: "READY", asOf: "2026-01-24T12:00:00.000Z" });
    expect((await gate({ evidence: old })).outputs["reasons"]).toContain("48.0 hours from now");
    expect((await gate({ evidence: old, "max-age": "48" })).outputs["passes"]).toBe("true");
  });

  it("does not pass on evidence of a part of the declared range", async () => {
    const range = { first: "2024-10-22", last: "2026-01-24" };
    const ended = await gate({ evidence: evidence({ training: "READY", range }) });
    expect(ended.code).toBe(1);
    expect(ended.outputs).toMatchObject({ passes: "false" });
    expect(ended.outputs["reasons"]).toContain(
      "the evidence is of 2024-10-22 to 2026-01-24, a part of 2024-10-22 to 2026-01-25: validate the whole declared range",
    );
  });

  it("refuses evidence of another environment, whatever fail says", async () => {
    const sample = evidence({ training: "READY" });
    const ended = await gate({ evidence: sample, environment: "production", fail: "false" });
    expect(ended.code).toBe(1);
    expect(ended.outputs["passes"]).toBeUndefined();
    expect(ended.stdout).toContain("is of environment sample, and production is asked for");
  });

  it("refuses evidence narrowed afterwards", async () => {
    const ended = await gate({ evidence: evidence(), tables: "psza" });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain("evidence is judged as it was made");
  });
});

it.each([
  ["environment", "prodution", /prodution/],
  ["require", "perfect", /input require/],
  ["fail", "yes", /input fail/],
  ["max-age", "-1", /input max-age: must be positive/],
  ["max-age", "soon", /input max-age: must be a number of hours/],
  ["start", "2026-02-30", /input start/],
  ["tables", "psza;drop table", /input tables/],
  ["as-of", "yesterday", /input as-of/],
  ["evidence", "/nowhere/run.json", /nowhere\/run\.json cannot be read/],
])("a bad %s never passes, whatever fail says: %s", async (name, value, words) => {
  const ended = await gate({ fail: "false", [name]: value });
  expect(ended.code).toBe(1);
  expect(ended.stdout).toMatch(words);
  expect(ended.outputs).toEqual({ "exit-code": "2" });
});
