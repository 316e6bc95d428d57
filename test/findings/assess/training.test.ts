import { describe, expect, it } from "vitest";
import { assess } from "../../../src/findings/assess/assess.ts";
import type { Cell } from "../../../src/grid/grid.ts";
import type { Criterion } from "../../../src/pipeline/schema.ts";
import { aCell, aMissing, anUnknown, gridOfCells } from "../../support/grids.ts";
import { aPipeline, aTable, day } from "../../support/pipelines/declarations.ts";

const tables = [
  aTable(),
  aTable({ id: "speed", phase: "features" }),
  aTable({ id: "zones", phase: "features" }),
];

const aCriterion = (over: Partial<Criterion> = {}): Criterion => ({
  id: "c",
  title: "completion",
  metric: "completion_pct",
  above: 95,
  after: "all",
  for: "training",
  ...over,
});

function assessment(
  cells: Readonly<Record<string, readonly Cell[]>>,
  criteria: readonly Criterion[] = [],
) {
  const pipeline = aPipeline({ tables, criteria: [...criteria] });
  const dated = Object.entries(cells).map(([table, column]) => [
    table,
    column.map((cell, at) => ({
      ...cell,
      date: day(`2026-01-${String(at + 1).padStart(2, "0")}`),
    })),
  ]);
  return assess(gridOfCells(Object.fromEntries(dated), { pipeline }));
}

const absent = aCell({ state: "expected-absent", rows: 0 });
const late = aMissing({ late: true });
const state = (speed: readonly Cell[], zones: readonly Cell[], criteria: Criterion[] = []) =>
  assessment({ speed, zones }, criteria).training;

describe("training is blocked", () => {
  it("while a required date has none of the feature sets", () => {
    expect(state([aMissing(), aCell()], [aMissing(), aCell()])).toBe("BLOCKED");
  });

  it("while a feature set of a required date could not be read, whatever the others have", () => {
    expect(state([anUnknown()], [aCell()])).toBe("BLOCKED");
  });

  it("while what is not expected to be absent is missing", () => {
    expect(state([absent], [aMissing()])).toBe("BLOCKED");
  });

  it("where no date of the range is required: nothing says that it is well", () => {
    expect(state([absent], [absent])).toBe("BLOCKED");
    expect(assessment({ box_scores: [aCell()] }).training).toBe("BLOCKED");
  });
});

describe("training is unblocked", () => {
  const unmet = [aCriterion()];

  it("where every required date has some of the feature sets and a criterion can still be met", () => {
    expect(state([aCell(), aMissing()], [aCell(), aCell()], unmet)).toBe("UNBLOCKED");
  });

  it("where only dates within the grace have none", () => {
    expect(state([aCell(), late], [aCell(), late], unmet)).toBe("UNBLOCKED");
  });
});

describe("training is ready", () => {
  it("where nothing blocks and every criterion passes", () => {
    expect(state([aCell()], [aCell()], [aCriterion()])).toBe("COMPLETE");
    expect(state([aCell(), absent], [aCell(), absent])).toBe("COMPLETE");
  });

  it("is not judged by tables that training does not need", () => {
    expect(assessment({ speed: [aCell()], box_scores: [aMissing()] }).training).toBe("READY");
  });
});

describe("a criterion", () => {
  const result = (over: Partial<Criterion>, cells: Parameters<typeof assessment>[0]) =>
    assessment(cells, [aCriterion(over)]).ceilings.criteria[0];

  it("of completion measures the dates with every feature set, of those that expect them", () => {
    const speed = [aCell(), aMissing(), aCell(), absent];
    const zones = [aCell(), aCell(), aMissing(), absent];
    const found = result({ above: 30 }, { speed, zones });
    expect(found?.measured).toBeCloseTo(33.33, 2);
    expect(found?.passed).toBe(true);
  });

  it("passes above or below its limit and not at it", () => {
    const half = { speed: [aCell(), aMissing()] };
    expect(result({ above: 50 }, half)).toMatchObject({ measured: 50, passed: false });
    expect(result({ above: 49.9 }, half)?.passed).toBe(true);
  });

  it("of missing dates counts one table's, and is not measured where one could not be read", () => {
    const missing = { metric: "missing_dates", table: "box_scores", below: 2 } as const;
    const box_scores = [aMissing(), aCell(), aMissing({ late: true })];
    expect(result({ ...missing }, { box_scores })).toMatchObject({ measured: 2 });
    expect(result({ ...missing }, { box_scores: [anUnknown(), aCell()] })).toMatchObject({
      measured: null,
      passed: false,
    });
  });
});
