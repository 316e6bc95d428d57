import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../support/pipeline.ts";
import { runNode } from "../support/processes.ts";
import { aPlace, at, newerSeason } from "../support/repair/repairs.ts";

/** Prints the address of every module that is loaded, on a line of its own. */
const TELL = `data:text/javascript,${encodeURIComponent(
  'import { registerHooks } from "node:module"; registerHooks({ load(url, context, next) { console.error("loaded " + url); return next(url, context); } });',
)}`;

async function loadedBy(words: readonly string[]) {
  const ended = await runNode(["--import", TELL, "src/cli/main.js", ...words]);
  return {
    ...ended,
    loaded: [...ended.stderr.matchAll(/^loaded (\S+)/gm)].map(([, url = ""]) => url),
  };
}

it.each(["--help", "--version", "validate --help"])(
  "%s loads no warehouse, no cloud and no schema, so that it is there at once",
  async (words) => {
    const { code, stdout, loaded } = await loadedBy(words.split(" "));
    expect([code, stdout]).not.toEqual([0, ""]);
    expect(loaded.some((url) => url.endsWith("/src/cli/program.ts"))).toBe(true);
    const heavy =
      /node_modules\/(?!commander\/)|src\/(jobs\/(?!shared\/version)|warehouse|findings|advice|grid)/;
    expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
  },
);

// An import of node:http, as it is made from a module, loads all of undici.
const NOT_HERE = /node:https?$|octokit|google|unpdf|src\/(?:producers\/(?!port\/sql-file)|github)/;

it.each([
  ["validate", 1, NOT_HERE],
  [
    "plan",
    0,
    new RegExp(
      `${NOT_HERE.source}|csv-(?:parse|stringify)|mdast-|markdown|src/render/(?:handoff|season|text/(?:phrases|handoff-text|figures))|src/grid/slice`,
    ),
  ],
] as const)("%s loads nothing that it does not need", async (command, code, heavy) => {
  const place = aPlace("incident", newerSeason);
  const ended = await loadedBy([command, ...at(place, command !== "plan")]);
  expect(ended.code, ended.stderr).toBe(code);
  expect(ended.loaded.some((url) => url.includes("@duckdb/node-api"))).toBe(true);
  expect(ended.loaded.filter((url) => heavy.test(url))).toEqual([]);
});

it("the file that is started is no TypeScript, whose compiler would be loaded at every start", async () => {
  const { loaded } = await loadedBy(["--version"]);
  expect(loaded[0]).toMatch(/src\/cli\/main\.js$/);
});

it("npx ops runs the command line of a checkout: its bin is a program", () => {
  const { bin, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const PATH = `${dirname(process.execPath)}:${process.env["PATH"]}`;
  const said = execFileSync(join(ROOT, bin.ops), ["--version"], {
    env: { PATH },
    encoding: "utf8",
  });
  expect(said).toBe(`${version}\n`);
});
