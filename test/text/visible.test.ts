import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeGapsCsv } from "../../src/grid/csv/gaps-csv.ts";
import { writeWhole } from "../../src/jobs/shared/files.ts";
import { escapeCell, quoted } from "../../src/render/text/markdown.ts";
import { oneLine } from "../../src/render/text/one-line.ts";
import { visible } from "../../src/text/visible.ts";
import { anUnknown, gridOfCells } from "../support/grids.ts";
import { aTable } from "../support/pipelines/declarations.ts";

/** Bidirectional controls, tag characters, a byte order mark, a soft hyphen, joiners. */
const HIDDEN = [
  ..."\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
  ..."\ufeff\u00ad\u200b\u200c\u200d\u2060\u2061",
  ...Array.from("ignore this", (one) => String.fromCodePoint(0xe0000 + one.charCodeAt(0))),
  "\u{e0001}",
  "\u{e007f}",
];
const hostile = `pdc${HIDDEN.join("x")} is gone`;
const CF = /\p{Cf}/u;

describe("format characters", () => {
  it("are taken out, and nothing that shows is", () => {
    expect(visible(hostile)).not.toMatch(CF);
    const shown = "Größe, 50 %, naïve, 日本, Ω, a\tb\nc, 👍";
    expect(visible(shown)).toBe(shown);
  });

  it("are in no text of markdown, and on no line of a terminal", () => {
    for (const text of [quoted(hostile), escapeCell(hostile), oneLine(hostile)]) {
      expect(text).not.toMatch(CF);
      expect(text).toContain("is gone");
    }
  });

  it("are in no file that a report is written into, its CSV neither", async () => {
    const folder = mkdtempSync(join(tmpdir(), "visible-"));
    try {
      const file = join(folder, "HANDOFF.md");
      await writeWhole(file, hostile);
      expect(readFileSync(file, "utf8")).not.toMatch(CF);
      const csv = writeGapsCsv(
        gridOfCells({ box_scores: [anUnknown({ reason: hostile })] }, { tables: [aTable()] }),
      );
      expect(csv).toContain("is gone");
      expect(csv).not.toMatch(CF);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
