import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { assess } from "../../../src/findings/assess/assess.ts";
import { gridFromCsv } from "../../../src/grid/csv/from-csv.ts";
import { columnOf } from "../../../src/grid/grid.ts";
import { HEALTH_COLUMNS, parseHealthCsv } from "../../../src/grid/health-csv.ts";
import { scoreGrid } from "../../../src/grid/score.ts";
import { SHIPPED } from "../../support/pipeline.ts";

const FULL = "100.0,6,6,6,126,12,204,204,204,204,204,30,5/5,120,120,1,120,100.0,51.0";
const csv = (...lines: string[]) =>
  gridFromCsv(SHIPPED, parseHealthCsv([HEALTH_COLUMNS.join(","), ...lines].join("\n"), "h.csv"));
const state = (grid: ReturnType<typeof csv>, table: string, index = 0) =>
  columnOf(grid, table)[index]?.state;

describe("the grid of a CSV", () => {
  it("has the states that its counts show", () => {
    const grid = csv(
      `2026-01-10,${FULL}`,
      "2026-01-11,50.0,6,4,0,126,12,204,0,204,204,204,12,4/5,120,120,1,0,0.0,N/A",
    );
    expect(state(grid, "bdl_box_scores")).toBe("complete");
    expect(state(grid, "bdl_box_scores", 1)).toBe("partial");
    expect(state(grid, "nbac_gamebook", 1)).toBe("missing");
    expect(state(grid, "pdc", 1)).toBe("missing");
    expect(columnOf(grid, "tdza")[1]).toMatchObject({ state: "complete", thin: true });
  });

  it("has an unknown cell for each count of -1, and nothing else changes", () => {
    const grid = csv(`2026-01-10,${FULL.replace("6,6,6", "6,-1,6")}`);
    expect(columnOf(grid, "bdl_box_scores")[0]).toMatchObject({
      state: "unknown",
      reason: "the CSV says -1: it could not be read",
    });
    expect(state(grid, "nbac_gamebook")).toBe("complete");
  });

  it("is unknown throughout on a date whose schedule could not be read: nothing is excused by it", () => {
    const grid = csv(`2026-01-10,${FULL.replace("6,6,6", "-1,6,6")}`);
    const states = [...grid.columns.values()].map(([cell]) => cell?.state);
    expect(new Set(states)).toEqual(new Set(["unknown"]));
    expect(assess(grid).training).toBe("BLOCKED");
  });

  it("scores duplicated grades as 100, which the old report added up to 172.5", () => {
    const grid = csv(
      `2026-01-10,${FULL.replace("100.0,6", "172.5,6").replace("120,100.0", "555,462.5")}`,
    );
    expect(scoreGrid(grid)[0]?.value).toBe(100);
  });

  it("is judged 36 hours after the end of its last date", () => {
    expect(csv(`2026-01-10,${FULL}`).asOf.toISOString()).toBe("2026-01-12T17:00:00.000Z");
  });

  it("starts a season after more than 60 days without a game, where none is declared", () => {
    const seasons = (...dates: string[]) => csv(...dates.map((date) => `${date},${FULL}`)).days;
    expect(
      seasons("2022-10-18", "2022-12-17", "2023-02-16").map(({ seasonDay }) => seasonDay),
    ).toEqual([0, 60, 0]);
  });

  it("needs a date", () => {
    expect(() => csv()).toThrow(new UserError("The CSV has no dates."));
  });
});
