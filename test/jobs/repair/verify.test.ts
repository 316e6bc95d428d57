import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ReceiptSchema } from "../../../src/backfill/run/receipt.ts";
import { undo } from "../../../src/jobs/repair/undo.ts";
import { verify } from "../../../src/jobs/repair/verify.ts";
import { failing } from "../../support/pipelines/scripted.ts";
import { aRequest, on, openSmall, repairSmall } from "../../support/pipelines/small.ts";
import { stoppedAfter } from "../../support/pipelines/small-runs.ts";
import { ownFolder } from "../../support/warehouses.ts";

const NOW = new Date("2026-03-21T12:00:00Z");

describe("verifying a run", () => {
  it("writes its receipt anew, from the ledger and a new look alone", async () => {
    await using small = await openSmall();
    const { run, receipt } = await repairSmall(small);
    const out = ownFolder();
    const verified = await verify(small.context, run, out, NOW);
    expect(verified.receipt).toEqual({ ...receipt, verifiedAt: NOW.toISOString() });
    const written = JSON.parse(readFileSync(verified.paths.json, "utf8"));
    expect(ReceiptSchema.parse(written)).toEqual(verified.receipt);
    expect(readFileSync(verified.paths.receipt, "utf8")).toContain(`Receipt of ${run}: proven`);
  });

  it("no longer proves it where rows have gone since", async () => {
    await using small = await openSmall();
    const { run } = await repairSmall(small);
    await small.real.native(`DELETE FROM shop.trend WHERE game_date = DATE '${on(3)}'`);
    const { receipt } = await verify(small.context, run, ownFolder(), NOW);
    expect(receipt).toMatchObject({ proven: false, counts: { done: 30 } });
    const cells = receipt.dates.find(({ date }) => date === on(3))?.cells;
    expect(cells?.at(-1)).toMatchObject({ table: "trend", outcome: "done", after: "missing" });
  });

  it("says of every cell what the run said, whether it wrote it or not", async () => {
    await using small = await openSmall();
    small.script.before = failing("sales", [on(2)], { kind: "never" });
    const failed = await repairSmall(small);
    expect(failed.receipt.counts).toMatchObject({ done: 25, failed: 1, blocked: 4 });
    const again = await verify(small.context, failed.run, ownFolder(), NOW);
    expect(again.receipt).toEqual({ ...failed.receipt, verifiedAt: NOW.toISOString() });

    small.script.before = failing("sales", [on(2)], { kind: "park", dueAt: NOW });
    const parked = await repairSmall(small, { resume: failed.run });
    expect(parked.receipt.counts).toMatchObject({ done: 25, parked: 5 });
    const later = await verify(small.context, failed.run, ownFolder(), NOW);
    expect(later.receipt.counts).toEqual(parked.receipt.counts);
    expect(later.receipt.dueAt).toBe(NOW.toISOString());
  });

  it("says of one that was taken back that it no longer stands, whatever is there now", async () => {
    await using small = await openSmall();
    const { run, receipt } = await repairSmall(small);
    await undo(small.context, run, NOW);
    const out = ownFolder();
    const { receipt: later, paths } = await verify(small.context, run, out, NOW);
    expect(later).toMatchObject({ counts: receipt.counts, proven: false });
    expect(later.undoneAt).toMatch(/^\d{4}-/);
    expect(readFileSync(paths.receipt, "utf8")).toContain(`# Receipt of ${run}: taken back`);
    const again = await repairSmall(small);
    expect(again.receipt).toMatchObject({ proven: true });
    expect(again.receipt.undoneAt).toBeUndefined();
    expect((await verify(small.context, run, out, NOW)).receipt.proven).toBe(false);
  });

  it("knows what was not needed, and what a stopped run left", async () => {
    await using small = await openSmall();
    const stopped = await stoppedAfter(small, 3);
    const { receipt } = await verify(small.context, stopped.run, ownFolder(), NOW);
    expect(receipt.counts).toMatchObject({ done: 12, pending: 18 });
    await repairSmall(small, { resume: stopped.run });
    const dates = [{ first: on(2), last: on(2) }];
    const selection = { ...aRequest().selection, dates, tables: ["sales"], force: true };
    const same = await repairSmall(small, { selection: { ...selection, withDownstream: true } });
    const unneeded = await verify(small.context, same.run, ownFolder(), NOW);
    expect(unneeded.receipt.counts).toMatchObject({ done: 1, unneeded: 4, pending: 0 });
  });

  it("is refused for a run that nobody knows", async () => {
    await using small = await openSmall();
    await expect(verify(small.context, "b-0", ownFolder(), NOW)).rejects.toThrow(/no run "b-0"/);
  });
});
