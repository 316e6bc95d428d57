import { describe, expect, it } from "vitest";
import { planOfKnown } from "../../../src/jobs/repair/run/plan-known.ts";
import { EVERYTHING } from "../../../src/records/selection.ts";
import { renderPlan } from "../../../src/render/repair/plan.ts";
import { ENVIRONMENT } from "../../support/pipelines/declarations.ts";
import {
  aRequest,
  aSmallPipeline,
  on,
  openSmall,
  repairSmall,
} from "../../support/pipelines/small.ts";

const OWNER = "the finance team";

/** The small pipeline, one of its tables filled by people whom no command can call. */
function ownedBy(id: string) {
  const whole = aSmallPipeline();
  const producers = { [ENVIRONMENT]: { kind: "service" as const, owner: OWNER, skips: [] } };
  return aSmallPipeline({
    tables: whole.tables.map((table) => (table.id === id ? { ...table, producers } : table)),
  });
}

describe("a table that only its owner can fill", () => {
  it("is handed over by name, and the rest is repaired", async () => {
    await using small = await openSmall(ownedBy("trend"));
    const { receipt, plan } = await repairSmall(small);
    expect(receipt.counts).toMatchObject({ done: 20, failed: 0 });
    expect(plan.refused).toHaveLength(10);
    expect(plan.refused[0]).toEqual({
      ...{ table: "trend", date: on(1), rule: "owner", override: null },
      evidence: `${OWNER} fill it, and no command here can call them; ask them for these dates`,
    });
    expect(await small.rows("shop.trend")).toEqual([]);
    expect(renderPlan(plan)).toContain(
      `  handed over: trend on 10 dates (${on(1)}..${on(10)}): ${OWNER} fill it, and no command here can call them; ask them for these dates`,
    );
  });

  it("blocks what is computed from it, by name", async () => {
    await using small = await openSmall(ownedBy("totals"));
    const { receipt, plan } = await repairSmall(small);
    expect(receipt.counts).toMatchObject({ done: 10, failed: 0 });
    expect(plan.blocked[0]).toMatchObject({ table: "trend", by: [`totals ${on(1)} is missing`] });
    const said = renderPlan(plan);
    expect(said).toContain("  they wait for what is handed over; plan again when it is there");
    expect(said).not.toContain("--with-upstream");
  });

  it("is named in the way out only where the plan hands it over", async () => {
    await using small = await openSmall(ownedBy("totals"));
    const selection = { ...EVERYTHING, tables: ["trend"] };
    const { plan } = await planOfKnown(small.context, { ...aRequest(), selection });
    expect(plan.blocked).toHaveLength(10);
    expect(renderPlan(plan)).toContain("  --with-upstream includes what blocks them");
  });

  it("is left alone by force and by --with-downstream, and alone leaves nothing to run", async () => {
    await using small = await openSmall(ownedBy("trend"));
    await repairSmall(small);
    const dates = [{ first: on(2), last: on(2) }];
    const selection = { ...EVERYTHING, force: true, withDownstream: true, dates };
    const { plan } = await planOfKnown(small.context, { ...aRequest(), selection });
    expect(plan.cells.map(({ table }) => table)).toEqual(["sales", "totals"]);
    const alone = { ...EVERYTHING, tables: ["trend"] };
    const none = await planOfKnown(small.context, { ...aRequest(), selection: alone });
    expect(none.plan.cells).toEqual([]);
    expect(none.plan.refused).toHaveLength(10);
  });
});
