import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canaryCells, chooseCanary } from "../../../src/backfill/plan/canary.ts";
import { batchesOf } from "../../../src/backfill/run/outcome.ts";
import { keyOf } from "../../../src/grid/cascade.ts";
import type { Plan } from "../../../src/records/plan.ts";
import { healthy } from "../../support/assessments.ts";
import { cellsOf, graphs, readBy } from "../../support/pipelines/graphs.ts";

const batched = graphs.chain((tables) =>
  fc.record({
    tables: fc.constant(tables),
    cells: cellsOf(tables),
    size: fc.integer({ min: 1, max: 12 }),
    canary: fc.integer({ min: 0, max: 5 }),
  }),
);
const { grid, scores } = healthy();

describe("batches", () => {
  it("cover the dates of the cells exactly once, in order, none longer than asked", () => {
    fc.assert(
      fc.property(batched, ({ cells, size }) => {
        const batches = batchesOf(cells, size);
        expect(batches.flat()).toEqual([...new Set(cells.map(({ date }) => date))].sort());
        expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(size);
        const covered = batches.flatMap((dates) =>
          cells.filter(({ date }) => dates.includes(date)),
        );
        expect(covered.map(keyOf).sort()).toEqual(cells.map(keyOf).sort());
      }),
    );
  });
});

describe("a canary", () => {
  it("has as many of the plan's dates as asked, the first and the last among them, but never all", () => {
    fc.assert(
      fc.property(batched, ({ cells, canary }) => {
        const dates = [...new Set(cells.map(({ date }) => date))].sort();
        const chosen = chooseCanary({ grid, scores }, cells, canary);
        expect(chosen).toHaveLength(canary < dates.length ? canary : 0);
        expect(chosen).toEqual([...chosen].sort());
        expect(chosen.filter((date) => !dates.includes(date))).toEqual([]);
        if (chosen.length > 1) expect([chosen[0], chosen.at(-1)]).toEqual([dates[0], dates.at(-1)]);
      }),
    );
  });

  it("of three dates holds the earliest, the latest and the worst", () => {
    fc.assert(
      fc.property(batched, fc.nat(), ({ cells }, pick) => {
        const dates = [...new Set(cells.map(({ date }) => date))].sort();
        const worst = dates[1 + (pick % Math.max(1, dates.length - 2))];
        fc.pre(dates.length > 3 && worst !== undefined);
        const scored = {
          grid: { ...grid, days: dates.map((date) => ({ ...grid.days[0], date })) },
          scores: dates.map((date) => ({ value: 50, low: date === worst ? 10 : 50, high: 50 })),
        };
        const chosen = chooseCanary(scored as never, cells, 3);
        expect(chosen).toEqual([dates[0], worst, dates.at(-1)]);
      }),
    );
  });

  it("runs no cell that reads one which the plan fills after it", () => {
    fc.assert(
      fc.property(batched, ({ tables, cells, canary }) => {
        const plan = { cells, canary: chooseCanary({ grid, scores }, cells, canary) };
        const chosen = canaryCells(plan as unknown as Plan, tables);
        for (const cell of cells.filter((one) => chosen.has(keyOf(one)))) {
          expect(plan.canary).toContain(cell.date);
          const later = readBy(tables, cells, cell).filter((one) => !chosen.has(keyOf(one)));
          expect(later).toEqual([]);
        }
      }),
    );
  });
});
