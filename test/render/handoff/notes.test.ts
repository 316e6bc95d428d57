import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderHandoff } from "../../../src/render/handoff/handoff.ts";
import { joinedNotes, keptNotes, renderNotes } from "../../../src/render/handoff/notes.ts";
import { aProvenance, broken } from "../../support/assessments.ts";
import { aContext } from "../../support/handoffs.ts";

const OPEN = "<!-- notes -->";
const CLOSE = "<!-- /notes -->";

const rendered = (notes: string | null): string =>
  renderHandoff(broken(), aProvenance(), aContext({ notes }));

/** A handoff whose notes somebody has replaced by these lines, markers included. */
const edited = (...lines: string[]): string =>
  `${rendered(null).split(OPEN)[0]}${lines.join("\n")}\n`;

const WARNED = /^\*\*The markers around these notes were not in pairs/;

describe("notes", () => {
  it("of a fresh handoff are none", () => {
    expect(keptNotes(rendered(null))).toBeNull();
    expect(keptNotes("")).toBeNull();
    expect(keptNotes("# A handoff of before there were notes\n\ntext\n")).toBeNull();
  });

  it("stay as they are: HTML, mentions, tables, code and empty lines", () => {
    const notes = "Ada has it.\n\n<b>@grace</b> see #12\n\n| a | b |\n| - | - |\n\n```sh\nls\n```";
    expect(keptNotes(rendered(notes))).toBe(notes);
    expect(rendered(notes)).toContain(notes);
  });

  it("are announced at the top, with their lines", () => {
    expect(rendered("one\ntwo")).toMatch(/notes by people +\| 2 lines at the end of this file/);
  });

  it("survive any number of renderings unchanged, whatever is written", () => {
    const line = fc.string({ maxLength: 30 }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const once = keptNotes(edited(OPEN, ...lines, CLOSE));
        const twice = keptNotes(rendered(once));
        expect(twice).toBe(once);
        const text = lines.join("\n").trim();
        if (text !== "") expect((once ?? "").trim()).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it("keep pairs of markers within them as text", () => {
    const notes = `first\n${OPEN}\ninner\n${CLOSE}\nlast`;
    expect(keptNotes(edited(OPEN, notes, CLOSE))).toBe(notes);
    expect(keptNotes(rendered(notes))).toBe(notes);
    const blocks = `one\n${CLOSE}\nbetween\n${OPEN}\ntwo`;
    expect(keptNotes(edited(OPEN, blocks, CLOSE))).toBe(blocks);
    expect(keptNotes(rendered(blocks))).toBe(blocks);
  });

  it.each([
    ["the end is missing", [OPEN, "a note"]],
    ["the beginning is missing", ["a note", CLOSE]],
    ["both are missing", ["a note"]],
    ["one too many ends", [OPEN, "a note", CLOSE, CLOSE]],
    ["one too many begins", [OPEN, OPEN, "a note", CLOSE]],
    ["the wrong way round", [CLOSE, "a note", OPEN]],
  ])("are kept under a warning where %s, and then stay as they are", (_, lines) => {
    const kept = keptNotes(edited(...lines)) ?? "";
    expect(kept).toMatch(WARNED);
    expect(kept.split("\n").at(-1)).toBe("a note");
    expect(kept).not.toContain("<!--");
    expect(keptNotes(rendered(kept))).toBe(kept);
  });

  it("are kept with the whole file where neither a first marker nor the heading is left", () => {
    const kept = keptNotes(`# Somebody rewrote it\n\na note\n${CLOSE}\n`) ?? "";
    expect(kept).toMatch(WARNED);
    expect(kept).toContain("# Somebody rewrote it");
    expect(kept).toContain("a note");
  });

  it("lose no line of a person, however the markers are torn", () => {
    const line = fc.constantFrom(OPEN, CLOSE, "note one", "note two", "", "## Notes of mine");
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        const kept = (keptNotes(edited(...lines)) ?? "").split("\n");
        const notes = (all: readonly string[]) => all.filter((one) => one.startsWith("note"));
        expect(notes(kept)).toEqual(notes(lines));
        expect(keptNotes(rendered(kept.join("\n")))?.trim() ?? "").toBe(kept.join("\n").trim());
      }),
    );
  });

  it("written before or after the markers belong to them from then on", () => {
    const kept = keptNotes(edited("above", OPEN, "inside", CLOSE, "below"));
    expect(kept).toBe("above\n\ninside\n\nbelow");
    expect(keptNotes(rendered(kept))).toBe(kept);
  });

  it("are not begun by a marker inside a line", () => {
    expect(keptNotes(`text with ${OPEN} in it\n${renderNotes("a note")}\n`)).toBe("a note");
  });
});

describe("notes of two files", () => {
  it.each([
    [null, null, null],
    ["a", null, "a"],
    [null, "b", "b"],
    ["a", "a", "a"],
    ["a\nb", "a", "a\nb"],
    ["a", "a\nb", "a\nb"],
    ["a", "b", "a\n\nb"],
  ])("%j and %j are %j: both, once", (one, other, both) => {
    expect(joinedNotes(one, other)).toBe(both);
  });
});
