import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Lineage } from "../../../src/backfill/ledger/lineage.ts";
import { planHash, planRepair, tablesHash } from "../../../src/backfill/plan/plan.ts";
import { type Plan, type PlanCell, PlanSchema } from "../../../src/records/plan.ts";
import { EVERYTHING, type Selection } from "../../../src/records/selection.ts";
import { renderPlan } from "../../../src/render/repair/plan.ts";
import { broken } from "../../support/assessments.ts";
import { day } from "../../support/pipelines/declarations.ts";
import { aPlanCell, cellsOf, graphs } from "../../support/pipelines/graphs.ts";
import { on } from "../../support/pipelines/small.ts";

const planned = (selection: Partial<Selection> = {}, batchSize = 7): Plan =>
  planRepair(broken(), new Lineage([]), {
    selection: { ...EVERYTHING, ...selection },
    batchSize,
    canary: 3,
  });

const aHashed = (cells: readonly PlanCell[]) => ({
  environment: "test",
  tablesHash: "0123456789abcdef",
  includeWarmUp: false,
  cells: [...cells],
});

const someCells = graphs
  .chain(cellsOf)
  .chain((cells) => fc.tuple(fc.constant(cells), fc.nat(cells.length - 1)));

describe("the hash of a plan", () => {
  it("is the same whatever the order of its cells", () => {
    fc.assert(
      fc.property(
        graphs
          .chain(cellsOf)
          .chain((cells) =>
            fc.tuple(
              fc.constant(cells),
              fc.shuffledSubarray(cells, { minLength: cells.length, maxLength: cells.length }),
            ),
          ),
        ([cells, shuffled]) => {
          expect(planHash(aHashed(shuffled))).toBe(planHash(aHashed(cells)));
        },
      ),
    );
  });

  it("is another without any one cell, and with anything else in its evidence", () => {
    const changes: ((cell: PlanCell) => PlanCell)[] = [
      (cell) => ({ ...cell, rows: (cell.rows ?? 0) + 1 }),
      (cell) => ({ ...cell, rows: null }),
      (cell) => ({ ...cell, state: "partial" }),
      (cell) => ({ ...cell, because: "force" }),
      (cell) => ({ ...cell, table: "another" }),
      (cell) => ({ ...cell, date: day("2020-01-01") }),
    ];
    fc.assert(
      fc.property(someCells, fc.constantFrom(...changes), ([cells, at], change) => {
        const hash = planHash(aHashed(cells));
        expect(planHash(aHashed(cells.filter((_, index) => index !== at)))).not.toBe(hash);
        const changed = cells.map((cell, index) => (index === at ? change(cell) : cell));
        expect(planHash(aHashed(changed))).not.toBe(hash);
      }),
    );
  });

  it("is another in another environment, with other declarations, and with the warm-up included", () => {
    const one = aHashed([aPlanCell()]);
    const hashes = [
      one,
      { ...one, environment: "production" },
      { ...one, tablesHash: "fedcba9876543210" },
      { ...one, includeWarmUp: true },
    ].map(planHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("depends on the declarations of its own tables, and of no other", () => {
    const { grid } = broken();
    const cells = [{ table: "tdza" }, { table: "psza" }];
    const changed = (id: string) => ({
      grid: {
        ...grid,
        tables: grid.tables.map((table) =>
          table.id === id ? { ...table, keys: ["other"] } : table,
        ),
      },
    });
    expect(tablesHash(changed("psza"), cells)).not.toBe(tablesHash({ grid }, cells));
    expect(tablesHash(changed("pdc"), cells)).toBe(tablesHash({ grid }, cells));
  });
});

describe("a plan", () => {
  it("holds what is wrong and no complete cell, upstreams first, then by date", () => {
    const { cells, predicted } = planned();
    expect(cells.map(({ table, date }) => `${table} ${date}`)).toEqual([
      "nbac_gamebook 2026-01-11",
      ...["tdza", "psza", "pdc", "pcf", "mlfs"].flatMap((id) =>
        ["2025-10-21", "2025-10-22"].map((date) => `${id} ${date}`),
      ),
    ]);
    expect(predicted).toMatchObject({
      training: "BLOCKED",
      // Predictions of these dates were made from other features.
      trainingAfter: "READY",
      averageAfter: 100,
    });
  });

  it("holds the cells of one plan phase alone where it is asked for", () => {
    expect(planned({ planPhases: [2] }).cells.map(({ table }) => table)).toEqual(["nbac_gamebook"]);
    expect(planned({ planPhases: [1] }).cells).toHaveLength(10);
  });

  it("holds complete cells by force, within what is selected", () => {
    const { cells } = planned({
      force: true,
      tables: ["tdza"],
      dates: [{ first: day("2026-01-10"), last: day("2026-01-10") }],
    });
    expect(cells).toEqual([
      { table: "tdza", date: "2026-01-10", because: "force", state: "complete", rows: 20 },
    ]);
  });

  it("is the same each time, and survives being written and read", () => {
    expect(planned()).toEqual(planned());
    const read = PlanSchema.parse(JSON.parse(JSON.stringify(planned())));
    expect(read).toEqual(planned());
    expect(planHash(read)).toBe(read.hash);
  });

  it("that was saved before plans were priced is still one, with the same hash", () => {
    const file = join(import.meta.dirname, "../saved/plan-before-costs.json");
    const saved = PlanSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    expect(saved.estimate).toMatchObject({ minutes: 0.08, bytes: null, usd: null, unpriced: [] });
    expect(planHash(saved)).toBe(saved.hash);
    expect(renderPlan(saved)).not.toContain("billed:");
  });

  it("takes its minutes from what was measured, else from what is declared", () => {
    expect(planned({ tables: ["tdza"] }).estimate).toMatchObject({
      basis: "declared",
      minutes: 0.02,
    });
    const lineage = new Lineage([
      {
        ...{ run: "b-1", kind: "replace", tableId: "tdza", date: on(1), rows: 30, rowsBefore: 0 },
        ...{ fingerprint: "f", fingerprintBefore: "", upstreamFingerprint: "" },
        ...{ seconds: 90, writtenAt: "2026-01-01T00:00:00.000Z", position: 1 },
      },
    ]);
    const options = { selection: { ...EVERYTHING, tables: ["tdza"] }, batchSize: 1, canary: 0 };
    expect(planRepair(broken(), lineage, options).estimate).toEqual({
      ...{ minutes: 3, basis: "measured", billedMinutesByDate: 4, billedMinutesByBatch: 4 },
      ...{ bytes: null, usd: null, dryRuns: null, unpriced: [] },
    });
  });
});
