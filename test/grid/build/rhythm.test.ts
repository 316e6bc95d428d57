import { describe, expect, it } from "vitest";
import { isAwaited } from "../../../src/grid/arrival.ts";
import { isEmptyByWord } from "../../../src/grid/build/empty.ts";
import { writeGapsCsv } from "../../../src/grid/csv/gaps-csv.ts";
import { columnOf } from "../../../src/grid/grid.ts";
import { strayByCadence } from "../../../src/grid/off-cadence.ts";
import { aDay, aGrid, cellOf, GAME_DATE, read, someCounts, unread } from "../../support/grids.ts";
import { aPipeline, aTable, day } from "../../support/pipelines/declarations.ts";

// GAME_DATE, 2026-01-10, is a Saturday.
const ONE = { [GAME_DATE]: someCounts({ rows: 3 }) };

describe("a day outside the cadence", () => {
  it("is expected to be absent, with the cadence as its rule", () => {
    expect(cellOf({ cadence: { weekly: "sunday" } }, read({}))).toMatchObject({
      state: "expected-absent",
      reason: "box_scores has no rows on this day: its cadence is weekly, on Sunday",
      late: false,
    });
    expect(cellOf({ cadence: { weekly: "saturday" } }, read({})).state).toBe("missing");
    expect(cellOf({ cadence: [GAME_DATE] }, read({})).state).toBe("missing");
    expect(cellOf({ cadence: "weekdays" }, read({})).state).toBe("expected-absent");
    expect(cellOf({ cadence: { monthly: 10 } }, read({})).state).toBe("missing");
  });

  it("keeps the count of rows that stand there all the same", () => {
    const pipeline = aPipeline({ tables: [aTable({ cadence: "weekdays" })] });
    const grid = aGrid({ pipeline, observations: new Map([["box_scores", read(ONE)]]) });
    const [table] = grid.tables;
    if (table === undefined) throw new Error("There is no table.");
    expect(strayByCadence(grid, table)).toMatchObject([{ date: GAME_DATE, rows: 3 }]);
    expect(writeGapsCsv(grid).split("\n")[1]).toMatch(
      /^2026-01-10,raw,box_scores,expected-absent,,,3,/,
    );
  });

  it("is unknown with the rest of a table that could not be read", () => {
    expect(cellOf({ cadence: "weekdays" }, unread()).state).toBe("unknown");
  });
});

describe("a table that may be empty", () => {
  const allowed = { empty: "allowed" } as const;
  const soon = new Date("2026-01-11T12:00:00Z");
  const answered = { answeredEmpty: new Map([["box_scores", new Set([GAME_DATE])]]) };

  it("is complete without a row, on the word of the declaration", () => {
    const cell = cellOf(allowed, read({}));
    expect(cell).toMatchObject({ state: "complete", rows: 0, thin: false, surplus: 0 });
    expect(cell.reason).toBe("declared empty: allowed; nobody recorded what its source answered");
    expect(isEmptyByWord(cell)).toBe(true);
    expect(cellOf({}, read({})).state).toBe("missing");
  });

  it("is complete on the word of its source, where the ledger says that it was asked", () => {
    const cell = cellOf(allowed, read({}), answered);
    expect(cell).toMatchObject({ state: "complete", rows: 0 });
    expect(cell.reason).toBe("its source was asked and had nothing");
    expect(isEmptyByWord(cell)).toBe(false);
    expect(cellOf({}, read({}), answered).state).toBe("missing");
  });

  it("is unknown where it could not be read", () => {
    expect(cellOf(allowed, unread(), answered)).toMatchObject({ state: "unknown", rows: null });
  });

  it("is judged like every other where it has rows", () => {
    expect(cellOf({ ...allowed, full: { fixed: 30 } }, read(ONE))).toMatchObject({ thin: true });
    const twice = { [GAME_DATE]: someCounts({ surplus: 2 }) };
    expect(cellOf(allowed, read(twice)).state).toBe("over-count");
  });

  it("is waited for within the grace where it says when its dates arrive, unless its source was asked", () => {
    const both = { ...allowed, arrives_by: "09:30" } as const;
    expect(cellOf(both, read({}), { asOf: soon })).toMatchObject({ state: "missing", late: true });
    expect(cellOf(both, read({}), { asOf: soon, ...answered }).state).toBe("complete");
    expect(cellOf(both, read({})).state).toBe("complete");
    expect(cellOf(allowed, read({}), { asOf: soon }).state).toBe("complete");
  });

  it("expects nothing of a table that is a share of it", () => {
    const share = aTable({ id: "grades", full: { share: { of: "box_scores", atLeast: 0.9 } } });
    const grades = (observation: ReturnType<typeof read>, over = {}) =>
      columnOf(
        aGrid({
          pipeline: aPipeline({ tables: [aTable({ ...allowed, ...over }), share] }),
          observations: new Map([
            ["box_scores", observation],
            ["grades", read({})],
          ]),
        }),
        "grades",
      )[0];
    expect(grades(read({}))).toMatchObject({
      state: "expected-absent",
      reason: "box_scores may be empty and has no row",
    });
    expect(grades(read(ONE))?.state).toBe("missing");
    expect(grades(read({}), { empty: undefined })?.state).toBe("missing");
  });
});

describe("a date before it is usually there", () => {
  const table = aTable({ arrives_by: "09:30" });
  // 09:30 in New York on the day after.
  const at = (asOf: string) => ({ asOf: new Date(asOf), pipeline: aPipeline({ tables: [table] }) });

  it("is awaited until then, that instant excluded", () => {
    expect(isAwaited(at("2026-01-11T14:29:59Z"), table, GAME_DATE)).toBe(true);
    expect(isAwaited(at("2026-01-11T14:30:00Z"), table, GAME_DATE)).toBe(false);
    expect(isAwaited(at("2026-01-11T12:00:00Z"), aTable(), GAME_DATE)).toBe(false);
  });

  it("stands in no list of gaps", () => {
    const gaps = (asOf: string) =>
      writeGapsCsv(
        aGrid({
          ...at(asOf),
          days: [aDay({ date: day(GAME_DATE) })],
          observations: new Map([["box_scores", read({})]]),
        }),
      )
        .trim()
        .split("\n").length - 1;
    expect([gaps("2026-01-11T14:00:00Z"), gaps("2026-01-11T15:00:00Z")]).toEqual([0, 1]);
  });
});
