import { describe, expect, it } from "vitest";
import { verify } from "../../../src/jobs/repair/verify.ts";
import { EVERYTHING } from "../../../src/records/selection.ts";
import { aTable } from "../../support/pipelines/declarations.ts";
import { failing } from "../../support/pipelines/scripted.ts";
import {
  aRequest,
  aSmallPipeline,
  cellsBy,
  DAYS,
  on,
  openSmall,
  repairSmall,
} from "../../support/pipelines/small.ts";
import { stoppedAfter } from "../../support/pipelines/small-runs.ts";
import { ownFolder } from "../../support/warehouses.ts";

const NEVER = { kind: "never" } as const;
const NOW = new Date("2026-03-21T12:00:00Z");
const only = (table: string, ...dates: number[]) => ({
  ...EVERYTHING,
  tables: [table],
  dates: dates.map((one) => ({ first: on(one), last: on(one) })),
});

/** Every sale has a tea and a cup: half of them is half a date. */
const twoItems = () => {
  const pipeline = aSmallPipeline();
  return {
    ...pipeline,
    tables: pipeline.tables.map((table) =>
      table.id === "sales" ? aTable({ ...table, full: { fixed: 2 } }) : table,
    ),
  };
};

describe("a repair is not proven", () => {
  it("where one cell failed, however complete the cell was before: 0 done, 1 failed", async () => {
    await using small = await openSmall();
    await repairSmall(small);
    small.script.before = failing("sales", [on(2)], NEVER);
    const selection = { ...only("sales", 2), force: true };
    const result = await repairSmall(small, { selection });
    expect(result.receipt.counts).toMatchObject({ done: 0, failed: 1 });
    expect(result).toMatchObject({ exitCode: 1, wrote: false, receipt: { proven: false } });
    expect(result.receipt.reasons).toEqual(["Of 1 planned cells: 1 failed."]);
    const { receipt } = await verify(small.context, result.run, ownFolder(), NOW);
    expect(receipt).toMatchObject({ proven: false, reasons: result.receipt.reasons });
  });

  it("where cells were not run, though all of them are complete: an interrupted run ends in 130", async () => {
    await using small = await openSmall();
    await repairSmall(small);
    const claims = small.claims.length;
    const selection = { ...EVERYTHING, dates: [{ first: on(1), last: on(9) }], force: true };
    const result = await stoppedAfter(small, claims + 1, { selection });
    expect(result.receipt.counts).toMatchObject({ done: 4, pending: 23 });
    expect(result).toMatchObject({ interrupted: true, exitCode: 130, receipt: { proven: false } });
    expect(result.receipt.reasons).toEqual(["Of 27 planned cells: 23 not run."]);
  });

  it("where it was interrupted before its first statement, and offers no undo", async () => {
    await using small = await openSmall();
    const result = await repairSmall(small, { signal: AbortSignal.abort() });
    expect(result.receipt.counts).toMatchObject({ done: 0, pending: 30 });
    expect(result).toMatchObject({ interrupted: true, exitCode: 130, wrote: false });
  });

  it("where a cell is computed from an upstream that is only half there, near or far", async () => {
    await using small = await openSmall(twoItems());
    await repairSmall(small);
    await small.real.native(
      `DELETE FROM shop.sales WHERE game_date = DATE '${on(4)}' AND item = 'tea'`,
    );
    // As where services write: nobody knows what the totals were computed from.
    await small.real.native("DELETE FROM ops.partition_writes");
    await small.real.native("DELETE FROM shop.trend WHERE game_date > DATE '2026-03-03'");
    const selection = { ...EVERYTHING, tables: ["trend"] };
    const result = await repairSmall(small, { selection });
    expect(cellsBy(result, "done")).toHaveLength(7);
    expect(result).toMatchObject({ exitCode: 1, wrote: true, receipt: { proven: false } });
    const notes = result.receipt.dates.map(({ date, cells }) => [date, cells[0]?.note]);
    const half = `computed from what is not whole: sales ${on(4)} (thin)`;
    expect(notes.slice(0, 3)).toEqual([4, 5, 6].map((one) => [on(one), half]));
    expect(notes.slice(3).map(([, note]) => note)).toEqual([null, null, null, null]);
    expect(result.receipt.reasons).toEqual([
      `3 cells are computed from data that is not whole, such as trend ${on(4)}, from sales ${on(4)} (thin). Repair that first, then these again with --force.`,
    ]);
  });
});

describe("parked cells alone", () => {
  it("are not proven and end in 0, for the run and for its verification", async () => {
    await using small = await openSmall();
    const due = new Date("2026-04-01T06:00:00Z");
    small.script.before = failing("sales", DAYS, { kind: "park", dueAt: due });
    const result = await repairSmall(small);
    expect(result).toMatchObject({ exitCode: 0, wrote: false, receipt: { proven: false } });
    expect(result.receipt.reasons).toBeUndefined();
  });
});

it("verifying keeps the number of the issue that a run was begun for, and so does its resume", async () => {
  await using small = await openSmall();
  const { run } = await stoppedAfter(small, 1);
  await small.real.native(
    `UPDATE ops.backfill_runs SET summary_json = '{"issue": 17}' WHERE event = 'started'`,
  );
  expect((await verify(small.context, run, ownFolder(), NOW)).receipt.issue).toBe(17);
  const resumed = await repairSmall(small, { ...aRequest(), resume: run });
  expect(resumed.receipt).toMatchObject({ issue: 17, proven: true });
});
