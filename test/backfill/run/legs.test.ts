import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  MAX_LEGS,
  cellsOf as partOf,
  planLegs,
  type Repair,
} from "../../../src/backfill/run/legs.ts";
import { addDays, type CivilDate } from "../../../src/dates/civil-date.ts";
import { keyOf } from "../../../src/grid/cascade.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import type { Plan, PlanCell } from "../../../src/records/plan.ts";
import { aPhase, aTable, day } from "../../support/pipelines/declarations.ts";
import { aPlanCell, cellsOf, graphs, readBy } from "../../support/pipelines/graphs.ts";

const PHASES = [1, 2, 3].map((number) => aPhase({ id: `phase${number}`, number }));

/** Upstreams come first, so that no table's phase is before that of what it reads. */
const inPhases = (tables: readonly TableConfig[]): TableConfig[] =>
  tables.map((table, index) => ({ ...table, phase: `phase${Math.floor(index / 2) + 1}` }));

const declare = (tables: readonly TableConfig[]) => ({ pipeline: { phases: PHASES }, tables });

const aRepair = (
  cells: readonly PlanCell[],
  tables: readonly TableConfig[],
  canary: readonly CivilDate[] = [],
  datesPerJob: number | null = null,
): Repair => {
  const plan = { cells, canary } as unknown as Plan;
  const made = planLegs(plan, declare(tables), datesPerJob);
  const rest = {
    issue: null,
    approval: [],
    drifted: null,
    askedBy: [],
    approvedBy: null,
    allowShrink: false,
  };
  return { schemaVersion: 1, run: "b-1", plan, ...rest, ...made };
};

const TABLES = [
  aTable({ id: "a", phase: "phase1", name: "x.a" }),
  aTable({
    id: "b",
    phase: "phase2",
    name: "x.b",
    upstream: [{ table: "a", window: { from: 365, to: 1 } }],
  }),
];
const dates = (count: number): CivilDate[] =>
  Array.from({ length: count }, (_, n) => addDays(day("2024-10-22"), n));
const onEach = (count: number, tables = ["a", "b"]): PlanCell[] =>
  tables.flatMap((table) => dates(count).map((date) => aPlanCell({ table, date })));

describe("legs", () => {
  it("have one date each while they fit into one run", () => {
    const { legs, datesPerJob } = aRepair(onEach(28), TABLES);
    expect(datesPerJob).toBe(1);
    expect(legs).toHaveLength(56);
    expect(legs[0]).toEqual({ id: "p1-001", phase: 1, dates: [day("2024-10-22")] });
    expect(legs.at(-1)?.id).toBe("p2-028");
  });

  it("have as few more as are needed where they do not: 308 dates, each once", () => {
    const { legs, datesPerJob } = aRepair(onEach(308, ["b"]), TABLES);
    expect(datesPerJob).toBe(2);
    expect(legs).toHaveLength(154);
    expect(legs.flatMap((leg) => leg.dates)).toEqual(dates(308));
    const both = aRepair(onEach(308), TABLES);
    expect(both.datesPerJob).toBe(3);
    expect(both.legs.length).toBeLessThanOrEqual(MAX_LEGS);
  });

  it("have the number of dates that is asked for, but never more jobs than GitHub makes", () => {
    expect(aRepair(onEach(28), TABLES, [], 14).legs).toHaveLength(4);
    expect(aRepair(onEach(2000, ["a"]), TABLES, [], 2).legs.length).toBeLessThanOrEqual(MAX_LEGS);
  });

  it("are one where a phase's tables read earlier dates of one another", () => {
    const chain = TABLES.map((table) => ({ ...table, phase: "phase1" }));
    const { legs } = aRepair(onEach(10), chain);
    expect(legs.map(({ id }) => id)).toEqual(["p1-001"]);
    expect(legs[0]?.dates).toEqual(dates(10));
  });

  it("share out every cell of the plan once, and leave none beside one that it reads", () => {
    fc.assert(
      fc.property(
        graphs
          .map(inPhases)
          .chain((tables) =>
            fc.tuple(
              fc.constant(tables),
              cellsOf(tables),
              fc.integer({ min: 0, max: 3 }),
              fc.option(fc.integer({ min: 1, max: 4 })),
            ),
          ),
        ([tables, cells, canary, size]) => {
          const days = [...new Set(cells.map(({ date }) => date))].sort().slice(0, canary);
          const repair = aRepair(cells, tables, days, size);
          const parts = ["canary", ...repair.legs.map(({ id }) => id)];
          const shared = parts.map((part) => partOf(repair, declare(tables), part));
          expect(shared.flat().map(keyOf).sort()).toEqual(cells.map(keyOf).sort());
          for (const [index, own] of shared.entries()) {
            const legPhase = repair.legs[index - 1]?.phase;
            // What runs at the same time: the legs of one phase. The canary runs alone, before them.
            const beside = shared.filter(
              (_, other) => other !== index && repair.legs[other - 1]?.phase === legPhase,
            );
            for (const cell of own) expect(readBy(tables, beside.flat(), cell)).toEqual([]);
          }
        },
      ),
    );
  });
});
