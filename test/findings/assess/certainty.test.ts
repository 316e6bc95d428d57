import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assess,
  outlook,
  TRAINING_STATES,
  type TrainingState,
} from "../../../src/findings/assess/assess.ts";
import type { Cell, Grid } from "../../../src/grid/grid.ts";
import { aCell, aMissing, anUnknown, daysFrom, gridOfCells } from "../../support/grids.ts";
import { SHIPPED } from "../../support/pipeline.ts";

const DATES = ["2026-01-08", "2026-01-09", "2026-01-10"];
const days = daysFrom(DATES);
const tables = SHIPPED.tables.map(({ id }) => id);

const games = { expected: 2, games: 2, unit: "games" } as const;
const readCell = fc.oneof(
  { weight: 4, arbitrary: fc.constant(aCell({ ...games })) },
  fc.constant(aCell({ ...games, state: "partial", games: 1, rows: 8 })),
  fc.constant(aMissing({ ...games, games: 0 })),
  fc.constant(aCell({ state: "expected-absent", rows: 0 })),
);
/** Mostly whole columns of one kind, so that criteria stand near their limits. */
const column = fc.oneof(
  readCell.map((cell) => days.map(() => cell)),
  fc.array(readCell, { minLength: days.length, maxLength: days.length }),
);
const observed: fc.Arbitrary<Grid> = fc
  .array(column, { minLength: tables.length, maxLength: tables.length })
  .map((columns) =>
    gridOfCells(Object.fromEntries(tables.map((id, at) => [id, dated(columns[at] ?? [])])), {
      pipeline: SHIPPED,
      environment: "sample",
      days,
    }),
  );

const dated = (cells: readonly Cell[]): Cell[] =>
  cells.map((cell, at) => ({ ...cell, date: days[at]?.date ?? cell.date }));

/** The same grid as seen by a run that could not read these tables. */
function unseen(grid: Grid, ids: readonly string[]): Grid {
  const columns = [...grid.columns].map(([id, cells]): [string, readonly Cell[]] =>
    ids.includes(id)
      ? [id, cells.map(({ date, table }) => anUnknown({ date, table }))]
      : [id, cells],
  );
  return { ...grid, columns: new Map(columns) };
}

const RANK: Record<TrainingState, number> = { BLOCKED: 0, UNBLOCKED: 1, READY: 2, COMPLETE: 3 };
const someTables = fc.subarray(tables, { minLength: 1, maxLength: 3 });

describe("not being able to read tables", () => {
  it("never makes training look better than it is", () => {
    fc.assert(
      fc.property(observed, someTables, (grid, ids) => {
        const [truth, seen] = [assess(grid).training, assess(unseen(grid, ids)).training];
        expect(RANK[seen]).toBeLessThanOrEqual(RANK[truth]);
      }),
      { numRuns: 500 },
    );
  });

  it("never makes a criterion pass that fails", () => {
    fc.assert(
      fc.property(observed, someTables, (grid, ids) => {
        const truth = assess(grid).ceilings.criteria;
        const seen = assess(unseen(grid, ids)).ceilings.criteria;
        const failed = new Set(truth.flatMap((one) => (one.passed ? [] : [one.criterion.id])));
        const passed = seen.flatMap((one) => (one.passed ? [one.criterion.id] : []));
        expect(passed.filter((id) => failed.has(id))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("never finds what is not there: every finding is one of cells that were read", () => {
    fc.assert(
      fc.property(observed, someTables, (grid, ids) => {
        const { findings } = assess(unseen(grid, ids));
        const unread = findings.flatMap(({ cells }) =>
          cells.filter(({ table }) => ids.includes(table)),
        );
        expect(unread).toEqual([]);
      }),
    );
  });

  it("is counted, cell by cell, with the error of each table", () => {
    const grid = gridOfCells(
      { tdza: dated([anUnknown(), aCell(), anUnknown({ reason: "quota" })]) },
      { pipeline: SHIPPED, environment: "sample", days },
    );
    expect(assess(grid)).toMatchObject({
      unknownCells: 2,
      unread: [{ table: "tdza", cells: 2, error: "connection reset" }],
    });
  });
});

it("the outlook of a grid says what its assessment says, whatever state training is in", () => {
  const whole = gridOfCells(
    Object.fromEntries(tables.map((id) => [id, dated(days.map(() => aCell({ ...games })))])),
    { pipeline: SHIPPED, environment: "sample", days },
  );
  const someHealed = fc
    .tuple(observed, someTables, fc.subarray(tables))
    .map(([grid, ids, healed]) => {
      const columns = [...unseen(grid, ids).columns].map(([id, cells]) =>
        healed.includes(id) ? ([id, whole.columns.get(id) ?? []] as const) : ([id, cells] as const),
      );
      return { ...grid, columns: new Map(columns) };
    });
  const seen = new Set<TrainingState>();
  fc.assert(
    fc.property(fc.oneof(observed, someHealed, fc.constant(whole)), (grid) => {
      const { average, training } = assess(grid);
      seen.add(training);
      expect(outlook({ ...grid })).toEqual({ average, training });
    }),
    { numRuns: 1000 },
  );
  expect([...seen].sort()).toEqual([...TRAINING_STATES].sort());
});
