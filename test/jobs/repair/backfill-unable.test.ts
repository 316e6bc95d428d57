import { describe, expect, it } from "vitest";
import { exitCodeOfError, UnreadableError } from "../../../src/errors.ts";
import { backfill } from "../../../src/jobs/repair/backfill.ts";
import { plan } from "../../../src/jobs/repair/run/plan-known.ts";
import { readRuns } from "../../../src/jobs/shared/ledger.ts";
import { EVERYTHING } from "../../../src/records/selection.ts";
import type { Warehouse } from "../../../src/warehouse/warehouse.ts";
import { smallContext } from "../../support/bigquery/small-bigquery.ts";
import { failing } from "../../support/pipelines/scripted.ts";
import {
  aRequest,
  aSmallPipeline,
  DAYS,
  openSmall,
  repairSmall,
  type Small,
} from "../../support/pipelines/small.ts";
import { failingOn } from "../../support/ports.ts";

/** The small pipeline, some of its tables unreadable. */
const unreadable = ({ real }: Small, tables: readonly string[]) =>
  smallContext({
    ...real,
    query: tables.reduce<Warehouse>((warehouse, table) => failingOn(warehouse, table), real).query,
  });

describe("a repair of what cannot be read", () => {
  it.each([
    ["no table can be", ["shop.sales", "shop.totals", "shop.trend"]],
    ["one table cannot be", ["shop.trend"]],
    ["the ledger cannot be", ["ops.partition_writes"]],
    ["the record of runs cannot be", ["ops.backfill_runs"]],
  ])("is no empty plan and no bad input where %s", async (_, tables) => {
    await using small = await openSmall();
    const before = await small.everything();
    const error: unknown = await backfill(unreadable(small, tables), aRequest()).catch(
      (one) => one,
    );
    expect(error).toBeInstanceOf(UnreadableError);
    expect(exitCodeOfError(error)).toBe(3);
    expect(await small.everything()).toEqual(before);
    expect(await readRuns(small.real)).toEqual([]);
  });

  it("goes on where a table that was not asked for cannot be", async () => {
    await using small = await openSmall();
    const context = unreadable(small, ["shop.trend"]);
    const selection = { ...EVERYTHING, tables: ["sales"] };
    const { plan: planned } = await plan(context, { selection, batchSize: 4, canary: 0 });
    expect(planned.cells).toHaveLength(3);
  });
});

describe("a quota that is used up", () => {
  const QUOTA = { kind: "park", dueAt: new Date("2026-04-01T06:00:00Z") } as const;

  it.each([
    ["one table at a time", 1],
    ["all tables at once", 3],
  ])("parks all that has not begun, with %s", async (_, maxConcurrentWrites) => {
    const whole = aSmallPipeline();
    const tables = whole.tables.map((table) => ({ ...table, upstream: [] }));
    await using small = await openSmall({ ...whole, tables });
    small.script.before = (claim) =>
      failing(claim.table.replace("shop.", ""), DAYS, QUOTA, "used up")(claim);
    const { warehouse } = small.context;
    const abilities = { ...warehouse.abilities, maxConcurrentWrites };
    const context = { ...small.context, warehouse: { ...warehouse, abilities } };
    const { receipt, exitCode } = await repairSmall({ context }, { batchSize: 4 });
    expect(small.claims).toHaveLength(maxConcurrentWrites);
    expect(receipt.counts).toMatchObject({ parked: 30, done: 0, failed: 0 });
    expect([receipt.dueAt, exitCode]).toEqual([QUOTA.dueAt.toISOString(), 0]);
  });
});
