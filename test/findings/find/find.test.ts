import { describe, expect, it } from "vitest";
import { findGaps } from "../../../src/findings/find/find.ts";
import type { Cell } from "../../../src/grid/grid.ts";
import { aCell, aMissing, anUnknown, daysFrom, gridOfCells } from "../../support/grids.ts";
import { aPhase, aPipeline, aTable, day } from "../../support/pipelines/declarations.ts";

const DATES = ["2026-01-08", "2026-01-09", "2026-01-10"] as const;
const pipeline = aPipeline({
  tables: [
    aTable({ title: "box scores" }),
    aTable({ id: "gamebook", priority: { missing: "P2" } }),
    aTable({ id: "speed", phase: "features" }),
    aTable({ id: "zones", phase: "features" }),
    aTable({ id: "grades", full: { share: { of: "box_scores", atLeast: 0.9 } } }),
    aTable({ id: "watched", shadow: true }),
  ],
});

/** The findings of three dates; a table's letters say what its cells are, and tables without letters are complete. */
function findings(letters: Readonly<Record<string, string>>) {
  const kinds: Record<string, Partial<Cell>> = {
    c: {},
    m: aMissing(),
    l: aMissing({ late: true }),
    p: { state: "partial" },
    q: { state: "partial", late: true },
    o: { state: "over-count" },
    t: { thin: true },
    s: { thin: true, late: true },
    u: anUnknown(),
    x: { unreconciled: ["g1"] },
    a: { state: "expected-absent", rows: 0 },
  };
  const cells = pipeline.tables.map(({ id }) => [
    id,
    DATES.map((date, at) =>
      aCell({ ...kinds[(letters[id] ?? "ccc")[at] ?? "c"], date: day(date) }),
    ),
  ]);
  const grid = gridOfCells(Object.fromEntries(cells), { pipeline, days: daysFrom(DATES) });
  return findGaps(grid).map(({ id, priority, dates }) => `${priority} ${id} ${dates.join(" ")}`);
}

describe("nothing is found", () => {
  it("where every cell is complete or expected to be absent", () => {
    expect(findings({ box_scores: "cac", speed: "aaa" })).toEqual([]);
  });

  it("in a table that is only watched", () => {
    expect(findings({ watched: "mpo" })).toEqual([]);
  });

  it("of cells that could not be read: they are no gap and no proof of none", () => {
    expect(findings({ box_scores: "uuu", speed: "uuu", zones: "uuu" })).toEqual([]);
  });
});

describe("a table that stands alone", () => {
  it("is missing on its empty dates, with the phase's priority or its own", () => {
    expect(findings({ box_scores: "mcm", gamebook: "cmc", grades: "mcm" })).toEqual([
      "P1 table-missing:box_scores 2026-01-08 2026-01-10",
      "P2 table-missing:gamebook 2026-01-09",
    ]);
  });

  it("is not missing where the table it is a share of is: the gap is the other's", () => {
    expect(findings({ box_scores: "mcc", grades: "mmc" })).toEqual([
      "P1 table-missing:box_scores 2026-01-08",
      "P1 table-missing:grades 2026-01-09",
    ]);
  });

  it("is short with its phase where games lack", () => {
    expect(findings({ box_scores: "pcc", gamebook: "ppc" })).toEqual([
      "P2 games-short:raw 2026-01-08 2026-01-09",
    ]);
  });
});

describe("a phase that is judged together", () => {
  it("is missing on the dates that have none of it", () => {
    expect(findings({ speed: "mmc", zones: "mmc" })).toEqual([
      "P0 phase-missing:features 2026-01-08 2026-01-09",
    ]);
  });

  it("is there in part on the dates that have some of it", () => {
    expect(findings({ speed: "mcc", zones: "ccm" })).toEqual([
      "P2 phase-partial:features 2026-01-08 2026-01-10",
    ]);
  });

  it("is missing as a whole on a date where the rest is expected to be absent", () => {
    expect(findings({ speed: "mcc", zones: "acc" })).toEqual([
      "P0 phase-missing:features 2026-01-08",
    ]);
  });

  it("is never said to be missing on a date where one of its tables could not be read", () => {
    expect(findings({ speed: "mcc", zones: "ucc" }).join()).not.toContain("phase-missing");
  });
});

describe("the newest dates", () => {
  it("are recent lag within the grace, once, and not missing or short as well", () => {
    expect(findings({ box_scores: "ccl", gamebook: "ccq", grades: "ccl" })).toEqual([
      "P1 recent-lag:recent 2026-01-10",
    ]);
  });

  it("are recent lag where a phase has nothing of them yet", () => {
    expect(findings({ speed: "ccl", zones: "ccl" })).toEqual(["P1 recent-lag:recent 2026-01-10"]);
  });

  it("are there in part at once where a phase has some of them", () => {
    expect(findings({ speed: "ccl" })).toEqual(["P2 phase-partial:features 2026-01-10"]);
  });

  it("are late and not thin before their grace is over", () => {
    expect(findings({ speed: "ccs" })).toEqual(["P1 recent-lag:recent 2026-01-10"]);
  });
});

describe("a table's rows", () => {
  it("are thin, over-counted or do not add up, a finding each", () => {
    expect(findings({ box_scores: "oxc", speed: "tct" })).toEqual([
      "P1 over-count:box_scores 2026-01-08",
      "P1 unreconciled:box_scores 2026-01-09",
      "P2 thin:speed 2026-01-08 2026-01-10",
    ]);
  });
});

describe("what looks like a wrong declaration", () => {
  const many = daysFrom(
    Array.from({ length: 20 }, (_, n) => `2026-01-${String(n + 1).padStart(2, "0")}`),
  );
  const column = (state: Partial<Cell>, days = many) =>
    days.map(({ date }) => aCell({ ...state, date }));
  const found = (cells: Parameters<typeof gridOfCells>[0], days = many) =>
    findGaps(gridOfCells(cells, { pipeline, days })).map(({ id, priority }) => `${priority} ${id}`);

  it("is a table that is empty on every one of twenty dates: one finding, and no gap of them", () => {
    expect(found({ gamebook: column(aMissing()) })).toEqual(["P1 zero-everywhere:gamebook"]);
  });

  it("is not said of fewer dates of a part of the declared range", () => {
    const few = many.slice(1);
    expect(found({ gamebook: column(aMissing(), few) }, few)).toEqual([
      "P2 table-missing:gamebook",
    ]);
  });

  it("does not count dates on which nothing was expected", () => {
    const absent = aCell({ state: "expected-absent" });
    const cells = column(aMissing()).map((cell, at) => (at === 0 ? { ...cell, ...absent } : cell));
    expect(found({ gamebook: cells })).toEqual(["P2 table-missing:gamebook"]);
  });

  it("does not make the dates partial whose phase lacks only that table", () => {
    expect(found({ speed: column(aMissing()), zones: column({}) })).toEqual([
      "P0 zero-everywhere:speed",
    ]);
  });

  it("is no matter of a phase that is empty as a whole: its dates are missing", () => {
    expect(found({ speed: column(aMissing()), zones: column(aMissing()) })).toEqual([
      "P0 phase-missing:features",
    ]);
  });

  it("is a calendar without a game", () => {
    const [finding, ...rest] = findGaps(gridOfCells({ gamebook: [] }, { pipeline, days: [] }));
    expect(finding).toMatchObject({ id: "empty-calendar:calendar", priority: "P1", dates: [] });
    expect(finding?.title).toContain("schedule lists no game that counts between");
    expect(rest).toEqual([]);
  });
});

describe("a finding", () => {
  it("has the scheduled games of its dates, its runs and its cells", () => {
    const days = daysFrom(DATES);
    const box_scores = DATES.map((date) => aMissing({ date: day(date) }));
    box_scores[1] = aCell({ date: day(DATES[1]) });
    const [finding] = findGaps(gridOfCells({ box_scores }, { pipeline, days }));
    expect(finding).toMatchObject({ games: 4, title: "box scores missing" });
    expect(finding?.runs).toHaveLength(2);
    expect(finding?.cells.map(({ table, date }) => [table, date])).toEqual([
      ["box_scores", DATES[0]],
      ["box_scores", DATES[2]],
    ]);
  });

  it("comes before those of lower priority, and otherwise in the pipeline's order", () => {
    const phases = [
      aPhase({ id: "late", number: 2, priority: { missing: "P1", partial: "P2", thin: "P2" } }),
      aPhase({ id: "early", number: 1, priority: { missing: "P0", partial: "P2", thin: "P2" } }),
    ];
    const tables = [
      aTable({ id: "b", phase: "late" }),
      aTable({ id: "a", phase: "late" }),
      aTable({ id: "c", phase: "early" }),
    ];
    const cells = { b: [aMissing()], a: [aMissing()], c: [aMissing()] };
    const found = findGaps(gridOfCells(cells, { pipeline: aPipeline({ phases, tables }) }));
    expect(found.map(({ subject }) => subject)).toEqual(["c", "b", "a"]);
  });
});
