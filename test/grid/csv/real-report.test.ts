import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assess } from "../../../src/findings/assess/assess.ts";
import { gridFromCsv } from "../../../src/grid/csv/from-csv.ts";
import { healthRows } from "../../../src/grid/csv/rows.ts";
import { columnOf } from "../../../src/grid/grid.ts";
import { parseHealthCsv, writeHealthCsv } from "../../../src/grid/health-csv.ts";
import { scoreGrid } from "../../../src/grid/score.ts";
import { ROOT, SHIPPED } from "../../support/pipeline.ts";

const FILE = "sample/health_report_2024_25.csv";
const TEXT = readFileSync(join(ROOT, FILE), "utf8");
const REPORT = parseHealthCsv(TEXT, FILE);
const GRID = gridFromCsv(SHIPPED, REPORT);

describe("the operators' real report of 2024-25", () => {
  it("has 213 dates", () => {
    expect(REPORT).toHaveLength(213);
  });

  it("has every one of its scores reproduced to 0.05", () => {
    const scores = scoreGrid(GRID);
    const wrong = REPORT.flatMap(({ row: { game_date, health_score } }, index) => {
      const ours = scores[index]?.value ?? Number.NaN;
      return Math.abs(ours - (health_score ?? Number.NaN)) <= 0.05
        ? []
        : [{ game_date, health_score, ours }];
    });
    expect(wrong).toEqual([]);
  });

  it("comes back character for character but for the line ends", () => {
    expect(writeHealthCsv(healthRows(GRID, scoreGrid(GRID)))).toBe(TEXT.replaceAll("\r\n", "\n"));
  });

  it("expects four feature sets, as its denominators say, and only watches mlfs", () => {
    expect(GRID.tables.filter(({ shadow }) => shadow).map(({ id }) => id)).toEqual(["mlfs"]);
    expect(columnOf(GRID, "mlfs")).toHaveLength(213);
  });

  it("is blocked by the fourteen dates of the season's warm-up", () => {
    const { training, findings } = assess(GRID);
    expect(training).toBe("BLOCKED");
    expect(findings.find(({ kind }) => kind === "phase-missing")).toMatchObject({
      priority: "P0",
      runs: [{ first: "2024-10-22", last: "2024-11-04" }],
    });
  });
});
