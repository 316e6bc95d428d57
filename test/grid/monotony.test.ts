import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell } from "../../src/grid/grid.ts";
import { scoreDay } from "../../src/grid/score.ts";
import { aCell, aMissing, anUnknown } from "../support/grids.ts";
import { SHIPPED } from "../support/pipeline.ts";

const { stages } = SHIPPED.score;
const TABLES = [
  ...new Set(stages.flatMap((stage) => ("tables" in stage ? stage.tables : [stage.table]))),
];

const SCHEDULED = 8;
const present = fc.record({
  rows: fc.integer({ min: 1, max: 400 }),
  games: fc.integer({ min: 1, max: 2 * SCHEDULED }),
  state: fc.constantFrom<Cell["state"]>("complete", "partial", "over-count"),
});
const readCell: fc.Arbitrary<Cell> = fc.oneof(
  present.map((over) => aCell({ ...over, unit: "games", expected: SCHEDULED })),
  fc.constant(aMissing({ games: 0, expected: SCHEDULED })),
  fc.constant(aCell({ state: "expected-absent", rows: 0 })),
);
const anyCell = fc.oneof({ weight: 4, arbitrary: readCell }, fc.constant(anUnknown()));
const someTable = fc.constantFrom(...TABLES);

const dayOf = (cell: fc.Arbitrary<Cell>) =>
  fc
    .array(cell, { minLength: TABLES.length, maxLength: TABLES.length })
    .map((cells) => new Map(TABLES.map((table, at) => [table, cells[at] as Cell])));
const score = (cells: ReadonlyMap<string, Cell>) => scoreDay(stages, cells);

/** The same cell, worse: nothing at all, or fewer games. Rows alone are no measure of a table that asks for presence. */
function worse(cell: Cell): Cell[] {
  if (cell.state === "expected-absent" || cell.state === "unknown" || cell.state === "missing")
    return [];
  const fewer = Array.from({ length: cell.games ?? 0 }, (_, games) => ({ ...cell, games })).slice(
    1,
  );
  return [{ ...cell, state: "missing", rows: 0, games: 0 }, ...fewer];
}

describe("the score", () => {
  it("lies between 0 and 100, and so do its stages and bounds", () => {
    fc.assert(
      fc.property(dayOf(anyCell), (cells) => {
        const { value, low, high, stages: parts } = score(cells);
        const all = [value ?? 0, low, high, ...parts.flatMap((part) => [part.low, part.high])];
        for (const one of all) {
          expect(one).toBeGreaterThanOrEqual(0);
          expect(one).toBeLessThanOrEqual(100);
        }
      }),
    );
  });

  it("lies within its bounds", () => {
    fc.assert(
      fc.property(dayOf(anyCell), (cells) => {
        const { value, low, high } = score(cells);
        if (value === null) return;
        expect(value).toBeGreaterThanOrEqual(low - 1e-9);
        expect(value).toBeLessThanOrEqual(high + 1e-9);
      }),
    );
  });

  it("is exactly its bounds where everything was read", () => {
    fc.assert(
      fc.property(dayOf(readCell), (cells) => {
        const { value, low, high } = score(cells);
        expect([low, high]).toEqual([value ?? 0, value ?? 0]);
      }),
    );
  });

  it("never rises when a cell becomes worse", () => {
    fc.assert(
      fc.property(dayOf(readCell), someTable, (cells, table) => {
        const before = score(cells).value;
        for (const cell of worse(cells.get(table) as Cell)) {
          const after = score(new Map([...cells, [table, cell]])).value;
          expect(after ?? 0).toBeLessThanOrEqual((before ?? 0) + 1e-9);
        }
      }),
    );
  });

  it("has lower bounds that never rise when a cell becomes worse, whatever else could not be read", () => {
    fc.assert(
      fc.property(dayOf(anyCell), someTable, (cells, table) => {
        const before = score(cells).low;
        for (const cell of worse(cells.get(table) as Cell))
          expect(score(new Map([...cells, [table, cell]])).low).toBeLessThanOrEqual(before + 1e-9);
      }),
    );
  });

  it("could have been anything within the bounds that an unread cell leaves, and nothing outside", () => {
    fc.assert(
      fc.property(dayOf(anyCell), dayOf(readCell), (cells, truth) => {
        const { low, high } = score(cells);
        const known = new Map(
          [...cells].map(([table, cell]) => {
            const real = truth.get(table) as Cell;
            const shown = cell.state === "unknown" && real.state !== "expected-absent";
            return [table, shown ? real : cell] as const;
          }),
        );
        if ([...known.values()].some(({ state }) => state === "unknown")) return;
        const value = score(known).value ?? 0;
        expect(value).toBeGreaterThanOrEqual(low - 1e-9);
        expect(value).toBeLessThanOrEqual(high + 1e-9);
      }),
    );
  });
});
