import { describe, expect, it } from "vitest";
import { EVERYTHING, type Selection, wantedCells } from "../../src/backfill/selection.ts";
import { broken, healthy } from "../support/assessments.ts";
import { day } from "../support/declarations.ts";

const wanted = (over: Partial<Selection>, assessment = broken()) =>
  wantedCells(assessment, { ...EVERYTHING, ...over }).map(({ table, date }) => `${table} ${date}`);
const dates = (first: string, last = first) => [{ first: day(first), last: day(last) }];

describe("what a person selects", () => {
  it("is what is wrong in the tables, phases and dates together", () => {
    expect(wanted({ tables: ["tdza", "nbac_gamebook"], phases: [4] })).toEqual([
      "tdza 2025-10-21",
      "tdza 2025-10-22",
    ]);
    expect(wanted({ phases: [4], dates: dates("2025-10-22") })).toHaveLength(5);
    expect(wanted({ dates: dates("2026-01-01", "2026-12-31") })).toEqual([
      "nbac_gamebook 2026-01-11",
    ]);
  });

  it("is nothing where nothing is wrong, and everything only by force", () => {
    expect(wanted({}, healthy())).toEqual([]);
    expect(wanted({ force: true, tables: ["psza"] }, healthy())).toHaveLength(4);
  });

  it.each([
    [
      "a table that does not exist",
      { tables: ["pszb"] },
      /no table "pszb" in sample; there are .*psza/,
    ],
    ["a phase that does not exist", { phases: [7] }, /no phase 7; there are 1, 2, 3, 4, 5, 6/],
    [
      "dates on which nothing was played",
      { dates: [...dates("2025-10-21"), ...dates("2025-07-01", "2025-07-31")] },
      /No game date lies in 2025-07-01\.\.2025-07-31; the grid covers/,
    ],
  ])("is refused with %s, by name", (_, selection, why) => {
    expect(() => wanted(selection)).toThrow(why);
  });
});
