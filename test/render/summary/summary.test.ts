import { describe, expect, it } from "vitest";
import { addDays } from "../../../src/dates/civil-date.ts";
import { assess } from "../../../src/findings/assess/assess.ts";
import { p0Messages, renderConsole, renderSummary } from "../../../src/render/summary/summary.ts";
import { anAssessment, broken, healthy, unread } from "../../support/assessments.ts";
import { aCell, aMissing, anUnknown, gridOfCells } from "../../support/grids.ts";
import { tablesOf } from "../../support/markdown.ts";
import { day } from "../../support/pipelines/declarations.ts";

/** Two dates in three are missing, in seven runs. */
function scattered() {
  const dates = Array.from({ length: 20 }, (_, n) => addDays(day("2025-11-01"), n));
  const cells = dates.map((date, n) => (n % 3 === 2 ? aCell({ date }) : aMissing({ date })));
  return assess(gridOfCells({ box_scores: cells }));
}

describe("the job summary", () => {
  it("of a healthy grid has no findings", () => {
    const text = renderSummary(healthy());
    expect(text).toContain("## Training COMPLETE");
    expect(text).toContain("Average health score 100.0.");
    expect(text).toContain("No findings.");
  });

  it("of a broken grid lists them, worst first", () => {
    const rows = tablesOf(renderSummary(broken()))[0]?.slice(2);
    expect(rows).toEqual([
      ["P0", "no Phase 4 precompute at all", "2", "2025-10-21..2025-10-22"],
      ["P1", "gamebook missing", "1", "2026-01-11"],
    ]);
  });

  it("of a grid with unread tables says so, and points to the handoff", () => {
    expect(renderSummary(unread())).toContain(
      "**UNKNOWN: 1 table could not be read; see HANDOFF.md.**",
    );
  });

  it("has the bounds of the average where something is unknown", () => {
    expect(renderSummary(unread())).toContain("Average health score 100.0 (80.0 to 100.0).");
  });

  it("counts the dates that it does not write out, and not their runs", () => {
    const where = tablesOf(renderSummary(scattered()))[0]?.at(-1)?.at(-1);
    expect(where).toBe(
      "2025-11-01..2025-11-02, 2025-11-04..2025-11-05, 2025-11-07..2025-11-08, 2025-11-10..2025-11-11, 2025-11-13..2025-11-14, and 4 more dates",
    );
  });
});

describe("the terminal's lines", () => {
  it("of a healthy grid are three", () => {
    expect(renderConsole(healthy())).toBe(
      [
        "Training COMPLETE (sample), 4 game dates, 2025-10-21 to 2026-01-11, as of 2026-02-01T12:00:00Z",
        "Average 100.0: excellent 4, good 0, fair 0, poor 0",
        "No findings.",
      ].join("\n"),
    );
  });

  it("of a broken grid have one for each finding", () => {
    expect(renderConsole(broken()).split("\n").slice(2)).toEqual([
      "P0 2 dates: no Phase 4 precompute at all (2025-10-21..2025-10-22)",
      "P1 1 date: gamebook missing (2026-01-11)",
      "Held back: Phase 4 completion is 50, above 95 is required",
    ]);
  });

  it("name each unread table, and never say that there are no findings then", () => {
    const lines = renderConsole(unread()).split("\n");
    expect(lines[2]).toBe("UNKNOWN prediction_grades: 4 cells could not be read");
    expect(lines).not.toContain("No findings.");
  });

  it("have the bounds of the average, and the dates whose band could be another", () => {
    expect(renderConsole(unread()).split("\n")[1]).toBe(
      "Average 100.0 (80.0 to 100.0): excellent 4, good 0, fair 0, poor 0, the band of 4 dates not certain",
    );
    const none = anAssessment((_, date) => (date === "2025-10-22" ? anUnknown() : undefined));
    expect(renderConsole(none).split("\n")[1]).toBe(
      "Average 100.0 (75.0 to 100.0): excellent 3, good 0, fair 0, poor 0, unknown 1",
    );
  });

  it("count the dates that they do not write out, and not their runs", () => {
    expect(renderConsole(scattered())).toContain(
      "(2025-11-01..2025-11-02, 2025-11-04..2025-11-05, 2025-11-07..2025-11-08, and 8 more dates)",
    );
  });
});

describe("annotations", () => {
  it("are one for each P0 finding, with its dates", () => {
    expect(p0Messages(broken())).toEqual([
      "P0 (sample): no Phase 4 precompute at all on 2 game dates, 2025-10-21..2025-10-22",
    ]);
  });

  it("are none for findings of lower priority", () => {
    const low = anAssessment((table) => (table === "mlfs" ? aMissing() : undefined));
    expect(low.findings.length).toBeGreaterThan(0);
    expect(p0Messages(low)).toEqual([]);
  });
});
