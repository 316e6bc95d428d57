import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { backfill } from "../../../src/jobs/repair/backfill.ts";
import { plan } from "../../../src/jobs/repair/run/plan-known.ts";
import { undo } from "../../../src/jobs/repair/undo.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import {
  aRequest,
  aSmallPipeline,
  on,
  openSmall,
  repairSmall,
  type Small,
} from "../../support/pipelines/small.ts";
import { refused, stoppedAfter, writes } from "../../support/pipelines/small-runs.ts";
import { ownFolder } from "../../support/warehouses.ts";

/** What plan --save writes for everything that is wrong. */
async function savedPlan({ context }: Small, over = {}): Promise<string> {
  const file = join(ownFolder(), "plan.json");
  const made = await plan(context, aRequest(over));
  writeFileSync(file, JSON.stringify(made.plan));
  return file;
}

describe("a saved plan", () => {
  it("runs as it is while nothing has changed", async () => {
    await using small = await openSmall();
    const planFile = await savedPlan(small);
    const result = await repairSmall(small, { planFile });
    expect(result.plan.hash).toBe(JSON.parse(readFileSync(planFile, "utf8")).hash);
    expect(result).toMatchObject({ exitCode: 0, receipt: { proven: true } });
  });

  it("stops where one of its cells has changed, and says which and how; --replan plans again", async () => {
    await using small = await openSmall();
    const planFile = await savedPlan(small);
    await small.real.native(`INSERT INTO shop.sales VALUES (DATE '${on(2)}', 'tea', 1)`);
    await refused(
      small,
      { planFile },
      new RegExp(
        `drifted.*nothing was changed:\n {2}sales ${on(2)} was missing with 0 rows and is complete with 1 rows\n--replan`,
      ),
    );
    const result = await repairSmall(small, { planFile, replan: true });
    expect(result.plan.cells).toHaveLength(29);
    expect(result.receipt.proven).toBe(true);
  });

  it("stops where the declaration of one of its tables has changed", async () => {
    await using small = await openSmall();
    const planFile = await savedPlan(small);
    const pipeline = aSmallPipeline();
    const [sales, ...others] = pipeline.tables as [TableConfig, ...TableConfig[]];
    const changed = { ...sales, keys: ["item", "amount"] };
    await using other = await openSmall({ ...pipeline, tables: [changed, ...others] });
    await refused(other, { planFile }, /the declaration of one of its tables has changed/);
  });

  it("does not take its own progress for drift: the second time it does what is left, the third time nothing", async () => {
    await using small = await openSmall();
    const planFile = await savedPlan(small, { batchSize: 10 });
    const first = await stoppedAfter(small, 1, { planFile });
    expect(first.receipt.counts).toMatchObject({ done: 10, pending: 20 });
    const second = await stoppedAfter(small, 2, { planFile });
    expect(second.run).not.toBe(first.run);
    // What is left is of fewer tables than the plan: no change of any declaration.
    const third = await repairSmall(small, { resume: second.run });
    expect(third).toMatchObject({ exitCode: 0, receipt: { proven: true } });
    expect(writes(small)).toEqual(["shop.sales 10", "shop.totals 10", "shop.trend 10"]);
    expect(await backfill(small.context, aRequest({ planFile }))).toHaveProperty("nothing");
  });

  it("can be run again once its run was taken back", async () => {
    await using small = await openSmall();
    const planFile = await savedPlan(small);
    const { run } = await repairSmall(small, { planFile });
    await undo(small.context, run, new Date());
    const again = await repairSmall(small, { planFile });
    expect(again.receipt).toMatchObject({ proven: true, counts: { done: 30 } });
  });

  it.each([
    ["that is not there", undefined, /cannot be read/],
    ["that is no JSON", "{", /is not JSON/],
    ["of another shape", JSON.stringify({ schemaVersion: 9 }), /schemaVersion.*plan --save/],
  ])("%s is refused", async (_, text, why) => {
    await using small = await openSmall();
    const planFile = join(ownFolder(), "plan.json");
    if (text !== undefined) writeFileSync(planFile, text);
    await refused(small, { planFile }, why);
  });

  it.each([
    [
      "with a cell taken out",
      (made: Made) => ({ ...made, cells: made.cells.slice(1) }),
      /hash no longer fits/,
    ],
    [
      "for another environment",
      (made: Made) => ({ ...made, environment: "other" }),
      /is for other, not for test/,
    ],
    [
      "with a key that no plan has",
      (made: Made) => ({ ...made, more: 1 }),
      /Unrecognized key.*more/,
    ],
  ])("%s is refused", async (_, change, why) => {
    await using small = await openSmall();
    const planFile = await savedPlan(small);
    writeFileSync(planFile, JSON.stringify(change(JSON.parse(readFileSync(planFile, "utf8")))));
    await refused(small, { planFile }, why);
  });
});
type Made = { readonly cells: readonly unknown[] };
