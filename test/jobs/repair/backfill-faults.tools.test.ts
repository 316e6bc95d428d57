import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exitCodeOfError, UserError } from "../../../src/errors.ts";
import { type BackfillResult, backfill } from "../../../src/jobs/repair/backfill.ts";
import type { RepairContext } from "../../../src/jobs/repair/run/context.ts";
import { readRuns } from "../../../src/jobs/shared/ledger.ts";
import { openBigQuery } from "../../../src/warehouse/bigquery/bigquery.ts";
import { adviceOf } from "../../../src/warehouse/retry.ts";
import { type Emulator, startEmulator } from "../../support/bigquery/emulator.ts";
import { type FaultProxy, RECORDED, startFaultProxy } from "../../support/bigquery/fault-proxy.ts";
import {
  everySeed,
  listed,
  PATIENT_MS,
  randomFaults,
  seedsOf,
} from "../../support/bigquery/random-faults.ts";
import { endOf, setUpSmall, smallContext } from "../../support/bigquery/small-bigquery.ts";
import { aRequest } from "../../support/pipelines/small.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];
/** 39 planned without a table that could not be read, and called the rest all there was to repair. */
const SEEDS = seedsOf(0.2, [39]);
/** One request in so many fails, by turns: a backfill sends some 150. */
const EVERY = [20, 50, 100];

describe.skipIf(BINARY === undefined)("a backfill over a line that fails", () => {
  let emulator: Emulator | undefined;
  let proxy: FaultProxy;
  let whole: Awaited<ReturnType<typeof endOf>>;

  beforeAll(async () => {
    proxy = await startFaultProxy("");
    process.env["BIGQUERY_EMULATOR_HOST"] = proxy.url;
  });
  afterAll(async () => {
    delete process.env["BIGQUERY_EMULATOR_HOST"];
    await proxy?.[Symbol.asyncDispose]();
    await emulator?.[Symbol.asyncDispose]();
  });

  /** The emulator gives no memory back, so every sequence has its own. */
  async function renew() {
    proxy.decide = () => null;
    await emulator?.[Symbol.asyncDispose]();
    emulator = await startEmulator(BINARY ?? "");
    proxy.target = emulator.url;
    await setUpSmall(emulator);
  }
  const open = (requestTimeoutMs = PATIENT_MS) =>
    openBigQuery({
      project: "emulated",
      location: "US",
      retry: { retries: 4, minWaitMs: 5, maxWaitMs: 20 },
      requestTimeoutMs,
    });
  const run = async (context: RepairContext, over = {}) =>
    backfill(context, aRequest({ batchSize: 2, ...over }));

  it("writes every cell once where nothing fails", async () => {
    await renew();
    await using warehouse = await open();
    const result = await run(smallContext(warehouse));
    expect(result).toMatchObject({ exitCode: 0, receipt: { counts: { done: 9 } } });
    whole = await endOf(warehouse);
    expect(whole["ledger"]).toHaveLength(9);
    expect(whole).toMatchObject({
      sales: expect.objectContaining({ length: 6 }),
      trend: ["2026-03-01 7", "2026-03-02 14", "2026-03-03 21"],
      "kept sales": ["2026-03-01 cup 1", "2026-03-01 cup 1", "2026-03-01 tea 1"],
      "kept totals": ["2026-03-01 3", "2026-03-01 4"],
    });
  });

  it("parks all that has not begun when a quota is used up, and says which and what to do", async () => {
    await renew();
    await using warehouse = await open();
    const begun: string[] = [];
    let usedUp = false;
    proxy.decide = (method, path) =>
      usedUp && method === "POST" && path.includes("/jobs") ? RECORDED.dailyQuota : null;
    const parked = await run(
      smallContext({
        ...warehouse,
        replaceDates: (request) => {
          begun.push(`${request.table} ${request.dates.length}`);
          usedUp = request.table === "shop.totals";
          return warehouse.replaceDates(request);
        },
        record: (...words) => {
          usedUp = false; // it is the table's quota, not the bookkeeping's
          return warehouse.record(...words);
        },
      }),
    );
    expect(begun).toEqual(["shop.sales 2", "shop.totals 2"]);
    expect(parked).toMatchObject({ exitCode: 0, receipt: { counts: { done: 2, parked: 7 } } });
    const { dates, dueAt } = (parked as BackfillResult).receipt;
    const notes = dates.flatMap(({ cells }) => cells.flatMap(({ note }) => note ?? []));
    const [note] = notes;
    expect(new Set(notes.filter((one) => one.includes("Quota exceeded"))).size).toBe(1);
    expect(note).toContain("Used up: the day's changes of one table. Write in larger batches");
    expect(note).toContain(`Due again at ${dueAt}`);
    proxy.decide = () => null;
    await settle(smallContext(warehouse));
    expect(await endOf(warehouse)).toEqual(whole);
  });

  it(`ends whole, parked or failed in ${SEEDS.length} seeded sequences, and whole for whoever resumes`, {
    timeout: 60_000 + SEEDS.length * 120_000,
  }, async () => {
    const outcomes = await everySeed(SEEDS, async (seed) => {
      await renew();
      await using warehouse = await open(1_000);
      proxy.decide = randomFaults(seed, EVERY[seed % EVERY.length] ?? 50);
      const outcome = await outcomeOf(run(smallContext(warehouse)));
      proxy.decide = () => null;
      // Another process, after the faults.
      await using other = await open();
      await settle(smallContext(other));
      expect(await endOf(other)).toEqual(whole);
      expect(outcome).not.toMatch(/bad input|nothing/);
      return outcome;
    });
    console.log(`${SEEDS.length} backfills over a line that fails: ${listed(outcomes)}`);
  });

  async function settle(context: RepairContext) {
    const [started] = await readRuns(context.warehouse);
    const result = await run(context, started === undefined ? {} : { resume: started.run });
    if ("nothing" in result) return;
    expect(result.receipt.counts).toMatchObject({ failed: 0, parked: 0, blocked: 0, pending: 0 });
  }
});

/** How a backfill ended. Faults of the line are nobody's bad input. */
async function outcomeOf(running: ReturnType<typeof backfill>): Promise<string> {
  try {
    const result = await running;
    if ("nothing" in result) return "nothing was found";
    const { failed, parked, blocked, pending } = result.receipt.counts;
    if (failed + blocked > 0) return "failed";
    if (parked > 0) return "parked";
    return pending > 0 ? "left" : "done";
  } catch (error) {
    if (error instanceof UserError) return `called bad input: ${error.message}`;
    // Exit code 3 for what could not be read, 1 for a record that could not be written.
    return `stopped (${adviceOf(error).kind}, exit ${exitCodeOfError(error)})`;
  }
}
