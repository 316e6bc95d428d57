import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/commands/catalogue.ts";
import { SHIPPED_TEXT } from "../support/pipeline.ts";
import { ops } from "../support/processes.ts";
import { ownFolder } from "../support/warehouses.ts";

describe("the command line explains itself", () => {
  it("with every command and the exit codes on --help", async () => {
    const { code, stdout, stderr } = await ops("--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const { name } of COMMANDS)
      expect(stdout).toMatch(new RegExp(`^ +${name.split(" ")[0]}`, "m"));
    expect(stdout).toContain("3  something could not be read");
  });

  it("with options, choices, defaults and examples of one command", async () => {
    const { code, stdout } = await ops("sample", "load", "--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/--scenario <NAME>[\s\S]*choices: "healthy",\s+"incident-2026-01-25"/);
    expect(stdout).toContain(
      "npm run ops -- sample load --environment sample --scenario incident-2026-01-25",
    );
  });
});

describe("bad use ends in 2, says what is wrong and prints no result:", () => {
  it.each([
    ["an unknown command", ["valdate"], /unknown command 'valdate'\n\(Did you mean validate\?\)/],
    [
      "an unknown option",
      ["validate", "--strat", "2024-10-22"],
      /unknown option '--strat'\n\(Did you mean --start\?\)/,
    ],
    [
      "a day that does not exist",
      ["validate", "--start", "2026-02-30"],
      /^error: --start: "2026-02-30" is not a calendar day; write YYYY-MM-DD/,
    ],
    [
      "a reversed range",
      ["validate", "--start", "2024-11-04", "--end", "2024-10-22"],
      /^error: The range 2024-11-04\.\.2024-10-22 is reversed: .* Did you mean 2024-10-22\.\.2024-11-04\?/,
    ],
    [
      "an unknown environment",
      ["validate", "--environment", "prod"],
      /^error: There is no environment "prod"; declared are sample, sample-bigquery, production, sample-scraped, production-scraped\./,
    ],
    [
      "a pipeline that is not there",
      ["validate", "--pipeline", "nowhere.yaml"],
      /^error: The pipeline nowhere\.yaml cannot be read; name it with --pipeline: ENOENT/,
    ],
  ])("%s", async (_, args, message) => {
    const { code, stdout, stderr } = await ops(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m); // no stack: the reader can mend it
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("config check", () => {
  it("names the place of a typo", async () => {
    const file = join(ownFolder(), "typo.yaml");
    writeFileSync(file, SHIPPED_TEXT.replace("graceHours:", "graceHour:"));
    const { code, stderr } = await ops("config", "check", "--pipeline", file);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:8:1: graceHour: unknown key "graceHour"`);
  });

  it("passes the shipped pipeline, and prints it as one JSON document", async () => {
    const { code, stdout, stderr } = await ops("config", "check", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      file: "pipeline/pipeline.yaml",
      hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      pipeline: { name: "nba" },
    });
  });
});
