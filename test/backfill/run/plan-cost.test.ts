import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Lineage } from "../../../src/backfill/ledger/lineage.ts";
import { planRepair } from "../../../src/backfill/plan/plan.ts";
import {
  askedOf,
  type PricedTable,
  priced,
  statementsOf,
} from "../../../src/backfill/run/plan-cost.ts";
import type { Plan } from "../../../src/records/plan.ts";
import { EVERYTHING } from "../../../src/records/selection.ts";
import { renderPlan } from "../../../src/render/repair/plan.ts";
import { broken } from "../../support/assessments.ts";
import { aTable } from "../../support/pipelines/declarations.ts";
import { cellsOf, graphs } from "../../support/pipelines/graphs.ts";

const MIB = 1024 ** 2;
const CAP = 10 * 1024 ** 3;

const aPlan = (over: Partial<Plan> = {}): Plan => ({
  ...planRepair(broken(), new Lineage([]), { selection: EVERYTHING, batchSize: 1, canary: 0 }),
  ...over,
});

const aPriced = (over: Partial<PricedTable> = {}): PricedTable => ({
  ...{ table: "tdza", answers: [{ bytes: 10 * MIB }], statements: 1, billedHere: true },
  ...over,
});
const NO_LEDGER = { table: "ops.partition_writes", bytes: 0 };

describe("the statements of a plan", () => {
  it("are one a batch that has dates of the table, each date in one, and never fewer than its dates need", () => {
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
          const own = cells.flatMap((cell) => (cell.table === table.id ? [cell.date] : []));
          const statements = statementsOf(plan, table);
          expect(statements.flat().sort()).toEqual([...own].sort());
          expect(Math.max(0, ...statements.map((dates) => dates.length))).toBeLessThanOrEqual(
            batchSize,
          );
          expect(statements.length).toBeGreaterThanOrEqual(Math.ceil(own.length / batchSize));
        }
      }),
    );
  });

  it("are one a date where a table reads its own earlier dates", () => {
    const plan = aPlan({ batchSize: 7 });
    const own = plan.cells.filter(({ table }) => table === "tdza").length;
    expect(own).toBeGreaterThan(1);
    const upstream = [{ table: "tdza", window: { from: 3, to: 1 } }];
    expect(statementsOf(plan, aTable({ id: "tdza" }))).toHaveLength(1);
    expect(statementsOf(plan, aTable({ id: "tdza", upstream }))).toHaveLength(own);
    expect(statementsOf(plan, aTable({ id: "tdza" }), true)).toHaveLength(own);
  });

  it("are asked for one by one, or so many of them evenly with both ends", () => {
    fc.assert(
      fc.property(fc.nat(400), fc.integer({ min: 2, max: 30 }), (length, most) => {
        const all = Array.from({ length }, (_, n) => n);
        const asked = askedOf(all, most);
        expect(asked).toHaveLength(Math.min(length, most));
        expect(new Set(asked).size).toBe(asked.length);
        expect([asked[0], asked.at(-1)]).toEqual([all[0], all.at(-1)]);
      }),
    );
  });
});

describe("the price of a plan", () => {
  it("is two looks, five reads of the ledger, what is looked at before it and its statements, and one more of both after a canary", () => {
    const look = [{ table: "tdza", bytes: 20 * MIB }];
    const ledger = { table: "ops.partition_writes", bytes: 3 * MIB };
    const answers = [10, 10, 15, 5].map((n) => ({ bytes: n * MIB }));
    const tables = [aPriced({ statements: 4, answers })];
    const around = [{ table: "pdc", bytes: 7 * MIB }];
    const one = priced(aPlan(), look, ledger, tables, CAP, 6.25, around);
    expect(one).toMatchObject({
      bytes: 102 * MIB,
      dryRuns: { asked: 4, statements: 4 },
      unpriced: [],
    });
    expect(one.usd).toBeCloseTo((102 * 6.25) / MIB, 6);
    const [cell] = aPlan().cells;
    const plan = aPlan({ canary: cell ? [cell.date] : [] });
    const tried = priced(plan, look, ledger, tables, CAP, 6.25);
    expect(tried.bytes).toBe(118 * MIB);
  });

  it("takes a statement that was not asked for as the dearest of its table's, and says so", () => {
    const answers = [10, 15].map((n) => ({ bytes: n * MIB }));
    const tables = [aPriced({ statements: 5, answers }), aPriced({ table: "pdc" })];
    const estimate = priced(aPlan(), [], NO_LEDGER, tables, CAP, 6.25);
    expect(estimate).toMatchObject({
      bytes: (10 + 4 * 15 + 10) * MIB,
      dryRuns: { asked: 3, statements: 6 },
      unpriced: [],
    });
    expect(renderPlan(aPlan({ estimate }))).toContain(
      "80.0 MiB, 0.000477 USD (by dry run of 3 of its 6 statements; the others counted as the dearest of their table)",
    );
  });

  it("never takes what is unknown for nothing", () => {
    const why = "Access Denied";
    const look = [{ table: "pdc", bytes: null, why }];
    const silent = { bytes: null, why };
    const tables = [
      aPriced({ answers: [silent, silent], statements: 3 }),
      aPriced({ table: "psza", answers: [{ bytes: MIB }, silent], statements: 3 }),
      aPriced({
        ...{ table: "raw", answers: [{ bytes: null, why: "a service fills it" }] },
        billedHere: false,
      }),
    ];
    const ledger = { table: "ops.partition_writes", ...silent };
    const plan = aPlan({ estimate: priced(aPlan(), look, ledger, tables, CAP, 6.25) });
    expect(plan.estimate).toMatchObject({
      bytes: 2 * MIB,
      unpriced: [
        { table: "pdc", why, mostBytes: 2 * CAP },
        { table: "ops.partition_writes", why, mostBytes: 5 * CAP },
        { table: "tdza", why, mostBytes: 3 * CAP },
        { table: "psza", why, mostBytes: CAP },
        { table: "raw", mostBytes: null },
      ],
    });
    expect(renderPlan(plan)).toContain("at most 110.0 GiB more for what is unknown");
    expect(renderPlan(plan)).toContain("unknown: raw: a service fills it");
  });
});
