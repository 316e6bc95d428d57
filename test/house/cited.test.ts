import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkCited } from "./cited.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cited-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** The faults of a tree with these files and a few that cite nothing wrong. */
function faultsOf(files: Record<string, string>): readonly string[] {
  for (const [file, text] of Object.entries({ ...SOUND, ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return checkCited(root, Object.keys({ ...SOUND, ...files })).faults;
}

const SOUND = {
  "build.ts": "",
  "src/a/list.ts": "/** Written by src/a/read.ts, and read in src/a/; see docs/adr/0001-a.md. */",
  "src/a/read.ts": "export const x = 1; // build.ts builds it",
  "test/a/read.tools.test.ts": "",
  "docs/adr/0001-a.md": "See [b](../b.md#part), `test/a/read` and `src/*/read.ts`.",
  "docs/b.md":
    "actions/checkout; a run writes `sample/latest/run.json`, HANDOFF.md, out/x.md; you: pipeline/sql/own/x.sql.",
  "ci.yml": "run: node src/a/read.ts # test/a/*.ts",
};

it("passes a tree whose citations are there, and says how much was looked at", () => {
  expect(faultsOf({})).toEqual([]);
  expect(checkCited(root, Object.keys(SOUND))).toMatchObject({ files: 7, paths: 8 });
});

describe("a tree that cites what is not there", () => {
  it.each([
    ["src/a/x.ts", "/** As src/a/gone.ts has it. */", "cites src/a/gone.ts"],
    ["src/a/x.ts", "const x = 1; // see src/gone/", "cites src/gone/"],
    ["src/a/x.ts", "// docs/adr/0001 says why", "cites docs/adr/0001,"],
    ["src/a/x.ts", "/** The other half of read.ts. */", "cites read.ts without its folder"],
    ["src/a/x.ts", "/** As decisions.md says. */", "cites decisions.md without its folder"],
    ["docs/c.md", "Run `npx vitest run test/a/reed`.", "cites test/a/reed"],
    ["docs/c.md", "See [b](adr/0002-b.md).", "links to adr/0002-b.md"],
    ["docs/c.md", "All of `src/*/write.ts`.", "cites src/*/write.ts"],
    ["other.yml", "run: node test/a/gone.ts", "cites test/a/gone.ts"],
  ])("%s with %s", (file, text, fault) => {
    expect(faultsOf({ [file]: text })).toEqual([expect.stringContaining(fault)]);
  });

  it("is none when only code names it: a path in a string is the code's affair", () => {
    expect(faultsOf({ "src/a/x.ts": 'export const x = "src/a/gone.ts";' })).toEqual([]);
  });

  it("is an empty one: a check that saw nothing has not passed", () => {
    expect(checkCited(root, []).faults).toEqual([
      "Saw 0 files that cite no path: nothing was checked.",
    ]);
  });
});
