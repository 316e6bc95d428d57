import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { writeGapsCsv } from "../../src/health/gaps-csv.ts";
import { aPipeline, aTable, day } from "../support/declarations.ts";
import { aCell, aMissing, anUnknown, GAME_DATE, gridOfCells } from "../support/grids.ts";

const pipeline = aPipeline({
  tables: [aTable(), aTable({ id: "gamebook" })],
});

const records = (cells: Parameters<typeof gridOfCells>[0]): Record<string, string>[] =>
  parse(writeGapsCsv(gridOfCells(cells, { pipeline })), { columns: true });

describe("gaps.csv", () => {
  it("has a header and nothing else where every cell is as it should be", () => {
    const fine = [aCell(), aCell({ date: day("2026-01-11"), state: "expected-absent" })];
    expect(writeGapsCsv(gridOfCells({ box_scores: fine }, { pipeline }))).toBe(
      "game_date,phase,table,state,late,thin,rows,games,expected,unit,missing_games,reason\n",
    );
  });

  it("has a line for each cell that is missing, partial, over-counted, unknown, thin or does not add up", () => {
    const states = records({
      box_scores: [
        aMissing({ late: true }),
        aCell({ date: day("2026-01-11"), state: "partial", missingGames: ["g1", "g2"] }),
        aCell({ date: day("2026-01-12"), state: "over-count" }),
        anUnknown({ date: day("2026-01-13") }),
        aCell({ date: day("2026-01-14"), thin: true }),
        aCell({ date: day("2026-01-15"), unreconciled: ["g1"] }),
        aCell({ date: day("2026-01-16") }),
      ],
    });
    expect(states.map(({ state, late, thin }) => [state, late, thin])).toEqual([
      ["missing", "late", ""],
      ["partial", "", ""],
      ["over-count", "", ""],
      ["unknown", "", ""],
      ["complete", "", "thin"],
      ["complete", "", ""],
    ]);
    expect(states[1]?.["missing_games"]).toBe("g1 g2");
    expect(states[3]).toMatchObject({ rows: "", reason: "connection reset" });
  });

  it("is sorted by date and then in the pipeline's order", () => {
    const column = [aMissing(), aMissing({ date: day("2026-01-11") })];
    const lines = records({ gamebook: column, box_scores: column });
    expect(lines.map((line) => [line["game_date"], line["table"]])).toEqual([
      [GAME_DATE, "box_scores"],
      [GAME_DATE, "gamebook"],
      ["2026-01-11", "box_scores"],
      ["2026-01-11", "gamebook"],
    ]);
  });

  it.each(["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])(
    "never starts a field with what a spreadsheet runs: %j",
    (reason) => {
      const [line] = records({ box_scores: [anUnknown({ reason })] });
      expect(line?.["reason"]).toBe(`'${reason}`);
    },
  );

  it("keeps line breaks, quotes and commas of an error inside one field", () => {
    const reason = 'first line\nsecond, with "quotes"';
    const [line] = records({ box_scores: [anUnknown({ reason })] });
    expect(line?.["reason"]).toBe(reason);
  });
});
