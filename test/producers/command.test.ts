import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../src/producers/command.ts";
import { NO_LIMITS } from "../../src/warehouse/losses.ts";
import { aTable, day } from "../support/pipelines/declarations.ts";
import { ownFolder } from "../support/warehouses.ts";

const DATES = [day("2026-03-03"), day("2026-03-01")];

/** Runs a program as declared, in a folder. */
const commanding = (argv: readonly string[], timeoutSeconds = 20, root = ownFolder()) =>
  runCommand(
    { kind: "command", argv: [...argv], timeoutSeconds },
    {
      table: aTable({ id: "orders" }),
      dates: DATES,
      ledger: { run: "b-1", tableId: "orders", kind: "replace", upstreamFingerprints: new Map() },
      limits: NO_LIMITS,
      includeWarmUp: false,
      force: false,
      signal: new AbortController().signal,
    },
    root,
  );

/** Runs a piece of JavaScript as the program; its arguments come after. */
const running = (script: string, args: readonly string[] = []) =>
  commanding([process.execPath, "-e", script, ...args]);

const PRINT_ARGUMENTS = `console.log(JSON.stringify({ all: process.argv.slice(1).join(" ") }))`;

describe("a command that fills a table", () => {
  it("is told the dates, sorted, the first and the last", async () => {
    const args = ["dates={dates}", "{start}..{end}", "{other}"];
    expect(await running(PRINT_ARGUMENTS, args)).toEqual([
      { all: "dates=2026-03-01,2026-03-03 2026-03-01..2026-03-03 {other}" },
    ]);
  });

  it("is run without a shell: what a shell would read is text", async () => {
    const args = ["$(id)", "; rm -rf .", "`id`", "*", '"'];
    expect(await running(PRINT_ARGUMENTS, args)).toEqual([{ all: args.join(" ") }]);
  });

  it("is run where the pipeline's files are", async () => {
    const root = ownFolder();
    writeFileSync(join(root, "here.txt"), "");
    const script = `console.log(JSON.stringify({ there: require("fs").existsSync("here.txt") }))`;
    expect(await commanding([process.execPath, "-e", script], 20, root)).toEqual([{ there: true }]);
  });

  it("gives its rows one JSON object a line, empty lines left out", async () => {
    const script = `console.log('{"n": 1, "name": "a|b", "on": null}\\n\\n{"n": 2.5, "on": true}\\n')`;
    expect(await running(script)).toEqual([
      { n: 1, name: "a|b", on: null },
      { n: 2.5, on: true },
    ]);
    expect(await running("")).toEqual([]);
  });

  it.each([
    ["no JSON", "{n: 1}", /wrote line 2, which is not JSON/],
    ["no object", "[1]", /wrote line 2, which is not an object/],
    ["a value within a value", `{"n": {"m": 1}}`, /wrote line 2, whose "n" is not a plain value/],
  ])("fails with the line that is %s", async (_, line, why) => {
    const script = `console.log('{"n": 1}\\n${line}')`;
    await expect(running(script)).rejects.toThrow(why);
  });

  it("fails with its status and the end of what it said", async () => {
    const script = `for (let n = 0; n < 9; n += 1) console.error("line " + n); process.exit(7)`;
    await expect(running(script)).rejects.toThrow(
      /The command of orders \(.*node\) ended with 7: line 4 \/ line 5 \/ line 6 \/ line 7 \/ line 8$/,
    );
  });

  it("fails where the program is not there", async () => {
    await expect(commanding(["./nowhere"])).rejects.toThrow(/ENOENT/);
  });

  it("ends with its time, even where it does not want to", async () => {
    const script = `process.on("SIGTERM", () => {}); setTimeout(() => {}, 15000)`;
    const started = performance.now();
    await expect(commanding([process.execPath, "-e", script], 1)).rejects.toThrow(
      /ran longer than 1 s/,
    );
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("fails where it writes more than is taken, and does not blame the time", async () => {
    const script = `const line = "x".repeat(2 ** 20); for (let n = 0; n < 300; n += 1) process.stdout.write(line)`;
    await expect(running(script)).rejects.toThrow(/wrote more than 256 MiB/);
  });
});
