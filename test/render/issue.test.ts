import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planIssues } from "../../src/issues/plan.ts";
import { newState } from "../../src/issues/state.ts";
import { eventsComment } from "../../src/render/issue/comment.ts";
import { issueDraft } from "../../src/render/issue/draft.ts";
import { statusBlock, withStatus } from "../../src/render/issue/status.ts";
import { aLook, aRun } from "../support/cause-runs.ts";
import { day } from "../support/declarations.ts";
import { hostile, outsideFences } from "../support/hostile.ts";
import { outsideCode, tablesOf } from "../support/markdown.ts";

/** Everything that is text from outside, as somebody hostile would write it. */
function draftOf(text: string, priority: "P0" | "P2" = "P0") {
  const base = aRun("2025-11-01..2025-11-03");
  const run = aRun("2025-11-01..2025-11-03", {
    ...{
      what: text,
      causeTitle: text,
      impact: text,
      owner: text,
      evidence: [text, text],
      priority,
    },
    dates: base.dates.map(({ date }) => ({ date, cells: [{ table: "psza", state: text }] })),
    repair: { ...base.repair, why: text, words: [text], lines: [text] },
  });
  const file = aLook([run], { phases: [{ id: "precompute", title: text, number: 4 }] });
  const plan = planIssues({
    ...{ file, issues: [], today: day("2026-01-26"), maxNew: 10, proven: null },
  });
  const [change] = plan.changes;
  if (change?.kind !== "open") throw new Error("Nothing was opened.");
  return issueDraft(change, file, 7, null);
}

const CALLS = /@all|(^|\W)#\d|GH-\d|acme\/ops#|x\.test|<b>|<\/details>|<script/;

describe("an issue that says what came from outside", () => {
  it("calls nobody, refers to nothing, keeps its tables whole and has no HTML but its own lines", () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom("P0", "P2"), (text, priority) => {
        const { title, body } = draftOf(text, priority as "P0" | "P2");
        const shown = body.replace(/^<!-- .* -->$/gm, "");
        for (const [header, ...rows] of tablesOf(outsideFences(shown)))
          for (const row of rows) expect(row.length).toBe(header?.length);
        expect(outsideCode(outsideFences(shown))).not.toMatch(CALLS);
        expect(title).not.toMatch(/[@#\r\n]/);
        expect(body.match(/^\s*<!-- notes -->\s*$/gm)).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });

  it("has an acknowledgement and a comment of the same kind", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const ack = { by: "octocat", until: "2026-02-01", reason: text.slice(0, 500) };
        const block = statusBlock({ ...newState("a"), ack }, "open");
        const said = eventsComment(
          [
            { kind: "cause", from: text, to: text },
            { kind: "closed-clean", runs: [text] },
          ],
          aLook([], { run: text.slice(0, 200) || "r" }),
          () => null,
        );
        for (const part of [block, said]) expect(outsideCode(part)).not.toMatch(CALLS);
      }),
      { numRuns: 60 },
    );
  });

  it("has its status replaced as a whole, whatever the reason of the one before says", () => {
    const ack = {
      ...{ by: "octocat", until: "2026-02-01" },
      reason: "because <!-- /status --> and <!-- status --> are ours",
    };
    const before = statusBlock({ ...newState("a"), ack }, "open");
    const after = statusBlock(newState("a"), "completed");
    expect(withStatus(`top\n${before}\n\nrest`, newState("a"), "completed")).toBe(
      `top\n${after}\n\nrest`,
    );
    expect(before.match(/<!--/g)).toHaveLength(2);
  });

  it("stays within GitHub's limits, however much there is to say", () => {
    const long = `${"Sentence of many words. ".repeat(150)}`;
    const { title, body } = draftOf(long);
    expect(body.length).toBeLessThan(60_001);
    expect(title.length).toBeLessThan(257);
  });
});
