import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dateRange } from "../../../src/dates/range.ts";
import { priceReads, type ReadPrice } from "../../../src/jobs/observe/price.ts";
import { backfill } from "../../../src/jobs/repair/backfill.ts";
import type { RepairContext } from "../../../src/jobs/repair/run/context.ts";
import { verify } from "../../../src/jobs/repair/verify.ts";
import { ENVIRONMENT } from "../../support/pipelines/declarations.ts";
import {
  AS_OF,
  aRequest,
  DAYS,
  on,
  openSmall,
  repairSmall,
  type Small,
} from "../../support/pipelines/small.ts";
import { stoppedAfter } from "../../support/pipelines/small-runs.ts";

const MIB = 1024 ** 2;

/** The small pipeline on the embedded engine, opened as one that bills 1 MiB a query and 50 MiB a replacement. */
function billing(small: Small, budgetUsd: number | null = null): Small {
  let [queries, bytesBilled] = [0, 0];
  const bill = (bytes: number) => {
    queries += 1;
    bytesBilled += bytes;
  };
  const { warehouse: free, pipeline } = small.context;
  const warehouse: RepairContext["warehouse"] = {
    ...free,
    abilities: { ...free.abilities, estimates: true, maxBytesBilled: 10_240 * MIB },
    estimate: async () => ({ bytes: MIB, bytesBilled: MIB }),
    estimateFingerprints: async () => ({ bytes: MIB, bytesBilled: MIB }),
    estimateReplace: async () => ({ bytes: 50 * MIB, bytesBilled: 50 * MIB }),
    usage: () => ({ queries, bytesProcessed: bytesBilled, bytesBilled, unknown: 0 }),
    query: async (sql, params) => {
      bill(MIB);
      return free.query(sql, params);
    },
    fingerprints: async (request) => {
      bill(MIB);
      return free.fingerprints(request);
    },
    replaceDates: async (request) => {
      bill(50 * MIB);
      return free.replaceDates(request);
    },
  };
  const pricing = { usdPerTiB: 6.25, budgetUsd };
  const range = dateRange(on(1), on(DAYS.length));
  const input = {
    pipeline,
    environment: ENVIRONMENT,
    range,
    asOf: AS_OF,
    policy: "annotate",
  } as const;
  const price = (): Promise<ReadPrice | null> =>
    priceReads(input, warehouse, pricing, () => undefined);
  return { ...small, context: { ...small.context, warehouse, pricing, price } };
}

/**
 * Three tables in batches of four dates, ten dates: three statements a table, two looks of two questions at three tables,
 * their content at each look, the ledger, and once more the content before the first statement.
 */
const STATEMENTS = 9;
const ESTIMATED = (STATEMENTS * 50 + 2 * 3 * 3 + 5 + 3) * MIB;

describe("what a repair has cost", () => {
  it("is in its receipt and in the history, and stays there when it is verified", async () => {
    await using small = await openSmall();
    const out = aRequest().out;
    const { run, receipt, paths, plan } = await repairSmall(billing(small), { out });
    expect(plan.estimate).toMatchObject({ bytes: ESTIMATED, unpriced: [] });
    expect(receipt.cost?.estimated?.bytes).toBe(ESTIMATED);
    expect(receipt.cost?.billed.bytes).toBeGreaterThanOrEqual(STATEMENTS * 50 * MIB);
    expect(readFileSync(paths.receipt, "utf8")).toMatch(
      /Billed: 4\d\d\.\d MiB, .*; estimated: 476\.0 MiB/,
    );
    const [, row = ""] = readFileSync(join(out, ENVIRONMENT, "history/costs.csv"), "utf8").split(
      "\n",
    );
    expect(row.split(",").slice(1, 5)).toEqual([run, "backfill", ENVIRONMENT, String(ESTIMATED)]);
    // From the ledger alone: on an engine as it is, which bills nothing.
    const verified = await verify(small.context, run, out, new Date());
    expect(verified.receipt.cost).toEqual(receipt.cost);
  });

  it("is the sum of its parts where it was resumed", async () => {
    await using small = await openSmall();
    const first = await stoppedAfter(billing(small), 3);
    const second = await repairSmall(billing(small), { resume: first.run });
    const [before, all] = [first.receipt.cost, second.receipt.cost];
    expect(before?.billed.bytes).toBeGreaterThanOrEqual(3 * 50 * MIB);
    expect(all?.queries).toBeGreaterThan(before?.queries ?? 0);
    // Neither part wrote what the other did.
    expect(all?.billed.bytes).toBeGreaterThanOrEqual(STATEMENTS * 50 * MIB);
    expect(all?.billed.bytes).toBeLessThan((STATEMENTS + 1) * 50 * MIB);
  });

  it("is kept within the budget by what is left, when a run is resumed", async () => {
    await using small = await openSmall();
    const usd = (bytes: number) => (bytes / 1024 ** 4) * 6.25;
    const { run } = await stoppedAfter(billing(small), 3);
    const claims = small.claims.length;
    const resume = (budgetUsd: number) =>
      backfill(billing(small, budgetUsd).context, aRequest({ resume: run }));
    await expect(resume(usd(100 * MIB))).rejects.toThrow(/may bill .* It was not begun/);
    expect(small.claims).toHaveLength(claims);
    expect(await resume(usd(ESTIMATED - 100 * MIB))).toMatchObject({ receipt: { proven: true } });
  });

  it("is nothing where nothing is billed", async () => {
    await using small = await openSmall();
    expect((await repairSmall(small)).receipt.cost).toBeUndefined();
  });
});
