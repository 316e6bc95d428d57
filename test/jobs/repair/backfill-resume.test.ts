import { describe, expect, it } from "vitest";
import { backfill } from "../../../src/jobs/repair/backfill.ts";
import { undo } from "../../../src/jobs/repair/undo.ts";
import { aRequest, on, openSmall, repairSmall } from "../../support/pipelines/small.ts";
import { refused, stoppedAfter, writes } from "../../support/pipelines/small-runs.ts";

describe("a run that is resumed", () => {
  it("goes on although its own writes have made cells stale that it was to rebuild", async () => {
    await using small = await openSmall();
    await repairSmall(small);
    await small.real.native("UPDATE src.sales SET amount = amount + 1");
    const dates = [{ first: on(2), last: on(2) }];
    const selection = {
      ...aRequest().selection,
      dates,
      tables: ["sales"],
      force: true,
      withDownstream: true,
    };
    const from = small.claims.length;
    const { run, receipt } = await stoppedAfter(small, from + 2, { selection });
    expect(receipt.counts).toMatchObject({ done: 2, pending: 3 }); // trend of three days, stale now
    const resumed = await repairSmall(small, { resume: run });
    expect(resumed.receipt).toMatchObject({ proven: true, counts: { done: 5 } });
    expect(writes(small, from)).toEqual(["shop.sales 1", "shop.totals 1", "shop.trend 3"]);
  });

  it("is refused where somebody else has changed what it has not done yet", async () => {
    await using small = await openSmall();
    const { run } = await stoppedAfter(small, 3);
    await small.real.native(`INSERT INTO shop.sales VALUES (DATE '${on(9)}', 'tea', 1)`);
    await refused(
      small,
      { resume: run },
      new RegExp(`sales ${on(9)} was missing.*\n.*instead of resuming`),
    );
  });

  it("has nothing left to do once it is finished, whatever of it was not needed", async () => {
    await using small = await openSmall();
    await repairSmall(small);
    const selection = {
      ...aRequest().selection,
      dates: [{ first: on(2), last: on(2) }],
      force: true,
      tables: ["sales"],
      withDownstream: true,
    };
    const same = await repairSmall(small, { selection });
    expect(same.receipt.counts).toMatchObject({ done: 1, unneeded: 4 });
    const [claims, before] = [small.claims.length, await small.everything()];
    expect(await backfill(small.context, aRequest({ resume: same.run }))).toHaveProperty("nothing");
    expect(small.claims.length).toBe(claims);
    expect(await small.everything()).toEqual(before);
  });

  it("is refused once it was taken back", async () => {
    await using small = await openSmall();
    const { run } = await stoppedAfter(small, 3);
    await undo(small.context, run, new Date());
    await refused(small, { resume: run }, /was taken back; plan a new backfill/);
  });

  it("is refused where nobody knows it", async () => {
    await using small = await openSmall();
    await refused(small, { resume: "b-0" }, /There is no run "b-0"/);
  });
});
