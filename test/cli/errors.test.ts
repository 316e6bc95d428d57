import { describe, expect, it } from "vitest";
import { ops } from "../support/processes.ts";

it("--version prints the version alone", async () => {
  const { code, stdout, stderr } = await ops("--version");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe("--help of a command that there is not is an error that names the nearest:", () => {
  it.each([
    [["valdate", "--help"], "unknown command 'valdate'\n(Did you mean validate?)"],
    [["valdate", "-h"], "unknown command 'valdate'"],
    [["--help", "valdate"], "unknown command 'valdate'"],
    [["help", "valdate"], "unknown command 'valdate'"],
    [["sample", "lod", "--help"], "unknown command 'lod'\n(Did you mean load?)"],
    [["bogus", "--help"], "unknown command 'bogus'"],
  ])("%j", async (words, message) => {
    const { code, stdout, stderr } = await ops(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("of one that there is, it is help", async () => {
    for (const words of [
      ["sample", "--help"],
      ["validate", "--start", "x", "--help"],
      ["help", "validate"],
    ])
      expect(await ops(...words)).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("with --json an error is one JSON object, the last line of stderr:", () => {
  it.each([
    ["a value", ["validate", "--json", "--start", "2026-02-30"], /^--start: "2026-02-30" is not/],
    [
      "an unknown option",
      ["plan", "--json", "--strat", "x"],
      /^unknown option '--strat'\n\(Did you mean --start\?\)$/,
    ],
    ["an unknown command", ["valdate", "--json"], /^unknown command 'valdate'/],
    ["a missing argument", ["verify", "--json"], /^missing required argument 'RUN'$/],
    [
      "an unknown environment",
      ["validate", "--json", "--environment", "prod"],
      /no environment "prod"/,
    ],
  ])("%s", async (_, words, message) => {
    const { code, stdout, stderr } = await ops(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const error = JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "");
    expect(error).toEqual({ error: { message: expect.stringMatching(message), exitCode: 2 } });
  });
});
