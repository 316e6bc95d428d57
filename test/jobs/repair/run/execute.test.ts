import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Lineage } from "../../../../src/backfill/ledger/lineage.ts";
import { countOutcomes, type Outcomes, outcomeOf } from "../../../../src/backfill/run/outcome.ts";
import { keyOf } from "../../../../src/grid/cascade.ts";
import { execute } from "../../../../src/jobs/repair/run/execute.ts";
import type { TableConfig } from "../../../../src/pipeline/schema.ts";
import type { Plan, PlanCell } from "../../../../src/records/plan.ts";
import { EVERYTHING } from "../../../../src/records/selection.ts";
import { WITHOUT_COSTS } from "../../../../src/warehouse/costless.ts";
import { NO_LIMITS } from "../../../../src/warehouse/losses.ts";
import { AdvisedError } from "../../../../src/warehouse/retry.ts";
import type { OpsRow, WritableWarehouse } from "../../../../src/warehouse/warehouse.ts";
import { cellsOf, graphs, readBy } from "../../../support/pipelines/graphs.ts";

const notAsked = async (): Promise<never> => {
  throw new Error("An execution asks for no more than its bookkeeping.");
};

/** Bookkeeping in memory; the rows are the producer's business. */
function aBook(maxConcurrentWrites: number): WritableWarehouse & { readonly recorded: OpsRow[] } {
  const recorded: OpsRow[] = [];
  return {
    label: "a book",
    abilities: {
      shared: false,
      maxConcurrentQueries: 1,
      maxConcurrentWrites,
      estimates: false,
      maxBytesBilled: null,
      partitionMetadata: false,
    },
    recorded,
    ...WITHOUT_COSTS,
    query: notAsked,
    columnsOf: notAsked,
    describe: notAsked,
    replaceDates: notAsked,
    witness: notAsked,
    restore: notAsked,
    fingerprints: notAsked,
    recordObserved: notAsked,
    forgetKept: notAsked,
    record: async (_, row) => void recorded.push(row),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

type Given = {
  readonly tables: readonly TableConfig[];
  readonly cells: readonly PlanCell[];
  readonly bad: readonly PlanCell[];
  readonly batchSize: number;
  readonly writers: number;
  readonly parks: boolean;
};

const given: fc.Arbitrary<Given> = graphs.chain((tables) =>
  cellsOf(tables).chain((cells) =>
    fc.record({
      tables: fc.constant(tables),
      cells: fc.constant(cells),
      bad: fc.subarray(cells, { maxLength: Math.min(3, cells.length) }),
      batchSize: fc.integer({ min: 1, max: 12 }),
      writers: fc.constantFrom(1, 4),
      parks: fc.constant(false),
    }),
  ),
);

/** Executes the cells with a producer that writes down what it wrote, and fails on claims with a bad cell. */
async function executed({ tables, cells, bad, batchSize, writers, parks }: Given) {
  const written: PlanCell[] = [];
  const early: string[] = [];
  const badKeys = new Set(bad.map(keyOf));
  const outcomes: Outcomes = new Map();
  const book = aBook(writers);
  const advice = parks
    ? { kind: "park" as const, dueAt: new Date("2026-04-01T00:00:00Z") }
    : { kind: "never" as const };
  await execute(
    {
      plan: { cells, batchSize, includeWarmUp: false, selection: EVERYTHING } as unknown as Plan,
      run: "b-test",
      tables,
      warehouse: book,
      lineage: new Lineage([]),
      retry: { retries: 0, minWaitMs: 1, maxWaitMs: 1 },
      guards: { limitsOf: () => NO_LIMITS, isInDoubt: () => false, lookAgain: async () => {} },
      now: () => new Date(),
      signal: new AbortController().signal,
      attemptsBefore: new Map(),
      events: {
        batchStarts: () => undefined,
        unrecorded: () => undefined,
        batchEnds: () => undefined,
      },
      producerOf: (table) => ({
        produce: async ({ dates }) => {
          await Promise.resolve();
          const claim = cells.filter((one) => one.table === table.id && dates.includes(one.date));
          if (claim.some((cell) => badKeys.has(keyOf(cell)))) throw new AdvisedError("bad", advice);
          for (const cell of claim) {
            const missing = readBy(tables, cells, cell).filter((one) => !written.includes(one));
            early.push(...missing.map((one) => `${keyOf(cell)} before ${keyOf(one)}`));
          }
          written.push(...claim);
          return dates.map((date) => ({
            ...{ date, rows: 1, rowsBefore: 0, fingerprint: `f${date}`, fingerprintBefore: "" },
          }));
        },
      }),
    },
    cells,
    outcomes,
  );
  return { written, early, outcomes, book };
}

describe("an execution, whatever the graph, the windows and the batches,", () => {
  it("writes every cell once, and after all that it reads", async () => {
    await fc.assert(
      fc.asyncProperty(given, async (one) => {
        const { written, early, outcomes } = await executed({ ...one, bad: [] });
        expect(early).toEqual([]);
        expect(written.map(keyOf).sort()).toEqual(one.cells.map(keyOf).sort());
        expect(countOutcomes({ cells: [...one.cells] }, outcomes).done).toBe(one.cells.length);
      }),
    );
  });

  it("fails the bad cells, blocks what reads them directly or through others, and does all the rest", async () => {
    await fc.assert(
      fc.asyncProperty(given, async (one) => {
        const { written, early, outcomes, book } = await executed(one);
        expect(early).toEqual([]);
        expect(new Set(written.map(keyOf)).size).toBe(written.length);
        const broken = new Set<string>();
        for (const cell of inOrder(one)) {
          const upstream = readBy(one.tables, one.cells, cell).map(keyOf);
          const blocked = upstream.some((key) => broken.has(key));
          const isBad = one.bad.includes(cell);
          if (blocked || isBad) broken.add(keyOf(cell));
          const status = blocked ? "blocked" : isBad ? "failed" : "done";
          expect([keyOf(cell), outcomeOf(outcomes, cell).status]).toEqual([keyOf(cell), status]);
        }
        const { failed } = countOutcomes({ cells: [...one.cells] }, outcomes);
        expect(book.recorded).toHaveLength(failed);
      }),
    );
  });

  it("leaves nothing between once it is parked: each cell is done or parked", async () => {
    await fc.assert(
      fc.asyncProperty(given, async (one) => {
        const { written, early, outcomes } = await executed({ ...one, writers: 1, parks: true });
        expect(early).toEqual([]);
        const { done, parked, ...others } = countOutcomes({ cells: [...one.cells] }, outcomes);
        expect(others).toEqual({ unneeded: 0, failed: 0, blocked: 0, pending: 0 });
        expect(done + parked).toBe(one.cells.length);
        expect(done).toBe(written.length);
        expect(parked > 0).toBe(one.bad.length > 0);
      }),
    );
  });
});

/** By date, then along the graph: what a cell reads stands before it. */
const inOrder = ({ tables, cells }: Given): PlanCell[] => {
  const order = tables.map(({ id }) => id);
  return [...cells].sort(
    (a, b) => a.date.localeCompare(b.date) || order.indexOf(a.table) - order.indexOf(b.table),
  );
};
