import fc from "fast-check";
import { expect, it } from "vitest";
import { addDays, epochDay, fromEpochDay } from "../../src/dates/civil-date.ts";
import { reads, upstreamCells } from "../../src/grid/cascade.ts";
import { columnOf } from "../../src/grid/grid.ts";
import { aCell, gridOfCells } from "../support/grids.ts";
import { aPipeline, aTable, day } from "../support/pipelines/declarations.ts";

const FIRST = day("2026-01-01");
const window = fc
  .tuple(fc.nat(20), fc.nat(20))
  .map(([one, other]) => ({ from: Math.max(one, other), to: Math.min(one, other) }));

it("a cell is computed from the cells of its windows, and from no others", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(60), { maxLength: 40 }),
      fc.array(window, { maxLength: 3 }),
      fc.integer({ min: -5, max: 70 }),
      (days, windows, at) => {
        const dates = days.sort((a, b) => a - b).map((days) => addDays(FIRST, days));
        const upstream = windows.map((one) => ({ table: "box_scores", window: one }));
        const tables = [aTable(), aTable({ id: "form", upstream })];
        const column = dates.map((date) => aCell({ date }));
        const grid = gridOfCells(
          { box_scores: column, form: [] },
          { pipeline: aPipeline({ tables }) },
        );
        const date = addDays(FIRST, at);
        expect(upstreamCells(grid, { table: "form", date })).toEqual(
          upstream.flatMap((one) =>
            columnOf(grid, "box_scores").filter((cell) => reads(one.window, date, cell.date)),
          ),
        );
      },
    ),
  );
});

it("the number of a day is the same when it is asked for again", () => {
  for (const _ of [1, 2])
    for (const number of [-1, 0, 20_478]) expect(epochDay(fromEpochDay(number))).toBe(number);
});
