import { describe, expect, it } from "vitest";
import { addDays } from "../../../src/dates/civil-date.ts";
import { assess } from "../../../src/findings/assess/assess.ts";
import { emptiedTables } from "../../../src/findings/find/emptied.ts";
import { planPhaseOf } from "../../../src/findings/plan-phases.ts";
import type { Cell, Grid } from "../../../src/grid/grid.ts";
import { aCell, aDay, aMissing, gridOfCells } from "../../support/grids.ts";
import {
  aPhase,
  aPipeline,
  aTable,
  day,
  ENVIRONMENT,
  OPENING,
} from "../../support/pipelines/declarations.ts";

const DAYS = Array.from({ length: 12 }, (_, n) => addDays(OPENING, n));
const LAST = DAYS.at(-1) as (typeof DAYS)[number];
const sql = { [ENVIRONMENT]: { kind: "sql" as const, file: "x.sql" } };

/** raw and its cross-check feed speed and zones, which training needs; shots feeds speed by its window alone. */
const pipeline = aPipeline({
  seasons: [{ id: "2025-26", opens: OPENING, closes: LAST }],
  warmUp: { days: 3, policy: "annotate", tables: ["speed", "zones"] },
  phases: [
    aPhase({ priority: { missing: "P2", partial: "P2", thin: "P2" } }),
    aPhase({
      ...{ id: "features", number: 4, judged: "together", requiredForTraining: true },
      priority: { missing: "P0", partial: "P2", thin: "P2" },
    }),
    aPhase({ id: "after", number: 5, priority: { missing: "P2", partial: "P2", thin: "P2" } }),
  ],
  tables: [
    aTable({ id: "raw", producers: sql }),
    aTable({ id: "shots", producers: sql }),
    aTable({ id: "checks", producers: sql }),
    aTable({
      ...{ id: "speed", phase: "features", producers: sql },
      upstream: [
        { table: "raw", window: { from: 0, to: 0 } },
        { table: "shots", window: { from: 9, to: 1 } },
      ],
    }),
    aTable({
      ...{ id: "zones", phase: "features", producers: sql },
      upstream: [{ table: "raw", window: { from: 0, to: 0 } }],
    }),
    aTable({
      ...{ id: "grades", phase: "after", rebuildable: false, producers: sql },
      upstream: [{ table: "speed", window: { from: 0, to: 0 } }],
    }),
    aTable({
      id: "owned",
      phase: "after",
      producers: { [ENVIRONMENT]: { kind: "service", owner: "a test", skips: [] } },
    }),
    aTable({ id: "watched", shadow: true }),
  ],
});

const KINDS: Readonly<Record<string, Partial<Cell>>> = {
  c: {},
  m: aMissing(),
  l: aMissing({ late: true }),
  p: { state: "partial" },
  a: { state: "expected-absent", rows: 0 },
  u: { state: "unknown", rows: null },
  e: { rows: 0, reason: "declared empty: allowed; nobody recorded what its source answered" },
  n: { rows: 0, reason: "its source was asked and had nothing" },
};

/** Twelve dates, past their grace unless told otherwise; a table's letters say what its cells are. */
function gridOf(letters: Readonly<Record<string, string>>, over: Partial<Grid> = {}): Grid {
  const declared = over.pipeline ?? pipeline;
  const dates = DAYS.slice(0, Object.values(letters)[0]?.length ?? 12);
  const cells = declared.tables.map(({ id }) => [
    id,
    dates.map((date, at) => aCell({ ...KINDS[(letters[id] ?? "").at(at) ?? "c"], date })),
  ]);
  return gridOfCells(Object.fromEntries(cells), {
    pipeline: declared,
    days: dates.map((date, seasonDay) => aDay({ date, seasonDay })),
    ...over,
  });
}

const found = (letters: Readonly<Record<string, string>>, over: Partial<Grid> = {}) =>
  emptiedTables(gridOf(letters, over)).map(
    ({ table, how, cells, neededForTraining }) =>
      `${table.id} ${how} ${cells.length}${neededForTraining ? " needed" : ""}`,
  );
const findings = (letters: Readonly<Record<string, string>>, over: Partial<Grid> = {}) =>
  assess(gridOf(letters, over)).findings.map(
    ({ priority, id, dates }) => `${priority} ${id} ${dates.length}`,
  );

describe("a table is emptied", () => {
  it("where it has no row on any date that expects one, with all of its dates", () => {
    expect(found({ speed: "mmmmmmmmmmmm" })).toEqual(["speed throughout 12 needed"]);
    expect(found({ speed: "amammmmmmmmm" })).toEqual(["speed throughout 10 needed"]);
    expect(found({ speed: "ccmmmmmmmmcm" })).toEqual([]);
  });

  it("and has stopped where it has none from a date on, three dates or more", () => {
    expect(found({ raw: "cccccccccmmm" })).toEqual(["raw stopped 3 needed"]);
    expect(found({ raw: "ccccccccccmm" })).toEqual([]);
    expect(found({ raw: "cccccpmmammm" })).toEqual(["raw stopped 5 needed"]);
    expect(found({ raw: "mmmmmmmmmmmc" })).toEqual([]);
  });

  it("not before three of its dates are past their grace", () => {
    const asOf = new Date(`${addDays(LAST, 1)}T12:00:00Z`);
    // The grace of 48 hours: the newest two dates are within it.
    expect(found({ raw: "ccccccccmmll" }, { asOf })).toEqual([]);
    expect(found({ raw: "cccccccmmmll" }, { asOf })).toEqual(["raw stopped 5 needed"]);
    expect(found({ raw: "cccccccmmmlc" }, { asOf })).toEqual([]);
  });

  it("never on the word of cells that could not be read", () => {
    expect(found({ speed: "ummmmmmmmmmm" })).toEqual(["speed stopped 11 needed"]);
    expect(found({ speed: "mmmmmmmmmmmu" })).toEqual([]);
    expect(found({ speed: "uuuuuuuuuuuu" })).toEqual([]);
  });

  it("also where only a window of something that training needs reads it", () => {
    expect(found({ shots: "cccccccmmmmm" })).toEqual(["shots stopped 5 needed"]);
    expect(found({ checks: "cccccccmmmmm" })).toEqual(["checks stopped 5"]);
  });

  it("not where it is only watched", () => {
    expect(found({ watched: "mmmmmmmmmmmm" })).toEqual([]);
  });

  it("and of a part of the declared range only that is said which the part shows", () => {
    const part = { range: { first: OPENING, last: DAYS[10] as typeof LAST } };
    expect(found({ speed: "mmmmmmmmmmm" }, part)).toEqual([]);
    expect(found({ speed: "cccccmmmmmm" }, part)).toEqual([]);
    const later = { range: { first: DAYS[1] as typeof LAST, last: LAST } };
    expect(found({ speed: "mmmmmmmmmmmm" }, later)).toEqual(["speed stopped 12 needed"]);
  });

  it("not while it fills up at a season's start, as long as the warm-up explains it", () => {
    // Nothing of the phase in the first three days, and zones begin later than speed.
    const start = { speed: "mmmccccc", zones: "mmmmmmmm" };
    expect(found(start, endsOn(7))).toEqual([]);
    expect(found({ ...start, zones: "aaammmmm" }, endsOn(7))).toEqual([]);
    expect(found({ speed: "mmmccccccccc", zones: "mmmmmmmmmmmm" })).toEqual([
      "zones throughout 12 needed",
    ]);
    expect(found({ speed: "cccccccc", zones: "mmmmmmmm" }, endsOn(7))).toEqual([
      "zones throughout 8 needed",
    ]);
    // What the warm-up rule does not name is not explained by it.
    expect(found({ ...start, raw: "mmmmmmmm" }, endsOn(7))).toEqual(["raw throughout 8 needed"]);
  });
});

/** The season closes with the day of this number. */
const endsOn = (index: number): Partial<Grid> => ({
  pipeline: {
    ...pipeline,
    seasons: [{ id: "2025-26", opens: OPENING, closes: DAYS[index] as typeof LAST }],
  },
});

describe("a table that may be empty", () => {
  const may = (days: number, letter: string) => {
    const dates = Array.from({ length: days }, (_, n) => addDays(OPENING, n));
    const declared = {
      ...pipeline,
      seasons: [{ id: "2025-26", opens: OPENING, closes: dates.at(-1) as typeof LAST }],
      tables: [aTable({ id: "raw", empty: "allowed" })],
    };
    const cells = dates.map((date) => aCell({ ...KINDS[letter], date }));
    return emptiedTables(
      gridOfCells(
        { raw: cells },
        { pipeline: declared, days: dates.map((date) => aDay({ date })) },
      ),
    ).map(({ how, cells: empty }) => `${how} ${empty.length}`);
  };

  it("was emptied or never filled only where it has no row on twenty dates or more, and nobody was asked", () => {
    expect(may(20, "e")).toEqual(["throughout 20"]);
    expect(may(19, "e")).toEqual([]);
    expect(may(20, "n")).toEqual([]);
    expect(may(20, "c")).toEqual([]);
  });
});

describe("an emptied table is one finding", () => {
  it("of priority P0 where training needs it or what is computed from it, in plan phase 1", () => {
    expect(findings({ speed: "mmmmmmmmmmmm" })).toEqual(["P0 zero-everywhere:speed 12"]);
    expect(findings({ raw: "ccccccccmmmm" })).toEqual(["P0 stopped:raw 4"]);
    const { grid, findings: all } = assess(gridOf({ raw: "ccccccccmmmm" }));
    expect(all.map((finding) => planPhaseOf(grid, finding))).toEqual([1]);
  });

  it("of priority P1 where not, however little one missing date is; raw in plan phase 2, the rest in 4", () => {
    expect(findings({ checks: "ccccccccmmmm" })).toEqual(["P1 stopped:checks 4"]);
    const { grid, findings: all } = assess(
      gridOf({ checks: "ccccccccmmmm", grades: "mmmmmmmmmmmm" }),
    );
    expect(all.map((one) => [one.id, one.priority, planPhaseOf(grid, one)])).toEqual([
      ["stopped:checks", "P1", 2],
      ["zero-everywhere:grades", "P1", 4],
    ]);
  });

  it("that says since when, with the cause", () => {
    const { findings: all, diagnoses } = assess(gridOf({ raw: "ccccccccmmmm" }));
    expect(all[0]?.title).toBe(`raw has no row from ${DAYS[8]} on and has not come back`);
    expect(diagnoses.map(({ cause }) => cause)).toEqual(["source-stopped"]);
    expect(diagnoses[0]?.evidence).toEqual([
      `raw has no row on any of the 4 dates of ${DAYS[8]}..${LAST}, the newest ones included.`,
      `Its last rows are of ${DAYS[7]}.`,
    ]);
  });

  it("and what is computed was emptied, or never filled, where what it reads is there", () => {
    const causes = (letters: Readonly<Record<string, string>>) =>
      assess(gridOf(letters)).diagnoses.map(({ cause, finding }) => `${finding.id} ${cause}`);
    expect(causes({ speed: "mmmmmmmmmmmm" })).toEqual(["zero-everywhere:speed emptied"]);
    expect(causes({ speed: "ccccccccmmmm" })).toEqual(["stopped:speed emptied"]);
    expect(causes({ raw: "ccccccccmmmm", speed: "ccccccccmmmm" })).toEqual([
      "stopped:raw source-stopped",
      "stopped:speed cascade",
    ]);
    expect(causes({ owned: "mmmmmmmmmmmm" })).toEqual(["zero-everywhere:owned wrong-declaration"]);
  });

  it("beside which its phase is not short of it, and a phase without anything keeps its own", () => {
    expect(findings({ speed: "mmmmmmmmmmmm", zones: "ccccmccccccc" })).toEqual(
      ["P0 zero-everywhere:speed 12", "P0 phase-missing:features 1"].sort((a, b) =>
        a < b ? -1 : 1,
      ),
    );
    expect(findings({ speed: "mmmmmmmmmmmm", zones: "mmmmmmmmmmmm" })).toEqual([
      "P0 phase-missing:features 12",
    ]);
  });

  it("beside which its earlier gaps and its rows count as ever", () => {
    expect(findings({ raw: "cmccccccmmmm" })).toEqual([
      "P0 stopped:raw 4",
      "P2 table-missing:raw 1",
    ]);
    expect(findings({ speed: "cmccccccmmmm" })).toEqual([
      "P0 stopped:speed 4",
      "P2 phase-partial:features 1",
    ]);
    // Where speed has rows the phase is not missing, although speed stopped later.
    expect(findings({ speed: "ccccccccmmmm", zones: "cmcccccccccc" })).toEqual([
      "P0 stopped:speed 4",
      "P2 phase-partial:features 1",
    ]);
  });

  it("unless nobody trains on it and an empty upstream explains every date", () => {
    expect(findings({ speed: "mmmmmmmmmmmm", grades: "mmmmmmmmmmmm" })).toEqual([
      "P0 zero-everywhere:speed 12",
      "P2 table-missing:grades 12",
    ]);
  });
});

describe("training", () => {
  const training = (letters: Readonly<Record<string, string>>) => assess(gridOf(letters)).training;

  it("is BLOCKED by a training table that is empty throughout or has stopped", () => {
    expect(training({})).toBe("COMPLETE");
    expect(training({ speed: "mmmmmmmmmmmm" })).toBe("BLOCKED");
    expect(training({ zones: "ccccccccmmmm" })).toBe("BLOCKED");
  });

  it("is never READY while something that it needs has stopped", () => {
    expect(training({ shots: "ccccccccmmmm" })).toBe("BLOCKED");
    expect(training({ checks: "ccccccccmmmm" })).toBe("READY");
  });
});

it("a grid of no declared environment, read from a CSV, is all there is", () => {
  const csv = { environment: "csv", range: { first: day("2025-10-23"), last: day("2025-10-24") } };
  expect(found({ checks: "mmmmmmmmmmmm" }, csv)).toEqual(["checks throughout 12"]);
});
