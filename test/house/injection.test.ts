import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { inert } from "../../src/hosts/action.ts";
import { readRepair, readResults } from "../../src/jobs/repair/run/files.ts";
import { parsePipeline } from "../../src/pipeline/parse/parse.ts";
import { runAction } from "../support/actions.ts";
import { outsideFences } from "../support/hostile.ts";
import { outsideCode } from "../support/markdown.ts";
import { altered, ROOT } from "../support/pipeline.ts";
import { newerSeason } from "../support/repair/repairs.ts";
import { ownFolder } from "../support/warehouses.ts";
import { ACTIONS, attempts, HOSTILE, renderInputs } from "./injection.ts";

const found = await attempts();
const DOC = readFileSync(join(ROOT, "docs/explanation/injection.md"), "utf8");

/** Inputs that are words or places of the workflow's own author; all others are refused what is hostile. */
const REPOSITORY = { GITHUB_REPOSITORY: "acme/ops" };
const TEXT = [
  ...["pipeline", "out", "repair", "results", "path", "evidence", "message", "token"],
  ...["certificate", "dates-out"],
  ...["reports", "proposal", "paused"],
];

describe("hostile values of inputs", () => {
  it("are tried for every input of every action, and what happens is what the docs say", () => {
    expect(found.length).toBeGreaterThan(80);
    expect(DOC).toContain(renderInputs(found));
    for (const name of Object.keys(HOSTILE)) expect(DOC).toContain(name);
  });

  it("are refused wherever an input is not plainly text", () => {
    const taken = found.filter((one) => one.taken.length > 0 && !TEXT.includes(one.input));
    expect(taken).toEqual([]);
  });

  it("never have a second line, but for the token, which is only ever a header", () => {
    const lines = ["a command to the runner on a line of its own", "a variable for later steps"];
    const more = found.filter(
      ({ input, taken }) => input !== "token" && lines.some((it) => taken.includes(it)),
    );
    expect(more).toEqual([]);
  });

  const ALL = Object.values(HOSTILE).join("\r\n");
  /** What a runner would obey: a line that begins with ::, as it reads lines. */
  const commands = (stdout: string) =>
    stdout.split(/\r\n|\r|\n/).filter((line) => /^\s*::|##\[/.test(line));

  it.each(ACTIONS)("do nothing in %s but fail it with one escaped message", async (action) => {
    const own = found.filter((one) => one.action === action);
    const inputs = Object.fromEntries(
      own.map(({ input }) => [input, input === "token" ? "tok" : ALL]),
    );
    const { code, stdout, outputs, summary } = await runAction(
      `actions/${action}/main.ts`,
      inputs,
      REPOSITORY,
    );
    expect(code).toBe(1);
    expect(commands(stdout)).toEqual([expect.stringMatching(/^::error::input /)]);
    expect(outputs).toEqual({ "exit-code": "2" });
    expect(summary).toBe("");
  });

  it("do nothing where they are taken as text: the place is not there, and the message is escaped", async () => {
    const pipeline = Object.values(HOSTILE)
      .filter((it) => !it.includes("\n"))
      .join(" ");
    const { code, stdout, outputs } = await runAction(
      "actions/validate/main.ts",
      { pipeline },
      REPOSITORY,
    );
    expect([code, outputs]).toEqual([1, { "exit-code": "2" }]);
    expect(commands(stdout)).toHaveLength(1);
    expect(stdout).toContain("cannot be read; name it with --pipeline");
  });
});

describe("a hostile declaration", () => {
  const VALUES = Object.values(HOSTILE);
  it.each([
    ["a table's id", (value: string) => ["tables", 0, "id", value]],
    ["a table's name", (value: string) => ["tables", 0, "name", value]],
    ["a column", (value: string) => ["tables", 0, "dateColumn", value]],
    ["a key", (value: string) => ["tables", 0, "keys", [value]]],
    ["a phase's id", (value: string) => ["phases", 0, "id", value]],
    ["a season's id", (value: string) => ["seasons", 0, "id", value]],
  ] as const)("is refused: %s", (_, at) => {
    for (const value of VALUES) expect(() => declared(at(value))).toThrow();
  });

  it.each([
    ["a phase's title", ["phases", 0, "title"]],
    ["a phase's impact", ["phases", 0, "impact"]],
    ["a criterion's title", ["criteria", 0, "title"]],
    ["the pipeline's name", ["name"]],
  ] as const)("is refused where %s is more than words on a line", (_, path) => {
    const markup = VALUES.filter((value) => /[<>@#`|*\n]/.test(value));
    expect(markup.length).toBeGreaterThan(5);
    for (const value of markup) expect(() => declared([...path, value])).toThrow(/must be words/);
  });

  it("shows the reason of a waiver as code and nothing else", async () => {
    const reason = `${VALUES.join(" ")} @all`;
    const file = join(ownFolder(), "pipeline.yaml");
    const text = altered((declaration) => {
      newerSeason(declaration);
      declaration["environments"].sample.path = inject("sample").incident;
      for (const waiver of declaration["waivers"]) waiver.reason = reason;
    });
    writeFileSync(file, text);
    const out = ownFolder();
    const ended = await runAction(
      "actions/validate/main.ts",
      {
        ...{ pipeline: file, out, "as-of": "2026-01-26T12:00:00Z", "fail-on": "never" },
      },
      REPOSITORY,
    );
    expect(ended.code, ended.stdout).toBe(0);
    for (const page of ["HANDOFF.md", "SEASON.md"]) {
      const markdown = readFileSync(join(out, "sample/latest", page), "utf8");
      expect(outsideCode(outsideFences(markdown)), page).not.toMatch(/@all|<img|x\.test/);
    }
    expect(outsideCode(ended.summary)).not.toMatch(/@all|<img/);
  });

  function declared(path: readonly unknown[]): void {
    const value = path.at(-1);
    const text = altered((pipeline) => {
      let at: Record<string, unknown> = pipeline;
      for (const key of path.slice(0, -2)) at = at[String(key)] as Record<string, unknown>;
      at[String(path.at(-2))] = value;
    });
    parsePipeline(text, "p.yaml");
  }
});

describe("a log line from outside", () => {
  it.each([
    ["::add-mask::word", ": :add-mask::word"],
    ["one\n  ::set-env name=PATH::/tmp", "one\n  : :set-env name=PATH::/tmp"],
    ["one\r::error::two", "one\r: :error::two"],
    ["in the middle ##[add-path]/tmp", "in the middle ## [add-path]/tmp"],
    ["a::b is none", "a::b is none"],
  ])("is no command to the runner: %j", (line, shown) => {
    expect(inert(line)).toBe(shown);
  });
});

describe("a hostile artifact", () => {
  const RESULT = {
    ...{ schemaVersion: 1, run: "b-1", planHash: "h", part: "p4-001", attempt: 1 },
    ...{ startedAt: "2026-01-26T12:00:00Z", endedAt: "2026-01-26T12:00:00Z", stopped: null },
    cells: [{ table: "pcf", date: "2024-10-22", status: "unneeded" }],
  };
  const read = async (result: object) => {
    const folder = ownFolder();
    mkdirSync(join(folder, "result-x"));
    writeFileSync(join(folder, "result-x/result.json"), JSON.stringify(result));
    return await readResults(folder);
  };

  it("is read where it is ours", async () => {
    expect(await read(RESULT)).toHaveLength(1);
  });

  it.each([
    ["a key of its own", { path: "../../etc" }],
    ["a prototype", JSON.parse('{"__proto__":{"polluted":true},"x":1}') as object],
    ["a part that is none", { part: "../../p4-001" }],
    ["markup for a part", { part: "p4-001 <b>@all" }],
    ["a run that is none", { run: "b-1/../../x" }],
    ["a table that is none", { cells: [{ ...RESULT.cells[0], table: "pcf | @all" }] }],
    ["a date that is none", { cells: [{ ...RESULT.cells[0], date: "2024-10-22..2025-01-01" }] }],
    ["an outcome that is none", { cells: [{ ...RESULT.cells[0], status: "$(x)" }] }],
    ["a long text", { stopped: "x".repeat(2001) }],
    ["a date for an instant", { startedAt: "yesterday" }],
    ["a version that is not yet", { schemaVersion: 2 }],
  ])("is refused with %s", async (_, over) => {
    await expect(read({ ...RESULT, ...over })).rejects.toThrow(/is not of this version/);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ["no JSON", "<html>", /cannot be read/],
    ["another shape", "[]", /is not of this version/],
    [
      "a leg's id with a path",
      JSON.stringify({ legs: [{ id: "../p4" }] }),
      /is not of this version/,
    ],
  ])("is refused for a plan with %s", async (_, text, why) => {
    const file = join(ownFolder(), "repair.json");
    writeFileSync(file, text);
    await expect(readRepair(file)).rejects.toThrow(why);
  });
});
