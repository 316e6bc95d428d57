import { describe, expect, it } from "vitest";
import { renderHandoff } from "../../../../src/render/handoff/handoff.ts";
import { anAssessment, aProvenance, broken, healthy } from "../../../support/assessments.ts";
import { aCell, aMissing } from "../../../support/grids.ts";
import { aContext, aPrevious, aRepair, sampleAssessment } from "../../../support/handoffs.ts";
import { tablesOf } from "../../../support/markdown.ts";

const rendered = (assessment = broken(), over = {}) =>
  renderHandoff(assessment, aProvenance(), aContext(over));

const sectionOf = (text: string, heading: string): string =>
  text.slice(text.indexOf(`\n## ${heading}`)).split(/\n## /)[1] ?? "";

const range = { first: "2025-10-21", last: "2026-01-10" };

describe("what ran since the last handoff", () => {
  it("is nothing where nothing is recorded, and nothing was modified", () => {
    const text = sectionOf(rendered(), "Since the last handoff");
    expect(text).toContain("This environment has no earlier handoff to compare with.");
    expect(text).toContain("No repair run is recorded.");
    expect(text).toContain("Modified: nothing.");
    expect(text).toContain("Not run: plan phases 1 and 2.");
  });

  it("compares with the one before: numbers, and findings that are new, changed and gone", () => {
    const previous = aPrevious({
      range,
      findings: [
        { id: "phase-missing:precompute", title: "no Phase 4 precompute at all", dates: 1 },
        { id: "thin:tdza", title: "tdza thin", dates: 3 },
      ],
    });
    const text = sectionOf(rendered(broken(), { previous }), "Since the last handoff");
    expect(tablesOf(text)[0]?.slice(2)).toEqual([
      ["training", "BLOCKED", "BLOCKED"],
      ["game dates", "307", "4"],
      ["average health score", "93.9", "90.0"],
      ["P0 findings", "1", "1"],
      ["P1 findings", "3", "1"],
      ["P2 findings", "2", "0"],
      ["unknown cells", "0", "0"],
    ]);
    expect(text).toContain("- Changed: no Phase 4 precompute at all, 2 dates (was 1)");
    expect(text).toContain("- New: gamebook missing, 1 date");
    expect(text).toContain("- Gone: tdza thin (was 3 dates)");
  });

  it("does not compare what looked at other dates, and says when the configuration changed", () => {
    const other = aPrevious({ range: { first: "2025-11-01", last: "2025-11-02" } });
    expect(rendered(broken(), { previous: other })).toContain("It covers other dates");
    const changed = aPrevious({ range, configHash: "fedcba9876543210" });
    expect(rendered(broken(), { previous: changed })).toContain("The configuration has changed");
  });

  it("links the copy of the one before, from both folders that a handoff lies in", () => {
    const previousCopy = "handoffs/HANDOFF-2026-01-25-sample.md";
    expect(rendered(broken(), { previousCopy })).toContain(
      `[${previousCopy}](../handoffs/HANDOFF-2026-01-25-sample.md)`,
    );
  });

  it("has the repairs that the one before did not know of", () => {
    const repairs = [aRepair({ run: "b-known" }), aRepair({ run: "b-new", done: 12 })];
    const previous = aPrevious({ range, repairs: ["b-known"] });
    const text = sectionOf(rendered(broken(), { repairs, previous }), "Since the last handoff");
    expect(text).toContain(
      "`b-new`: done; 2026-01-26T10:00:00Z to 2026-01-26T10:31:00Z; 12 cells done",
    );
    expect(text).not.toContain("b-known");
    expect(text).toContain("Modified: 12 cells, by the repair runs above.");
  });
});

describe("the open questions", () => {
  const asked = (text: string) => sectionOf(text, "Open questions");

  it("say what is needed where nothing is known", () => {
    const text = asked(rendered());
    expect(text).toContain("Did the last backfill complete?** Unknown");
    expect(text).toContain("With the run id that `backfill` printed, `verify RUN` can tell");
  });

  it.each([
    [aRepair(), "Yes: `b-20260126T100000Z-1a2b3c`, 140 cells done, 0 failed, 0 parked"],
    [
      aRepair({ outcome: "failed", failed: 1, done: 139 }),
      "Not all of it: `b-20260126T100000Z-1a2b3c` failed at 2026-01-26T10:31:00Z, 139 cells done, 1 failed",
    ],
    [aRepair({ outcome: "cut off", finished: null }), "No: no end of `b-20260126T100000Z-1a2b3c`"],
  ])("answer from the last repair: %#", (repair, answer) => {
    expect(asked(rendered(broken(), { repairs: [repair] }))).toContain(answer);
  });

  it("name the line to go on with a run that did not complete", () => {
    const repairs = [aRepair({ outcome: "parked", parked: 5 })];
    expect(asked(rendered(broken(), { repairs }))).toContain("--resume b-20260126T100000Z-1a2b3c");
  });

  it("answer that the recent dates of the incident will not recover, and why", async () => {
    const text = asked(rendered(await sampleAssessment("incident")));
    expect(text).toContain(
      "No. 2 dates (2026-01-24, 2026-01-25) will not recover by themselves: stale schedule.",
    );
    expect(text).toContain("independently list 6 of the 7 scheduled games");
  });

  it("wait for what lags, until the grace is over", () => {
    const late = anAssessment((table, date) =>
      table === "bdl_box_scores" && date === "2026-01-11"
        ? aCell({ state: "partial", late: true, games: 1, expected: 2, unit: "games" })
        : undefined,
    );
    const text = rendered(late);
    expect(asked(text)).toContain("due by 2026-01-14T05:00:00Z");
    expect(text).toContain("start by         | not before 2026-01-14T05:00:00Z");
    expect(text).toMatch(/Not yet: newest dates short.*`npm run ops -- recent /);
  });

  it("have a root cause or say that there is none", () => {
    expect(asked(rendered(healthy()))).toContain("No findings, so no root cause.");
  });
});

describe("the timeline", () => {
  it("has what a phase took beside what it should take", () => {
    const text = sectionOf(rendered(broken(), { repairs: [aRepair()] }), "Timeline");
    const [first] = tablesOf(text)[0]?.slice(2) ?? [];
    expect(first?.[2]).toBe("`b-20260126T100000Z-1a2b3c`: done, 31.0 min for 28 dates");
  });

  it("does not make zero of minutes that nobody declared", () => {
    const missing = anAssessment((table) => (table === "team_defense" ? aMissing() : undefined));
    const production = { ...missing, grid: { ...missing.grid, environment: "production" } };
    expect(rendered(production)).toMatch(
      /duration unknown \(no minutes declared for team_defense\)/,
    );
  });
});

describe("the header", () => {
  it("names the owners that are known", () => {
    const text = rendered(broken(), { owners: { now: "Ada", next: null } });
    expect(text).toMatch(/owner now +\| `Ada`/);
    expect(text).toMatch(/owner next +\| unassigned/);
  });

  it("says that writing changes what others use, where it does", () => {
    const assessment = broken();
    const text = rendered({
      ...assessment,
      grid: { ...assessment.grid, environment: "production" },
    });
    expect(text).toContain("writes to production change data that others use");
  });
});
