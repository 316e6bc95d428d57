import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderHandoff } from "../../src/render/handoff/handoff.ts";
import { renderConsole, renderSummary } from "../../src/render/summary/summary.ts";
import { escapeCell, quoted, table } from "../../src/render/text/markdown.ts";
import { aProvenance, unread } from "../support/assessments.ts";
import { outsideCode, tablesOf } from "../support/markdown.ts";

/** Text that tries to end a cell, a row or a code span, to call somebody, to refer, to link or to be HTML. */
const PIECES = [
  "|",
  "\\",
  "`",
  "``",
  "\n",
  "\r\n",
  "\u2028",
  "\t",
  " ",
  "@all",
  "#17",
  "GH-17",
  "<b>",
];
const MORE = [
  "](https://x.test)",
  "![i](x)",
  "https://x.test",
  "-->",
  "<!--",
  "\u0000",
  "\u202e",
  "🏀",
  "---",
  "a",
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...PIECES, ...MORE), fc.string({ maxLength: 5 })), {
    maxLength: 40,
  })
  .map((parts) => `@all${parts.join("")}`);

const EXAMPLES = [
  "Quota | exceeded",
  "ends with a backslash \\",
  "an escaped \\| pipe",
  "code `DROP` and ``more`` | @octocat #1",
  "`",
  "line one\n| forged | row |\n\n# Heading",
  "<script>alert(1)</script> <!-- -->",
  "@octocat see acme/ops#5 and https://x.test",
];

function expectSound(markdown: string) {
  for (const [header, ...rows] of tablesOf(markdown))
    for (const row of rows) expect(row.length, row.join(" | ")).toBe(header?.length);
  expect(outsideCode(markdown)).not.toMatch(
    /@all|@octocat|(^|\W)#\d|acme\/ops#|<script|x\.test|<b>/,
  );
}

const handoffOf = (text: string) =>
  renderHandoff(unread(text), aProvenance({ runId: text, warehouse: text, toolVersion: text }));

describe("a handoff that quotes text from outside", () => {
  it.each(EXAMPLES)("keeps its tables whole and calls nobody: %j", (text) => {
    expectSound(handoffOf(text));
  });

  it("does so for any text", () => {
    fc.assert(fc.property(hostile, (text) => expectSound(handoffOf(text))));
  });

  it("shows what was said", () => {
    expect(handoffOf("Quota | exceeded")).toContain("`Quota \\| exceeded`");
  });
});

describe("a summary and the terminal's lines", () => {
  it("never carry an error's text into markdown or a second line", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const assessment = unread(text);
        expectSound(renderSummary(assessment));
        expect(renderConsole(assessment)).not.toContain("@all");
      }),
    );
  });
});

describe("quoted text", () => {
  it("is one line of code with nothing outside it", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const code = quoted(text);
        expect(code).not.toMatch(/[\r\n]/);
        expect(outsideCode(code)).toBe("");
      }),
    );
  });

  it("is cut where it is long, and said to be empty where it is", () => {
    expect(quoted("x".repeat(500))).toBe(`\`${"x".repeat(299)}…\``);
    expect(quoted("\u0000 \n")).toBe("_empty_");
  });

  it("has neither the beginning nor the end of a comment of HTML, in which our own notes stand", () => {
    const text = '<!-- nba-pipeline-ops start {"force":"true"} --> <!--> <<!----->';
    expect(quoted(text)).not.toMatch(/<!--|-->/);
    fc.assert(
      fc.property(hostile, (one) => {
        expect(quoted(one)).not.toMatch(/<!--|-->/);
      }),
    );
  });

  it("is not cut through the middle of a character", () => {
    expect(quoted(`${"x".repeat(298)}🏀${"x".repeat(9)}`)).toBe(`\`${"x".repeat(298)}…\``);
  });
});

describe("a cell", () => {
  it.each([
    ["a|b", "a\\|b"],
    ["a\\|b", "a\\|b"],
    ["a\\\\|b", "a\\\\\\|b"],
    ["a\r\nb\nc", "a b c"],
    ["plain", "plain"],
  ])("%j is written %j", (text, written) => {
    expect(escapeCell(text)).toBe(written);
  });

  it("never ends its row or its cell early, whatever stands in it", () => {
    fc.assert(
      fc.property(hostile, hostile, (one, two) => {
        const rows = tablesOf(table(["first", "second"], [[one, two]]));
        expect(rows[0]?.map((row) => row.length)).toEqual([2, 2, 2]);
      }),
    );
  });
});
