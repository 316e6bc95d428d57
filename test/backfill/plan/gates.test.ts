import { describe, expect, it } from "vitest";
import { gate } from "../../../src/backfill/plan/gates.ts";
import { keyOf } from "../../../src/grid/cascade.ts";
import type { Cell, Grid } from "../../../src/grid/grid.ts";
import type { Producer } from "../../../src/pipeline/schema/producers.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import { EVERYTHING, type Selection, type Wanted } from "../../../src/records/selection.ts";
import { aCell, aDay, aMissing, anUnknown, gridOfCells } from "../../support/grids.ts";
import { aPipeline, aTable, ENVIRONMENT } from "../../support/pipelines/declarations.ts";
import { on } from "../../support/pipelines/small.ts";

/** raw -> mart (same date) -> window (two days back to the same date); days 1 to 4. */
const TABLES: readonly TableConfig[] = [
  aTable({ id: "raw", name: "x.raw" }),
  aTable({ id: "mart", name: "x.mart", upstream: [{ table: "raw", window: { from: 0, to: 0 } }] }),
  aTable({
    id: "window",
    name: "x.window",
    upstream: [{ table: "mart", window: { from: 2, to: 0 } }],
  }),
];
const DAYS = [1, 2, 3, 4].map(on);

/** Complete cells, but for these. */
function aGrid(
  change: Readonly<Record<string, Cell>> = {},
  tables: readonly TableConfig[] = TABLES,
  seasonDay = 40,
): Grid {
  const pipeline = aPipeline({ tables: [...tables] });
  const column = (id: string) =>
    DAYS.map((date) => ({ ...(change[`${id} ${date}`] ?? aCell()), date }));
  return gridOfCells(Object.fromEntries(tables.map(({ id }) => [id, column(id)])), {
    pipeline,
    days: DAYS.map((date, index) => aDay({ date, seasonDay: seasonDay + index })),
  });
}

const wanted = (grid: Grid, ...keys: string[]): Wanted[] =>
  keys.map((key) => {
    const [table = "", date] = key.split(" ");
    const cell = grid.columns.get(table)?.find((one) => one.date === date) as Cell;
    return { table, date: cell.date, because: "a finding", state: cell.state, rows: cell.rows };
  });

const gated = (grid: Grid, keys: readonly string[], over: Partial<Selection> = {}) => {
  const { runs, blocked, refused, becomesStale } = gate(grid, wanted(grid, ...keys), {
    ...EVERYTHING,
    ...over,
  });
  return { runs: runs.map(keyOf), blocked, refused, stale: becomesStale.map(keyOf).sort() };
};
const cell = (table: string, day: number) => `${table} ${on(day)}`;

describe("a cell whose upstream is not there", () => {
  const grid = aGrid({ [cell("raw", 2)]: aMissing(), [cell("mart", 2)]: aMissing() });

  it("does not run, and neither does what reads it; both say what blocks them", () => {
    const { runs, blocked } = gated(grid, [cell("mart", 2), cell("window", 3), cell("window", 1)]);
    expect(runs).toEqual([cell("window", 1)]);
    expect(blocked).toEqual([
      { table: "mart", date: on(2), by: [`raw ${on(2)} is missing`] },
      { table: "window", date: on(3), by: [`mart ${on(2)} is missing`] },
    ]);
  });

  it("runs where the upstream is part of the same repair", () => {
    expect(gated(grid, [cell("mart", 2), cell("raw", 2)])).toMatchObject({ blocked: [] });
  });

  it("runs with what it lacks where that is asked for, however far up", () => {
    const { runs, blocked } = gated(grid, [cell("window", 3)], { withUpstream: true });
    expect(runs).toEqual([cell("window", 3), cell("mart", 2), cell("raw", 2)]);
    expect(blocked).toEqual([]);
  });

  it("stays blocked by an upstream that could not be read: nobody knows what it lacks", () => {
    const unread = aGrid({ [cell("raw", 2)]: anUnknown() });
    const { runs, blocked } = gated(unread, [cell("mart", 2)], { withUpstream: true });
    expect(runs).toEqual([]);
    expect(blocked[0]?.by).toEqual([`raw ${on(2)} is unknown`]);
  });

  it("is blocked, too, where the upstream may not be rebuilt", () => {
    const tables = TABLES.map((one) => (one.id === "raw" ? { ...one, rebuildable: false } : one));
    const lost = aGrid({ [cell("raw", 2)]: aMissing() }, tables);
    const { runs, blocked, refused } = gated(lost, [cell("mart", 2)], { withUpstream: true });
    expect(runs).toEqual([]);
    expect(blocked).toHaveLength(1);
    expect(refused).toMatchObject([{ table: "raw", rule: "not-rebuildable", override: null }]);
  });
});

describe("what a repair makes stale", () => {
  it("is every cell with rows that reads it within its window, directly or through others", () => {
    expect(gated(aGrid(), [cell("raw", 1)]).stale).toEqual(
      [cell("mart", 1), cell("window", 1), cell("window", 2), cell("window", 3)].sort(),
    );
  });

  it("is part of the repair where that is asked for, but for what cannot be rebuilt", () => {
    const { runs, stale, refused } = gated(aGrid(), [cell("raw", 3)], { withDownstream: true });
    expect(runs).toEqual([cell("raw", 3), cell("mart", 3), cell("window", 3), cell("window", 4)]);
    expect([stale, refused]).toEqual([[], []]);
    const tables = TABLES.map((one) =>
      one.id === "window" ? { ...one, rebuildable: false } : one,
    );
    const some = gated(aGrid({}, tables), [cell("raw", 3)], { withDownstream: true });
    expect(some).toMatchObject({
      runs: [cell("raw", 3), cell("mart", 3)],
      stale: [cell("window", 3), cell("window", 4)],
      refused: [],
    });
  });

  it("is no cell that has no rows", () => {
    const grid = aGrid({ [cell("window", 2)]: aMissing() });
    expect(gated(grid, [cell("raw", 1)]).stale).not.toContain(cell("window", 2));
  });
});

describe("a repair that would be futile", () => {
  const producers: TableConfig["producers"] = {
    [ENVIRONMENT]: {
      kind: "service",
      owner: "Phase 4 processors",
      skips: ["warm-up"],
      urlFrom: "SERVICE_URL",
    },
  };
  const tables = [aTable({ id: "raw", name: "x.raw", producers })];
  // Days 0 to 3 of the season, two of which are warm-up.
  const grid = aGrid({ [cell("raw", 1)]: aMissing(), [cell("raw", 3)]: aMissing() }, tables, 0);

  it("is refused with the rule, the evidence and the option that overrides it", () => {
    const { runs, refused } = gated(grid, [cell("raw", 1), cell("raw", 3)]);
    expect(runs).toEqual([cell("raw", 3)]);
    expect(refused).toEqual([
      {
        ...{ table: "raw", date: on(1), rule: "warm-up", override: "--include-warm-up" },
        evidence: `${on(1)} is day 0 of season 2025-26, and Phase 4 processors skip days 0 to 1`,
      },
    ]);
  });

  it("runs with the override", () => {
    const keys = [cell("raw", 1), cell("raw", 3)];
    expect(gated(grid, keys, { includeWarmUp: true })).toMatchObject({ runs: keys, refused: [] });
  });

  it("is refused for good where nothing overrides it, with what can be done instead", () => {
    const service = producers[ENVIRONMENT] as Extract<Producer, { kind: "service" }>;
    const never = { [ENVIRONMENT]: { ...service, override: "none" as const } };
    const own = aGrid(
      { [cell("raw", 1)]: aMissing(), [cell("raw", 3)]: aMissing() },
      [aTable({ id: "raw", name: "x.raw", producers: never })],
      0,
    );
    const { runs, refused } = gated(own, [cell("raw", 1), cell("raw", 3)], { includeWarmUp: true });
    expect(runs).toEqual([cell("raw", 3)]);
    expect(refused).toMatchObject([{ table: "raw", date: on(1), rule: "warm-up", override: null }]);
    expect(refused[0]?.evidence).toContain(
      "nothing makes them fill these. Expect them to be absent",
    );
  });

  it("is no question for a cell that could not be read: it is not touched, whatever is said", () => {
    const unread = aGrid({ [cell("raw", 3)]: anUnknown() }, tables);
    const { runs, refused } = gated(unread, [cell("raw", 3)], { includeWarmUp: true, force: true });
    expect(runs).toEqual([]);
    expect(refused).toMatchObject([{ rule: "unknown", override: null }]);
  });
});

describe("a cell whose upstream somebody else changed", () => {
  const grid = aGrid({ [cell("mart", 2)]: aCell({ changedOutside: true }) });

  it("does not run before that is rebuilt, and says who is in the way", () => {
    const { runs, blocked } = gated(grid, [cell("window", 3), cell("window", 1)]);
    expect(runs).toEqual([cell("window", 1)]);
    expect(blocked).toEqual([
      { table: "window", date: on(3), by: [`mart ${on(2)} was changed by somebody else`] },
    ]);
  });

  it("runs with it, and takes it along where upstreams are asked for", () => {
    const both = [cell("window", 3), cell("mart", 2)];
    expect(gated(grid, both)).toMatchObject({ runs: both, blocked: [] });
    const { runs } = gated(grid, [cell("window", 3)], { withUpstream: true });
    expect(runs).toEqual(both);
  });

  it("is run for that, whatever it was asked for", () => {
    const mart = { table: "mart", date: on(2), state: "complete" as const, rows: 20 };
    const { runs } = gate(grid, [{ ...mart, because: "downstream" }], EVERYTHING);
    expect(runs).toEqual([{ ...mart, because: "changed-outside:mart" }]);
  });

  it("waits for a person where that cannot be rebuilt", () => {
    const [raw, mart, window] = TABLES as [TableConfig, TableConfig, TableConfig];
    const fixed = aGrid({ [cell("mart", 2)]: aCell({ changedOutside: true }) }, [
      ...[raw, { ...mart, rebuildable: false }, window],
    ]);
    const { refused, blocked } = gated(fixed, [cell("mart", 2), cell("window", 2)]);
    expect(refused).toMatchObject([
      { rule: "not-rebuildable", evidence: expect.stringContaining(`ops accept mart ${on(2)}`) },
    ]);
    expect(blocked).toHaveLength(1);
  });

  it("is blocked by no removed rows in that way: those are missing", () => {
    const gone = aGrid({ [cell("mart", 2)]: aMissing({ changedOutside: true }) });
    expect(gated(gone, [cell("window", 2)]).blocked).toMatchObject([
      { by: [`mart ${on(2)} is missing`] },
    ]);
  });
});
