import { describe, expect, it } from "vitest";
import { addDays } from "../../../src/dates/civil-date.ts";
import type { Assessment } from "../../../src/findings/assess/assess.ts";
import { judgeGate } from "../../../src/findings/assess/gate.ts";
import { backfill } from "../../../src/jobs/repair/backfill.ts";
import { producerIn } from "../../../src/jobs/repair/run/producer-in.ts";
import { undo } from "../../../src/jobs/repair/undo.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import type { Producer } from "../../../src/producers/port/producer.ts";
import { openShop, type Shop } from "../../support/pipelines/services-shop.ts";
import {
  aRequest,
  aSmallPipeline,
  cellsBy,
  FIRST,
  on,
  openSmall,
  repairSmall,
} from "../../support/pipelines/small.ts";

const MORNINGS = 30;
const kindsIn = ({ findings }: Assessment) => findings.map(({ id }) => id);
const staleIn = ({ findings }: Assessment) => findings.filter(({ kind }) => kind === "stale");

/** Each night the newest three dates are written again; each noon the trend of yesterday is computed. */
async function ordinary(shop: Shop, mornings: number) {
  const seen: string[][] = [];
  for (let n = 1; n <= mornings; n += 1) {
    const today = addDays(FIRST, n);
    const newest = [3, 2, 1].map((back) => addDays(today, -back)).filter((date) => date >= FIRST);
    await shop.night(newest, `${today} 04:00:00`);
    const { context, look } = shop.noon(today);
    await backfill(
      context,
      aRequest({ selection: { ...aRequest().selection, withinGrace: true } }),
    );
    seen.push(kindsIn(await look()));
    await shop.night(newest, `${today} 23:00:00`);
    seen.push(kindsIn(await look()));
  }
  return seen;
}

describe("services that write every night", () => {
  it("make nothing stale in thirty mornings, with a new processed_at each time", async () => {
    await using shop = await openShop(MORNINGS + 5);
    const seen = await ordinary(shop, MORNINGS);
    expect(seen).toHaveLength(2 * MORNINGS);
    expect(new Set(seen.flat())).toEqual(new Set());
    const [lines] = await shop.real.query(
      "SELECT COUNT(*) AS n FROM `ops.partition_writes` WHERE kind = 'seen' AND table_id = 'sales'",
    );
    expect(lines).toEqual({ n: 0 }); // nothing of ours reads it
  });

  it("and correct one row: one finding with all dates that were computed from it, and the gate stops", async () => {
    await using shop = await openShop(MORNINGS);
    await ordinary(shop, 12);
    const corrected = on(5);
    await shop.real.native(
      `UPDATE shop.totals SET total = total + 1 WHERE game_date = DATE '${corrected}'`,
    );
    const { look, context } = shop.noon(addDays(FIRST, 12));
    const assessment = await look();
    expect(assessment.findings).toMatchObject([
      { id: "stale:trend", dates: [on(5), on(6), on(7)] },
    ]);
    expect(assessment.diagnoses).toMatchObject([
      {
        cause: "upstream-changed",
        evidence: [
          "An upstream holds other content now than these 3 dates were computed from.",
          `totals of ${corrected} holds 1 rows as it did then, with other values.`,
        ],
      },
    ]);
    expect(judgeGate(assessment, "unblocked", [])).toMatchObject({ passes: false });
    const repaired = await backfill(context, aRequest());
    if ("nothing" in repaired) throw new Error("There was nothing to repair.");
    expect(cellsBy(repaired, "done")).toEqual([5, 6, 7].map((n) => `trend ${on(n)}`));
    expect(kindsIn(await look())).toEqual([]);
  });

  it("and compute a date again after we changed its upstream: it is stale until then, and no longer", async () => {
    await using shop = await openShop(MORNINGS);
    await ordinary(shop, 8);
    // Ours for once: totals of the fourth, which only a service computes otherwise.
    await shop.real.native(
      `UPDATE shop.sales SET amount = 50 WHERE game_date = DATE '${on(4)}' AND item = 'cup'`,
    );
    const { look } = shop.noon(addDays(FIRST, 8));
    expect(staleIn(await look())).toEqual([]); // nobody knows what totals were computed from
    await shop.real.native(
      `UPDATE shop.totals SET total = total + 45 WHERE game_date = DATE '${on(4)}'`,
    );
    expect(staleIn(await look())).toMatchObject([{ dates: [on(4), on(5), on(6)] }]);
  });
});

const byHand = `UPDATE shop.totals SET total = 99 WHERE game_date = DATE '${on(4)}'`;

describe("a table of ours that somebody else writes", () => {
  it("is found as that alone, and the gate stops", async () => {
    await using small = await openSmall();
    await repairSmall(small);
    await small.real.native(byHand);
    const assessment = await small.context.assessNow();
    expect(assessment.findings).toMatchObject([
      { id: "changed-outside:totals", priority: "P0", dates: [on(4)] },
    ]);
    const [diagnosis] = assessment.diagnoses;
    expect(diagnosis?.cause).toBe("foreign-writer");
    expect(diagnosis?.evidence).toEqual([
      expect.stringMatching(
        new RegExp(`^totals of ${on(4)}: b-\\S+ wrote 1 rows on \\d{4}-\\S+Z; it holds 1 rows now`),
      ),
    ]);
    expect(assessment.training).toBe("UNBLOCKED");
    expect(judgeGate(assessment, "unblocked", [])).toMatchObject({
      passes: false,
      reasons: ["1 needed cell was changed by somebody else: totals 2026-03-04"],
    });
  });

  it("is rebuilt by the next repair, proven, and nothing becomes stale by that", async () => {
    await using small = await openSmall();
    const { run } = await repairSmall(small);
    const before = await small.rows("shop.totals");
    await small.real.native(byHand);
    const repaired = await repairSmall(small);
    expect(repaired.receipt).toMatchObject({
      proven: true,
      training: { before: "UNBLOCKED", predicted: "COMPLETE", after: "COMPLETE" },
    });
    expect(cellsBy(repaired, "done")).toEqual([`totals ${on(4)}`]);
    expect(await small.rows("shop.totals")).toEqual(before);
    await expect(undo(small.context, run, new Date())).rejects.toThrow(/written again later/);
    await undo(small.context, repaired.run, new Date());
    expect(await small.rows("shop.totals")).toContain(`{'game_date': ${on(4)}, 'total': 99}`);
    expect(kindsIn(await small.context.assessNow())).toEqual(["changed-outside:totals"]);
  });

  it("is built on by nothing before: a plan of its readers is blocked, unless it takes it along", async () => {
    await using small = await openSmall();
    await repairSmall(small);
    await small.real.native(byHand);
    const selection = {
      ...aRequest().selection,
      ...{ dates: [{ first: on(4), last: on(5) }], tables: ["trend"], force: true },
    };
    const alone = await backfill(small.context, aRequest({ selection }));
    if (!("nothing" in alone)) throw new Error("It was built on rows of somebody else.");
    expect(alone.nothing.blocked).toMatchObject([
      { date: on(4), by: [`totals ${on(4)} was changed by somebody else`] },
      { date: on(5), by: [`totals ${on(4)} was changed by somebody else`] },
    ]);
    const together = await repairSmall(small, { selection: { ...selection, withUpstream: true } });
    expect(cellsBy(together, "done").sort()).toEqual([
      `totals ${on(4)}`,
      `trend ${on(4)}`,
      `trend ${on(5)}`,
    ]);
    expect(kindsIn(await small.context.assessNow())).toEqual([]);
  });

  it("is asked of its producer by force: what is there must not be taken for done", async () => {
    await using small = await openSmall();
    await repairSmall(small);
    await small.real.native(byHand);
    await small.real.native(`DELETE FROM shop.totals WHERE game_date = DATE '${on(7)}'`);
    const asked: [string, boolean][] = [];
    const totals = small.context.tables.find(({ id }) => id === "totals") as TableConfig;
    const real = producerIn(small.context, totals);
    const watched: Producer = {
      callsAtOnce: 1,
      produce: (request) => {
        asked.push([request.dates.join(), request.force]);
        return real.produce(request);
      },
    };
    const context = { ...small.context, given: new Map([["totals", watched]]) };
    await repairSmall({ context });
    expect(asked).toEqual([
      [on(4), true],
      [on(7), false],
    ]);
  });

  it("names who is missing where its rows were removed, without a second finding", async () => {
    await using small = await openSmall();
    await repairSmall(small);
    await small.real.native(`DELETE FROM shop.totals WHERE game_date = DATE '${on(4)}'`);
    const assessment = await small.context.assessNow();
    expect(kindsIn(assessment)).toEqual(["table-missing:totals"]);
    expect(assessment.diagnoses[0]?.evidence.at(-1)).toMatch(
      new RegExp(`^totals of ${on(4)}: b-\\S+ wrote 1 rows on \\S+; somebody else removed them`),
    );
    const repaired = await repairSmall(small);
    expect(cellsBy(repaired, "done")).toEqual([`totals ${on(4)}`]);
    expect(kindsIn(await small.context.assessNow())).toEqual([]);
  });

  it("does not take back a run over what somebody wrote since", async () => {
    await using small = await openSmall();
    const { run } = await repairSmall(small);
    await small.real.native(byHand);
    const before = await small.everything();
    await expect(undo(small.context, run, new Date())).rejects.toThrow(
      `shop.totals no longer holds what ${run} wrote on ${on(4)}: somebody wrote later.`,
    );
    expect(await small.everything()).toEqual(before);
  });

  it("keeps its ledger as it was where a run only looked around it", async () => {
    await using small = await openSmall();
    await repairSmall(small);
    await small.real.native(byHand);
    const selection = {
      ...aRequest().selection,
      ...{ dates: [{ first: on(4), last: on(4) }], tables: ["sales"], force: true },
    };
    await repairSmall(small, { selection });
    expect(kindsIn(await small.context.assessNow())).toEqual(["changed-outside:totals"]);
  });
});

describe("volatile columns of a table of ours", () => {
  it("do not count, in what we wrote and in what is there", async () => {
    const pipeline = aSmallPipeline();
    const stamped = pipeline.tables.map((table) =>
      table.id === "totals" ? { ...table, volatileColumns: ["total"] } : table,
    );
    await using small = await openSmall({ ...pipeline, tables: stamped });
    await repairSmall(small);
    await small.real.native(byHand);
    expect(kindsIn(await small.context.assessNow())).toEqual([]);
    await small.real.native(`INSERT INTO shop.totals VALUES (DATE '${on(4)}', 1)`);
    expect(kindsIn(await small.context.assessNow())).toContain("changed-outside:totals");
  });
});
