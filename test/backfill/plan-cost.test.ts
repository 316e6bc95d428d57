import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Lineage } from "../../src/backfill/lineage.ts";
import { type Plan, planRepair } from "../../src/backfill/plan.ts";
import { type PricedTable, priced, statementsOf } from "../../src/backfill/plan-cost.ts";
import { EVERYTHING } from "../../src/backfill/selection.ts";
import { renderPlan } from "../../src/render/plan.ts";
import { broken } from "../support/assessments.ts";
import { aTable } from "../support/declarations.ts";
import { cellsOf, graphs } from "../support/graphs.ts";

const MIB = 1024 ** 2;
const CAP = 10 * 1024 ** 3;

const aPlan = (over: Partial<Plan> = {}): Plan => ({
  ...planRepair(broken(), new Lineage([]), { selection: EVERYTHING, batchSize: 1, canary: 0 }),
  ...over,
});

const aPriced = (over: Partial<PricedTable> = {}): PricedTable =>
  ({ table: "tdza", bytes: 10 * MIB, statements: 1, billedHere: true, ...over }) as PricedTable;

describe("the statements of a plan", () => {
  it("are one a batch that has dates of the table, and never fewer than its dates need", () => {
    const plans = graphs.chain((tables) =>
      cellsOf(tables).chain((cells) =>
        fc.record({
          tables: fc.constant(tables),
          cells: fc.constant(cells),
          batchSize: fc.integer({ min: 1, max: 5 }),
          canary: fc
            .subarray([...new Set(cells.map(({ date }) => date))])
            .map((dates) => dates.slice(0, 2)),
        }),
      ),
    );
    fc.assert(
      fc.property(plans, ({ tables, cells, batchSize, canary }) => {
        const plan = aPlan({ cells: [...cells], batchSize, canary });
        for (const table of tables) {
          const own = cells.filter((cell) => cell.table === table.id).length;
          const statements = statementsOf(plan, table);
          expect(statements).toBeLessThanOrEqual(own);
          expect(statements).toBeGreaterThanOrEqual(Math.ceil(own / batchSize));
        }
      }),
    );
  });

  it("are one a date where a table reads its own earlier dates", () => {
    const plan = aPlan({ batchSize: 7 });
    const own = plan.cells.filter(({ table }) => table === "tdza").length;
    expect(own).toBeGreaterThan(1);
    const upstream = [{ table: "tdza", window: { from: 3, to: 1 } }];
    expect(statementsOf(plan, aTable({ id: "tdza" }))).toBe(1);
    expect(statementsOf(plan, aTable({ id: "tdza", upstream }))).toBe(own);
  });
});

describe("the price of a plan", () => {
  it("is two looks and its statements, and a third look after a canary", () => {
    const look = [{ table: "tdza", bytes: 20 * MIB }];
    const tables = [aPriced({ statements: 4 })];
    const one = priced(aPlan(), look, tables, CAP, 6.25);
    expect(one).toMatchObject({ bytes: 80 * MIB, unpriced: [] });
    expect(one.usd).toBeCloseTo((80 * 6.25) / MIB, 6);
    const [cell] = aPlan().cells;
    const tried = priced(aPlan({ canary: cell ? [cell.date] : [] }), look, tables, CAP, 6.25);
    expect(tried.bytes).toBe(100 * MIB);
  });

  it("never takes what is unknown for nothing", () => {
    const why = "Access Denied";
    const look = [{ table: "pdc", bytes: null, why }];
    const tables = [
      aPriced({ bytes: null, why, statements: 3 }),
      aPriced({ table: "raw", bytes: null, why: "a service fills it", billedHere: false }),
    ];
    const plan = aPlan({ estimate: priced(aPlan(), look, tables, CAP, 6.25) });
    expect(plan.estimate).toMatchObject({
      bytes: 0,
      unpriced: [
        { table: "pdc", why, mostBytes: 2 * CAP },
        { table: "tdza", why, mostBytes: 3 * CAP },
        { table: "raw", mostBytes: null },
      ],
    });
    expect(renderPlan(plan)).toContain("at most 50.0 GiB more for what is unknown");
    expect(renderPlan(plan)).toContain("unknown: raw: a service fills it");
  });
});
