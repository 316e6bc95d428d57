import { expect, it } from "vitest";
import { backfill } from "../../src/jobs/backfill.ts";
import { EVERYTHING } from "../../src/backfill/selection.ts";
import { openSmall } from "../support/small.ts";
import { ownFolder } from "../support/warehouses.ts";
it("runs", async () => {
  await using small = await openSmall();
  const t = performance.now();
  const r = await backfill(small.context, { selection: EVERYTHING, batchSize: 4, canary: 3, replan: false, allowShrink: false, out: ownFolder(), now: () => new Date(), signal: new AbortController().signal, retry: { retries: 1, minWaitMs: 1, maxWaitMs: 2 } });
  console.log(performance.now() - t, JSON.stringify("nothing" in r ? r.nothing : [r.receipt.counts, r.canaryStopped, r.receipt.proven, r.plan.cells.length]));
  console.log(small.claims.map((c) => c.table + c.dates.length).join(" "));
  console.log(await small.rows("shop.trend"));
});
