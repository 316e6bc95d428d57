import { describe, expect, it } from "vitest";
import { becomesStaleBy, withStale } from "../../../src/backfill/plan/predicted.ts";
import { assess } from "../../../src/findings/assess/assess.ts";
import { keyOf } from "../../../src/grid/cascade.ts";
import { type Cell, columnOf } from "../../../src/grid/grid.ts";
import { aCell, aDay, aMissing, gridOfCells } from "../../support/grids.ts";
import { aPipeline, aTable } from "../../support/pipelines/declarations.ts";
import { on } from "../../support/pipelines/small.ts";

/** raw -> mart (same date) -> window (a day back to the same date), which training needs; days 1 to 3. */
const TABLES = [
  aTable({ id: "raw", name: "x.raw" }),
  aTable({ id: "mart", name: "x.mart", upstream: [{ table: "raw", window: { from: 0, to: 0 } }] }),
  aTable({
    ...{ id: "window", name: "x.window", phase: "features" },
    upstream: [{ table: "mart", window: { from: 1, to: 0 } }],
  }),
];
const DAYS = [1, 2, 3].map(on);

function gridOf(change: Readonly<Record<string, Cell>>) {
  const column = (id: string) =>
    DAYS.map((date, index) => ({ ...(change[`${id} ${index + 1}`] ?? aCell()), date }));
  return gridOfCells(Object.fromEntries(TABLES.map(({ id }) => [id, column(id)])), {
    pipeline: aPipeline({ tables: TABLES }),
    days: DAYS.map((date) => aDay({ date })),
  });
}

/** Which cells a repair of these leaves stale, such as "window 3". */
function left(change: Readonly<Record<string, Cell>>, planned: Readonly<Record<string, string>>) {
  const refs = Object.entries(planned).map(([cell, because]) => {
    const [table = "", day] = cell.split(" ");
    return { table, date: on(Number(day)), because };
  });
  const keys = becomesStaleBy(gridOf(change), refs);
  return TABLES.flatMap(({ id }) =>
    DAYS.flatMap((date, index) =>
      keys.has(keyOf({ table: id, date })) ? [`${id} ${index + 1}`] : [],
    ),
  );
}

describe("what a repair leaves stale", () => {
  it("are the readers of what it fills, as far as they are not rebuilt with it", () => {
    const gap = { "mart 2": aMissing() };
    expect(left(gap, { "mart 2": "a finding" })).toEqual(["window 2", "window 3"]);
    expect(left(gap, { "mart 2": "a finding", "window 2": "downstream" })).toEqual(["window 3"]);
    expect(left({ "raw 1": aMissing() }, { "raw 1": "a finding" })).toEqual(["mart 1"]);
  });

  it("are those of a stale or refreshed cell too, whose rows may change", () => {
    expect(left({ "mart 1": aCell({ state: "stale" }) }, { "mart 1": "a finding" })).toEqual([
      ...["window 1", "window 2"],
    ]);
    expect(left({}, { "raw 3": "stale-schedule" })).toEqual(["mart 3"]);
  });

  it("are none of what is complete and computed once more, unless something before it changes", () => {
    expect(left({}, { "mart 1": "force" })).toEqual([]);
    const both = { "raw 1": "a finding", "mart 1": "downstream" };
    expect(left({ "raw 1": aMissing() }, both)).toEqual(["window 1", "window 2"]);
    expect(left({ "raw 1": aCell({ thin: true }) }, { "raw 1": "force" })).toEqual(["mart 1"]);
  });

  it("are none of what returns to what we wrote: changed or removed by somebody else", () => {
    expect(left({ "mart 1": aCell({ changedOutside: true }) }, { "mart 1": "a finding" })).toEqual(
      [],
    );
    expect(left({ "mart 1": aMissing({ changedOutside: true }) }, { "mart 1": "x" })).toEqual([]);
  });

  it("keeps training from READY", () => {
    const grid = gridOf({});
    expect(assess(grid).training).toBe("COMPLETE");
    const stale = withStale(grid, new Set([keyOf({ table: "window", date: on(2) })]));
    expect(columnOf(stale, "window").map(({ state }) => state)).toEqual([
      ...["complete", "stale", "complete"],
    ]);
    expect(assess(stale).training).toBe("UNBLOCKED");
  });
});
