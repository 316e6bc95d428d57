import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { undo } from "../../../src/jobs/repair/undo.ts";
import { verify } from "../../../src/jobs/repair/verify.ts";
import { openServed, type Served } from "../../support/pipelines/served.ts";
import { aRequest, cellsBy, on, repairSmall } from "../../support/pipelines/small.ts";

const now = () => new Date();
const TABLES = ["shop.sales", "shop.totals", "shop.trend"];
const content = ({ rows }: Served) => Promise.all(TABLES.map(rows));
const days = (first: number, last: number) => ({
  ...aRequest().selection,
  dates: [{ first: on(first), last: on(last) }],
});
const called = ({ service }: Served, from = 0) =>
  service.arrived.slice(from).map(({ date }) => date);

/** The first four days repaired; a later run has complete dates to look at. */
async function begun(served: Served): Promise<string> {
  const { run } = await repairSmall(served, { selection: days(1, 4) });
  return run;
}

describe("a repair by a service that writes into the warehouse", () => {
  it("calls it for each date once, is proven, and can be taken back", async () => {
    await using small = await openServed();
    const empty = await content(small);
    small.does.write = async (date) => {
      await sleep(50);
      return small.fill(date);
    };
    const result = await repairSmall(small, { canary: 3 });
    expect(result).toMatchObject({
      canaryStopped: null,
      exitCode: 0,
      receipt: { proven: true, counts: { done: 30, failed: 0 }, controls: [] },
    });
    expect(called(small).toSorted()).toEqual(Array.from({ length: 10 }, (_, n) => on(n + 1)));
    // The canary's dates come first.
    expect(called(small).slice(0, 3).toSorted()).toEqual([on(1), on(6), on(10)]);
    expect(small.service.most()).toBe(2);
    const { receipt } = await verify(small.context, result.run, aRequest().out, now());
    expect(receipt).toMatchObject({ proven: true, counts: { done: 30 } });
    await undo(small.context, result.run, now());
    expect(await content(small)).toEqual(empty);
  });

  it("fails a date of which it says that it is done and writes nothing, and goes on", async () => {
    await using small = await openServed();
    small.does.write = async (date) => (date === on(4) ? undefined : small.fill(date));
    const result = await repairSmall(small);
    expect(cellsBy(result, "failed")).toEqual([`sales ${on(4)}`]);
    expect(result.receipt.counts).toMatchObject({ done: 25, failed: 1, blocked: 4 });
  });

  it("takes what a failed call had written for its own when it is resumed", async () => {
    await using small = await openServed();
    small.does.write = async (date) => {
      await small.fill(date);
      return date === on(4) ? { status: "failed", error: "out of memory" } : undefined;
    };
    const first = await repairSmall(small);
    expect(cellsBy(first, "failed")).toEqual([`sales ${on(4)}`]);
    small.does.write = small.fill;
    const second = await repairSmall(small, { resume: first.run });
    expect(second.receipt).toMatchObject({ proven: true, counts: { done: 30 } });
  });

  it("takes back what was written for a run that ended before it could say so", async () => {
    await using small = await openServed();
    const empty = await content(small);
    const { warehouse } = small.context;
    const dying: Served["context"] = {
      ...small.context,
      warehouse: {
        ...warehouse,
        // What comes after the write is never done.
        witness: (request, write) =>
          new Promise((_, reject) => {
            const rest = new Promise<void>(() => undefined);
            const dead = warehouse.witness(request, () =>
              write().then(() => {
                reject(new Error("killed"));
                return rest;
              }),
            );
            dead.catch(reject);
          }),
      },
    };
    const { run } = await repairSmall({ context: dying }, { selection: days(1, 2) });
    expect(await small.rows("shop.sales")).toHaveLength(4);
    await undo(small.context, run, now());
    expect(await content(small)).toEqual(empty);
  });
});

describe("a control date, where others use the data,", () => {
  it("is the newest complete one outside the plan, computed again, and put back", async () => {
    await using small = await openServed();
    await begun(small);
    const before = await content(small);
    const result = await repairSmall(small, { selection: days(5, 6) });
    expect(called(small, 4)).toEqual([on(4), on(5), on(6)]);
    expect(result.receipt).toMatchObject({
      proven: true,
      controls: [{ table: "sales", date: on(4), rows: 2, differing: 0, stopped: null }],
    });
    expect(await content(small)).not.toEqual(before);
    await undo(small.context, result.run, now());
    expect(await content(small)).toEqual(before);
    const { grid } = await small.context.assessNow();
    const states = [...grid.columns.values()].flat().map(({ state }) => state);
    expect(states).not.toContain("stale");
  });

  it("stops the run before its first call where the service computes something else", async () => {
    await using small = await openServed();
    await begun(small);
    const before = await content(small);
    small.does.write = (date) => small.fill(date, 10);
    const stopped = await repairSmall(small, { selection: days(5, 6) });
    expect(stopped.canaryStopped).toMatch(
      /service of sales computes something else .* control date 2026-03-04, .* 2 of 2 rows differ \(in amount\)/,
    );
    expect(stopped).toMatchObject({ exitCode: 1, receipt: { counts: { done: 0, pending: 6 } } });
    expect(called(small, 4)).toEqual([on(4)]);
    expect(await content(small)).toEqual(before);
    const { receipt } = await verify(small.context, stopped.run, aRequest().out, now());
    expect(receipt.controls).toEqual(stopped.receipt.controls);

    small.does.write = small.fill;
    const resumed = await repairSmall(small, { resume: stopped.run });
    expect(resumed).toMatchObject({ canaryStopped: null, receipt: { proven: true } });
    expect(called(small, 5)).toEqual([on(4), on(5), on(6)]);
  });

  it("stops the run where it cannot be computed again, and what was written goes back", async () => {
    await using small = await openServed();
    await begun(small);
    const before = await content(small);
    small.does.write = async (date) => {
      await small.fill(date, 3);
      return { status: "failed", error: "out of memory" };
    };
    const { canaryStopped } = await repairSmall(small, { selection: days(5, 6) });
    expect(canaryStopped).toMatch(/could not be computed again: .*out of memory/);
    expect(await content(small)).toEqual(before);
  });

  it("may differ in a declared share of its rows", async () => {
    await using small = await openServed({ controlTolerance: 1 });
    await begun(small);
    small.does.write = (date) => small.fill(date, date === on(4) ? 10 : 1);
    const result = await repairSmall(small, { selection: days(5, 6) });
    expect(result).toMatchObject({ canaryStopped: null, receipt: { proven: true } });
    expect(result.receipt.controls?.[0]).toMatchObject({ differing: 2, stopped: null });
  });

  it("is put back by the resume where the run was cut off in its middle", async () => {
    await using small = await openServed();
    await begun(small);
    const before = await content(small);
    small.does.write = (date) => small.fill(date, 10);
    const cut: Served["context"] = {
      ...small.context,
      warehouse: {
        ...small.context.warehouse,
        restore: () => Promise.reject(new Error("the machine went away")),
      },
    };
    await expect(repairSmall({ context: cut }, { selection: days(5, 6) })).rejects.toThrow(
      "the machine went away",
    );
    expect(await content(small)).not.toEqual(before);
    small.does.write = small.fill;
    const runs = await small.real.query(
      "SELECT run FROM `ops.backfill_runs` ORDER BY recorded_at DESC LIMIT 1",
    );
    const resumed = await repairSmall(small, { resume: String(runs[0]?.["run"]) });
    expect(resumed.receipt).toMatchObject({ proven: true, controls: [{ differing: 0 }] });
    await undo(small.context, resumed.run, now());
    expect(await content(small)).toEqual(before);
  });

  it("is not looked at where nobody else uses the data", async () => {
    await using small = await openServed({ destructive: false });
    await begun(small);
    const { receipt } = await repairSmall(small, { selection: days(5, 6) });
    expect(receipt.controls).toEqual([]);
    expect(called(small, 4).toSorted()).toEqual([on(5), on(6)]);
  });
});
