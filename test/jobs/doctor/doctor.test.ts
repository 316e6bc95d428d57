import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Check, doctorExitCode, renderDoctor } from "../../../src/render/summary/doctor.ts";
import { change, checkOf, diagnose, pipelineFile, withStatus } from "../../support/admin.ts";
import { heldByAnother, pipelineOn } from "../../support/processes.ts";
import { copiedSample, ownFolder } from "../../support/warehouses.ts";

describe("the embedded warehouse", () => {
  it("is healthy where the sample was loaded", async () => {
    const report = await diagnose({ pipeline: pipelineOn(copiedSample("healthy")) });
    expect(doctorExitCode(report)).toBe(0);
    expect(withStatus(report, "fail")).toEqual([]);
    expect(withStatus(report, "warn")).toEqual([]);
    // No repair was run yet.
    expect(withStatus(report, "skip")).toEqual(["bookkeeping (ops)", "services", "token"]);
    expect(checkOf(report, "tdza").found).toBe("dated by analysis_date (DATE)");
    expect(report.checks.filter(({ area }) => area === "statements")).toHaveLength(25);
  });

  it("is not there: says how to make it, and asks nothing of it", async () => {
    const pipeline = pipelineOn(join(ownFolder(), "none.duckdb"));
    const report = await diagnose({ pipeline });
    expect(checkOf(report, "file")).toMatchObject({
      status: "fail",
      found: "is not there",
      remedy: `npm run ops -- sample load --environment sample --pipeline ${pipeline}`,
    });
    expect(checkOf(report, "tables and statements").status).toBe("skip");
    expect(doctorExitCode(report)).toBe(1);
  });

  it("lacks a table: one failure, and what reads it is not asked", async () => {
    const path = copiedSample("healthy");
    await change(path, "DROP TABLE nba_precompute.player_daily_cache");
    const report = await diagnose({ pipeline: pipelineOn(path) });
    expect(withStatus(report, "fail")).toEqual(["pdc (nba_precompute.player_daily_cache)"]);
    expect(checkOf(report, "pdc").remedy).toMatch(
      /^npm run ops -- warehouse init --environment sample --pipeline \S+; or correct its name in the pipeline$/,
    );
    expect(withStatus(report, "skip")).toEqual(
      expect.arrayContaining([
        "model of mlfs, one date",
        "model of player_prop_predictions, one date",
      ]),
    );
    expect(doctorExitCode(report)).toBe(1);
  });

  it("has a date column of another type, or without a declared key", async () => {
    const path = copiedSample("healthy");
    await change(
      path,
      "ALTER TABLE nba_predictions.prediction_grades ALTER COLUMN game_date TYPE VARCHAR",
      "ALTER TABLE nba_raw.rosters RENAME COLUMN player_id TO player",
    );
    const report = await diagnose({ pipeline: pipelineOn(path) });
    expect(checkOf(report, "prediction_grades")).toMatchObject({
      status: "fail",
      found: "column game_date: declared DATE, found VARCHAR",
      remedy: expect.stringContaining("CAST(game_date AS DATE)"),
    });
    expect(checkOf(report, "rosters")).toMatchObject({
      status: "fail",
      found: "has no column player_id (one of its keys)",
    });
    expect(checkOf(report, "count of rosters")).toMatchObject({
      status: "fail",
      remedy: "Correct columns of rosters in the pipeline.",
    });
    expect(doctorExitCode(report)).toBe(1);
  });

  it("is open elsewhere or is no database: nothing is known of it, which is exit code 3", async () => {
    const held = join(ownFolder(), "held.duckdb");
    await heldByAnother(held);
    const broken = join(ownFolder(), "broken.duckdb");
    writeFileSync(broken, "this is no database, however long it is".repeat(200));
    for (const [path, words] of [
      [held, "still in use by another process"],
      [broken, "Cannot open the warehouse"],
    ] as const) {
      const report = await diagnose({ pipeline: pipelineOn(path) });
      const check = checkOf(report, "opening it");
      expect(check).toMatchObject({ status: "fail", unread: true });
      expect(check.found).toContain(words);
      expect(doctorExitCode(report)).toBe(3);
    }
  });

  // Root may write what nobody may.
  it.runIf(process.getuid?.() !== 0)(
    "may be read only: a warning, for validation needs no more",
    async () => {
      const path = copiedSample("healthy");
      chmodSync(path, 0o444);
      const report = await diagnose({ pipeline: pipelineOn(path) });
      expect(checkOf(report, "file")).toMatchObject({ status: "warn" });
      expect(doctorExitCode(report)).toBe(0);
    },
  );

  it("has a model that is not SQL: the failure names its file", async () => {
    const file = join(ownFolder(), "model.sql");
    writeFileSync(file, "SELECT game_date FORM nowhere");
    const path = copiedSample("healthy");
    const pipeline = pipelineFile((declaration) => {
      declaration["environments"].sample.path = path;
      const table = declaration["tables"].find(({ id }: { id: string }) => id === "pcf");
      table.producers.sample.file = file;
    });
    const report = await diagnose({ pipeline });
    expect(withStatus(report, "fail")).toEqual(["model of pcf, one date"]);
    expect(checkOf(report, "model of pcf").remedy).toContain(`Correct ${file}.`);
  });
});

describe("the program", () => {
  it("runs on a Node that is too old", async () => {
    const pipeline = pipelineOn(join(ownFolder(), "none.duckdb"));
    const report = await diagnose({ pipeline, nodeVersion: "20.20.0" });
    expect(checkOf(report, "Node")).toMatchObject({
      status: "fail",
      found: expect.stringContaining("20.20.0"),
    });
  });

  it("is given a configuration that is not valid: says where, and looks at what needs none", async () => {
    const pipeline = pipelineFile((declaration) => {
      declaration["graceHour"] = 4;
    });
    const report = await diagnose({ pipeline });
    expect(checkOf(report, "configuration").found).toContain('unknown key "graceHour"');
    expect(checkOf(report, "token").status).toBe("skip");
    expect(doctorExitCode(report)).toBe(1);
  });

  it("is not told the project", async () => {
    const report = await diagnose({ environment: "production" });
    expect(checkOf(report, "project")).toMatchObject({
      status: "fail",
      remedy: expect.stringContaining("GOOGLE_CLOUD_PROJECT"),
    });
  });

  it("gives a command that a shell reads as it is meant, whatever the file is called", async () => {
    const folder = ownFolder();
    const pipeline = join(folder, "a'; echo $(id) #.yaml");
    const text = pipelineFile((declaration) => {
      declaration["environments"].sample.path = join(folder, "none.duckdb");
    });
    writeFileSync(pipeline, await (await import("node:fs/promises")).readFile(text, "utf8"));
    const report = await diagnose({ pipeline });
    expect(checkOf(report, "file").remedy).toBe(
      `npm run ops -- sample load --environment sample --pipeline '${folder}/a'\\''; echo $(id) #.yaml'`,
    );
  });
});

describe("the report", () => {
  const aCheck = (over: Partial<Check>): Check => ({
    ...{ area: "tables", name: "a table", status: "pass", found: "is there" },
    ...over,
  });

  it("has a symbol, a word and a remedy, each check on its line", () => {
    const text = renderDoctor({
      environment: "sample",
      checks: [
        aCheck({}),
        aCheck({
          status: "warn",
          name: "nasty\n✓ pass  all: fine\u001b[32m",
          remedy: "look\nhere",
        }),
        aCheck({ status: "fail", unread: true }),
        aCheck({ status: "skip" }),
      ],
    });
    expect(text.split("\n")).toEqual([
      "Doctor of sample",
      "",
      "Tables",
      "  ✓ pass  a table: is there",
      "  ! warn  nasty ✓ pass all: fine: is there",
      "          do: look here",
      "  ✗ FAIL  a table: is there",
      "  - skip  a table: is there",
      "",
      "1 pass, 1 warning, 1 fail, 1 skipped",
    ]);
  });

  it.each([
    [[], 0],
    [[aCheck({ status: "warn" }), aCheck({ status: "skip" })], 0],
    [[aCheck({ status: "fail" })], 1],
    [[aCheck({ status: "fail" }), aCheck({ status: "fail", unread: true })], 3],
  ] as const)("ends in the exit code of its worst check: %#", (checks, code) => {
    expect(doctorExitCode({ environment: "sample", checks })).toBe(code);
  });
});
