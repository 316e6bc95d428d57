import { describe, expect, it } from "vitest";
import type { Assessment } from "../../../src/findings/assess/assess.ts";
import { renderHandoff } from "../../../src/render/handoff/handoff.ts";
import { anAssessment, aProvenance, broken, healthy, unread } from "../../support/assessments.ts";
import { anUnknown } from "../../support/grids.ts";
import { tablesOf } from "../../support/markdown.ts";

const handoff = (assessment: Assessment, over = {}) => renderHandoff(assessment, aProvenance(over));

/** The rows below the header of the first table under a heading. */
function under(markdown: string, heading: string): string[][] {
  const from = markdown.slice(markdown.indexOf(`\n${heading}`));
  return tablesOf(from)[0]?.slice(2) ?? [];
}

describe("the handoff of a healthy grid", () => {
  const text = handoff(healthy());

  it("says so in its headline, with environment, range and instant", () => {
    expect(text.split("\n")[0]).toBe("# Handoff: training COMPLETE (sample)");
    expect(text).toContain(
      "**Environment sample, 4 game dates from 2025-10-21 to 2026-01-11, as of 2026-02-01T12:00:00Z. Model training is COMPLETE.**",
    );
  });

  it("has no finding, nothing to run, and a command to look again", () => {
    expect(text).toContain("every expected cell is complete");
    expect(text).toContain("npm run ops -- validate --environment sample");
    expect(text).not.toMatch(/UNKNOWN|^### P\d/m);
    expect(text).not.toContain("npm run ops -- backfill");
  });

  it("ends with a line break and says how it was produced", () => {
    expect(text.endsWith("\n")).toBe(true);
    expect(under(text, "## How this was produced")).toEqual([
      ["run", "`20260126T120000Z-sample-abc123`"],
      ["warehouse", "`DuckDB .warehouse/sample.duckdb`"],
      ["configuration", "`0123456789abcdef`"],
      ["tool", "`nba-pipeline-ops 0.1.0`"],
      ["scheduled runs start late by", "unknown: the history has no run that a schedule started"],
    ]);
  });

  it("links to the workflow's run where there is one", () => {
    const url = "https://github.com/acme/ops/actions/runs/1";
    expect(handoff(healthy(), { runUrl: url })).toContain(url);
  });
});

describe("the handoff of a broken grid", () => {
  const text = handoff(broken());

  it("says in its headline what blocks training, as ranges of dates", () => {
    expect(text.split("\n")[0]).toBe("# Handoff: training BLOCKED (sample)");
    expect(text).toContain(
      "Model training is BLOCKED.** No Phase 4 precompute at all on 2 game dates: 2025-10-21..2025-10-22.",
    );
  });

  it("lists the findings by priority, each with its dates, games, runs and tables", () => {
    const [, p0 = "", p1 = ""] = text.slice(text.indexOf("\n## Findings")).split(/^### P\d.*$/m);
    expect(p0).toMatch(/No Phase 4 precompute at all: 2 dates, 4 games/);
    expect(p0).toContain("2025-10-21..2025-10-22");
    expect(p0).toContain("tdza, psza, pdc, pcf, mlfs");
    expect(p1).toMatch(/Gamebook missing: 1 date, 2 games/);
    expect(p1).toContain("2026-01-11");
    expect(text).not.toMatch(/^### P2/m);
  });

  it("names the commands to go on with, for the range that was looked at", () => {
    expect(text).toMatch(
      /npm run ops -- \w+ --environment sample --start 2025-10-21 --end 2026-01-11/,
    );
  });

  it("prints each criterion with its target, what was measured and the result", () => {
    const rows = under(text, "## Success criteria");
    expect(rows).toHaveLength(7);
    expect(rows[0]?.slice(0, 3)).toEqual(["Phase 4 completion", "above 90", "50"]);
    expect(rows[0]?.at(-1)).toMatch(/^FAIL/);
    expect(rows[1]?.at(-1)).toBe("pass");
  });

  it("counts the dates of each band", () => {
    expect(Object.fromEntries(under(text, "## Numbers"))).toMatchObject({
      "average health score": "90.0",
      "excellent (90 and more)": "2 dates",
      "good (70 to below 90)": "2 dates",
      "poor (below 50)": "0 dates",
      "dates with every training table": "50.0 %",
    });
  });
});

describe("the handoff of a grid with unread tables", () => {
  const text = handoff(unread());

  it("has a banner with their number, the bounds and each error", () => {
    expect(text).toContain(
      "> **UNKNOWN: 1 table could not be read, 4 cells.** This report covers only the other tables.",
    );
    expect(text).toContain("the average score is between 80 and 100.");
    expect(tablesOf(text)[0]?.slice(2)).toEqual([["prediction_grades", "4", "`connection reset`"]]);
  });

  it("does not say that nothing is wrong, and has the tables made readable first", () => {
    expect(text).toMatch(/none among the cells that could be read/i);
    expect(text).not.toContain("every expected cell is complete");
    expect(text).toMatch(/Make the unread tables readable/);
  });

  it("does not say COMPLETE, and says UNKNOWN of a criterion that the unread decides", () => {
    expect(text.split("\n")[0]).toBe("# Handoff: training READY (sample)");
    const average = under(text, "## Success criteria").filter(([title]) =>
      title?.startsWith("average"),
    );
    expect(average.map((row) => [row[2], row.at(-1)])).toEqual([
      ["unknown", "UNKNOWN"],
      ["unknown", "UNKNOWN"],
    ]);
  });
});

it("a grid of which nothing could be read has no number that looks like one", () => {
  const text = handoff(anAssessment(() => anUnknown()));
  expect(text.split("\n")[0]).toBe("# Handoff: training BLOCKED (sample)");
  expect(Object.fromEntries(under(text, "## Numbers"))).toMatchObject({
    "average health score": "unknown",
    "excellent (90 and more)": "0 dates",
  });
});

it("the same assessment gives the same text", () => {
  expect(handoff(broken())).toBe(handoff(broken()));
});
