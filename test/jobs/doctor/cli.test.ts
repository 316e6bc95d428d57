import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ops, pipelineOn, runNode } from "../../support/processes.ts";
import { copiedSample, ownFolder } from "../../support/warehouses.ts";

describe("doctor", () => {
  it("prints one JSON document, and exits 0 where nothing fails", async () => {
    const pipeline = pipelineOn(copiedSample("healthy"));
    const { code, stdout } = await ops("doctor", "--pipeline", pipeline, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schemaVersion: 1, environment: "sample", exitCode: 0, counts: { fail: 0 } },
      checks: expect.arrayContaining([
        expect.objectContaining({ area: "program", name: "Node", status: "pass" }),
      ]),
    });
  });

  it("exits 1 without identity, having asked nobody", async () => {
    const env = { HOME: ownFolder(), METADATA_SERVER_DETECTION: "none" };
    const args = ["doctor", "--environment", "production", "--project", "p"];
    const { code, stdout } = await runNode(["src/cli/main.js", ...args], env);
    expect(code).toBe(1);
    expect(stdout).toContain("✗ FAIL  identity: none");
    expect(stdout).toContain("do: gcloud auth application-default login");
  });

  it.each([
    [
      ["--environment", "prod"],
      /There is no environment "prod"; declared are sample, sample-bigquery, production, sample-scraped, production-scraped/,
    ],
    [["--project", "p"], /Environment sample uses duckdb; a project is for BigQuery/],
    [["--lock-wait", "soon"], /--lock-wait: must be a number of seconds/],
  ])("exits 2 for bad use: %j", async (args, message) => {
    const { code, stdout, stderr } = await ops("doctor", ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });
});

describe("warehouse init", () => {
  it("exits 0, twice, and says so as JSON", async () => {
    const pipeline = pipelineOn(join(ownFolder(), "new.duckdb"));
    const init = () => ops("warehouse", "init", "--pipeline", pipeline, "--json");
    for (const outcome of ["created", "present"]) {
      const { code, stdout } = await init();
      expect(code).toBe(0);
      const report = JSON.parse(stdout);
      expect(report).toMatchObject({ schemaVersion: 1, environment: "sample", dryRun: false });
      expect(new Set(report.items.map((item: { outcome: string }) => item.outcome))).toEqual(
        new Set([outcome]),
      );
    }
  });

  it("exits 2 without a project, before anything is made", async () => {
    const { code, stderr } = await ops("warehouse", "init", "--environment", "production");
    expect(code).toBe(2);
    expect(stderr).toContain("no project is named");
  });
});
