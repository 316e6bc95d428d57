import { describe, expect, it } from "vitest";
import { wantedCells } from "../../../src/backfill/plan/wanted.ts";
import { assess } from "../../../src/findings/assess/assess.ts";
import type { Stray } from "../../../src/grid/strays.ts";
import { EVERYTHING, type Selection } from "../../../src/records/selection.ts";
import { anAssessment, broken, healthy } from "../../support/assessments.ts";
import { aCell, aMissing } from "../../support/grids.ts";
import { day } from "../../support/pipelines/declarations.ts";

const FEATURES = ["tdza", "psza", "pdc", "pcf", "mlfs"];

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

  describe("by force with a plan phase", () => {
    const first = dates("2025-10-21");
    const force = (phase: 1 | 2 | 3 | 4, over: Partial<Selection> = {}, of = broken()) =>
      wanted({ force: true, planPhases: [phase], ...over }, of);

    it("is complete cells of the tables that this phase repairs, and of no other", () => {
      expect(force(1, { dates: dates("2026-01-10") })).toEqual(
        FEATURES.map((id) => `${id} 2026-01-10`),
      );
      expect(force(2, { dates: first })).toEqual(["nbac_gamebook 2025-10-21"]);
    });

    it("is none of what another phase repairs", () => {
      const thin = anAssessment((table, date) => {
        if (table === "psza" && date === "2025-10-22")
          return aCell({ thin: true, state: "partial" });
        return FEATURES.includes(table) && date === "2025-10-21" ? aMissing() : undefined;
      });
      expect(wanted({ planPhases: [4], tables: ["psza"] }, thin)).toEqual(["psza 2025-10-22"]);
      expect(force(1, { tables: ["psza"] }, thin)).toEqual([
        "psza 2025-10-21",
        "psza 2026-01-10",
        "psza 2026-01-11",
      ]);
    });

    it("is nothing where the phase has nothing to repair", () => {
      expect(force(3)).toEqual([]);
      expect(force(1, {}, healthy())).toEqual([]);
    });

    it("is within the phases, tables and dates that are given too", () => {
      expect(force(1, { tables: ["pdc"], dates: dates("2026-01-10") })).toEqual(["pdc 2026-01-10"]);
      expect(force(1, { phases: [2] })).toEqual([]);
    });
  });

  it.each([
    [
      "a table that does not exist",
      { tables: ["pszb"] },
      /no table "pszb" in sample; did you mean psza\? In all there are nbac_schedule, .*psza/,
    ],
    ["a phase that does not exist", { phases: [7] }, /no phase 7; there are 1, 2, 3, 4, 5, 6/],
    [
      "dates on which nothing was played",
      { dates: [...dates("2025-10-21"), ...dates("2025-07-01", "2025-07-31")] },
      /No game date lies in 2025-07-01\.\.2025-07-31\. nbac_schedule lists dates nearest on/,
    ],
  ])("is refused with %s, by name", (_, selection, why) => {
    expect(() => wanted(selection)).toThrow(why);
  });
});

describe("misplaced rows that are to be taken out", () => {
  const stray = (table: string): Stray => ({
    ...{ table, kind: "off-day", date: day("2026-01-10"), game: "1", rows: 3, belongs: null },
  });
  const { grid } = anAssessment();
  const outside = { suspects: [], undeclared: null, before: new Map() };
  const strays = [stray("nbac_gamebook"), stray("psza")];
  const assessment = assess({ ...grid, outside: { ...outside, strays } });
  const taken = (over: Partial<Selection>) => wanted({ removeStrays: true, ...over }, assessment);
  const [raw, computed] = ["nbac_gamebook 2026-01-10", "psza 2026-01-10"];

  it("are those of the selected phases and plan phases", () => {
    expect(taken({})).toEqual([raw, computed]);
    expect(taken({ phases: [4] })).toEqual([computed]);
    expect(taken({ planPhases: [2] })).toEqual([raw]);
    expect(taken({ planPhases: [4] })).toEqual([computed]);
    expect(taken({ planPhases: [1] })).toEqual([]);
  });
});
