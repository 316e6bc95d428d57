import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { addWaiver, type NewWaiver } from "../../../src/pipeline/parse/add-waiver.ts";
import { parsePipeline } from "../../../src/pipeline/parse/parse.ts";
import { hostile } from "../../support/hostile.ts";

const FILE = "pipeline/pipeline.yaml";
const SHIPPED = readFileSync(join(import.meta.dirname, "../../..", FILE), "utf8");
const aWaiver = (over: Partial<NewWaiver> = {}): NewWaiver => ({
  games: ["0022500651"],
  tables: ["nbac_gamebook"],
  environments: ["production"],
  reason: "The league withholds this game's sheet.",
  expires: "2026-12-31",
  ...over,
});
const AT = SHIPPED.indexOf("\nwaivers:");
const withWaivers = (text: string): string => SHIPPED.slice(0, AT + 1) + text;

describe("a waiver", () => {
  it("is the last entry of the shipped file, written as the others are, and no other byte changes", () => {
    const text = addWaiver(SHIPPED, FILE, aWaiver());
    expect(text).toBe(
      `${SHIPPED}  - games: ["0022500651"]
    tables: [nbac_gamebook]
    environments: [production]
    reason: The league withholds this game's sheet.
    expires: 2026-12-31
`,
    );
    expect(parsePipeline(text, FILE).waivers).toHaveLength(3);
  });

  it("of dates has them in one line", () => {
    const { games: _, ...rest } = aWaiver();
    const text = addWaiver(SHIPPED, FILE, { ...rest, dates: ["2024-10-22", "2024-10-23"] });
    expect(text).toContain("  - dates: [2024-10-22, 2024-10-23]\n");
  });

  const ENTRY = `  - games: ["1"]
    tables: [nbac_gamebook]
    reason: "a reason for it"
    expires: 2026-01-01`;
  it.each([
    ["an empty list", "waivers: []\n"],
    ["an empty list with a comment", "waivers: [] # none yet\n# the end\n"],
    ["a last line without an end", `waivers:\n${ENTRY}`],
    ["a comment behind the last line", `waivers:\n${ENTRY} # why not\n# and below\n`],
    ["entries that are not indented", `waivers:\n${ENTRY.replaceAll(/^ {2}/gm, "")}\n`],
    [
      "a reason of several lines",
      `waivers:\n${ENTRY.replace(/"a.*"/, "|\n      several\n      lines")}\n`,
    ],
    [
      "a reason of several lines at the end",
      `waivers:\n  - games: ["1"]\n    expires: 2026-01-01\n    tables: [nbac_gamebook]\n    reason: >\n      several\n      lines\n\n`,
    ],
  ])("is added to a file with %s", (_, waivers) => {
    const before = withWaivers(waivers);
    const text = addWaiver(before, FILE, aWaiver());
    const value = parsePipeline(text, FILE).waivers.at(-1);
    expect(value).toMatchObject({ games: ["0022500651"], expires: "2026-12-31" });
    const comments = (of: string) => of.match(/#.*/g);
    expect(comments(text)).toEqual(comments(before));
    for (const line of before.split("\n").filter((one) => !/^waivers:/.test(one)))
      expect(text.split("\n")).toContain(line);
  });

  it("is added where other keys follow", () => {
    const at = SHIPPED.indexOf("\ncriteria:");
    const moved = `${SHIPPED.slice(0, at + 1)}waivers:\n${ENTRY}\n\n# behind\n${SHIPPED.slice(at + 1, AT + 1)}`;
    const text = addWaiver(moved, FILE, aWaiver());
    expect(parsePipeline(text, FILE).waivers.map(({ games }) => games)).toEqual([
      ["1"],
      ["0022500651"],
    ]);
    expect(text.endsWith(SHIPPED.slice(at + 1, AT + 1))).toBe(true);
  });

  it("is added where there is no list, and among line ends of Windows", () => {
    const none = addWaiver(SHIPPED.slice(0, AT + 1), FILE, aWaiver());
    expect(parsePipeline(none, FILE).waivers).toHaveLength(1);
    const windows = SHIPPED.replaceAll("\n", "\r\n");
    const text = addWaiver(windows, FILE, aWaiver());
    expect(text.startsWith(windows)).toBe(true);
    expect(text.replaceAll("\r\n", "")).not.toContain("\n");
  });

  it("is refused for waivers in one line, a table that is not there, and a file that is not valid", () => {
    const oneLine = withWaivers(
      'waivers: [{ games: ["1"], tables: [nbac_gamebook], reason: "a reason for it", expires: 2026-01-01 }]\n',
    );
    expect(() => addWaiver(oneLine, FILE, aWaiver())).toThrow(/write them as a list/);
    expect(() => addWaiver(SHIPPED, FILE, aWaiver({ tables: ["nobody"] }))).toThrow(/nobody/);
    expect(() => addWaiver("version: 2\n", FILE, aWaiver())).toThrow(/not a valid pipeline/);
  });

  it("carries any reason as it is, and nothing of a reason becomes YAML", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const reason = `${text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ").toWellFormed()} because`;
        const added = addWaiver(SHIPPED, FILE, aWaiver({ reason }));
        expect(added.startsWith(SHIPPED)).toBe(true);
        const { waivers } = parseDocument(added).toJS() as { waivers: NewWaiver[] };
        expect(waivers).toHaveLength(3);
        expect(waivers.at(-1)?.reason).toBe(reason);
      }),
      { numRuns: 20 },
    );
  });
});
