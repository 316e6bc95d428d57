import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** Files of the tree that git keeps or would keep, in these places. */
function tracked(...places: string[]): string[] {
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", ...places];
  const files = execFileSync("git", list, { cwd: ROOT, encoding: "utf8" }).split("\0");
  return files.filter((file) => file !== "" && existsSync(join(ROOT, file)));
}

const thatMatch = (files: string[], pattern: RegExp): string[] =>
  files.filter((file) => pattern.test(read(file)));

const tests = tracked("test/*.ts");
const sources = tracked("src/*.ts", "actions/*/*.ts");

it("has files to look at", () => {
  expect(tests.length).toBeGreaterThan(5);
  expect(sources.length).toBeGreaterThan(5);
});

it.each([
  ...["README.md", "CONTRIBUTING.md", "LICENSE", "package.json", "package-lock.json", ".nvmrc"],
  ...["tsconfig.json", "biome.json", "knip.json", "vitest.config.ts", "build.ts", ".ci/run"],
  ...["pipeline/pipeline.yaml", "pipeline/sql", "actions/validate", "sample", "src", "docs/adr"],
])("has %s", (entry) => {
  expect(existsSync(join(ROOT, entry))).toBe(true);
});

it("locks packages by integrity and records no download addresses", () => {
  expect(read("package-lock.json")).not.toContain('"resolved"');
});

it("has no room grown past 250 lines", () => {
  const long = sources.filter((file) => read(file).split("\n").length > 251);
  expect(long).toEqual([]);
});

it("mocks none of its own modules", () => {
  expect(thatMatch(tests, /\bvi\.(mock|doMock)\(/)).toEqual([]);
});

it("has no test switched off or narrowed", () => {
  expect(thatMatch(tests, /\b(it|test|describe)\.(only|skip|todo|fails)\(/)).toEqual([]);
});

it("leaves nothing open in the code", () => {
  expect(thatMatch(sources, /\b(TODO|FIXME)\b/)).toEqual([]);
});

it("names every suite that needs a Go-built tool *.tools.test.ts, so that none is silently left out", () => {
  const needy = thatMatch(tests, /process\.env(\.|\[")(ACT|ACTIONLINT|BIGQUERY_EMULATOR)\b/);
  const suites = needy.filter((file) => file.endsWith(".test.ts"));
  expect(suites.filter((file) => !file.endsWith(".tools.test.ts"))).toEqual([]);
});
