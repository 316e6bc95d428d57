import { describe, expect, it } from "vitest";
import { undo } from "../../../src/jobs/repair/undo.ts";
import { verify } from "../../../src/jobs/repair/verify.ts";
import { EVERYTHING } from "../../../src/records/selection.ts";
import { openServed, type Served } from "../../support/pipelines/served.ts";
import { aRequest, cellsBy, on, repairSmall } from "../../support/pipelines/small.ts";

const now = () => new Date();
const selection = { ...EVERYTHING, dates: [{ first: on(3), last: on(4) }] };
const sold = async ({ rows }: Served) =>
  (await rows("shop.sales")).filter((line) => line.includes(on(4))).length;
const messageOf = ({ receipt }: { receipt: object }) => JSON.stringify(receipt);

describe("what the operators' services do beside answering, in a repair:", () => {
  it("504 while it is writing still: the date has failed, and a resume later takes what was written for its own", async () => {
    await using small = await openServed();
    small.does.write = async (date) => {
      // Its load balancer gives up before it does.
      if (date === on(4)) setTimeout(() => void small.fill(date), 100);
      else await small.fill(date);
      return undefined;
    };
    small.does.status = (date) => (date === on(4) ? 504 : 200);
    const first = await repairSmall(small, { selection });
    expect(cellsBy(first, "failed")).toEqual([`sales ${on(4)}`]);
    expect(messageOf(first)).toMatch(
      /The service's own limit was reached \(504\), and it may be writing still: resume the run later/,
    );
    expect(small.service.arrived).toHaveLength(2);
    await expect.poll(() => sold(small)).toBe(2);

    small.does.write = small.fill;
    small.does.status = undefined;
    const second = await repairSmall(small, { resume: first.run });
    expect(second.receipt).toMatchObject({ proven: true, counts: { failed: 0 } });
    expect(await sold(small)).toBe(2);
    await undo(small.context, first.run, now());
    expect(await sold(small)).toBe(0);
  });

  it("504, and nobody resumes: an undo leaves alone what came later, and says so", async () => {
    await using small = await openServed();
    small.does.write = async (date) => {
      await small.fill(date);
      return undefined;
    };
    small.does.status = (date) => (date === on(4) ? 504 : 200);
    const { run } = await repairSmall(small, { selection });
    // What was there when its answer came is in the ledger.
    await small.real.native(
      `INSERT INTO shop.sales SELECT game_date, 'late', 1, 'later' FROM src.sales WHERE game_date = DATE '${on(4)}' LIMIT 1`,
    );
    await expect(undo(small.context, run, now())).rejects.toThrow(
      /shop\.sales no longer holds what .* wrote on 2026-03-04: somebody wrote later/,
    );
  });

  it("a call by their own schedule during ours that inserts twice: the run is not proven, and says why", async () => {
    await using small = await openServed();
    small.does.write = async (date) => {
      await small.fill(date);
      // Both have deleted before either has inserted.
      if (date === on(4))
        await small.real.native(
          `INSERT INTO shop.sales SELECT game_date, item, amount, 'theirs' FROM src.sales WHERE game_date = DATE '${date}'`,
        );
      return undefined;
    };
    const { receipt, run } = await repairSmall(small, { selection });
    expect(receipt.proven).toBe(false);
    expect(messageOf({ receipt })).toMatch(/over-count/);
    expect(await sold(small)).toBe(4);
    const verified = await verify(small.context, run, aRequest().out, now());
    expect(verified.receipt.proven).toBe(false);
  });

  it("a call by their own schedule that has deleted and not inserted yet: the date has failed, and a resume finds it whole", async () => {
    await using small = await openServed();
    await repairSmall(small, { selection });
    expect(await sold(small)).toBe(2);
    small.does.write = async (date) => {
      if (date !== on(4)) return small.fill(date);
      await small.real.native(`DELETE FROM shop.sales WHERE game_date = DATE '${date}'`);
      return undefined;
    };
    const forced = { ...selection, force: true, tables: ["sales"] };
    const first = await repairSmall(small, { selection: forced });
    expect(cellsBy(first, "failed")).toEqual([`sales ${on(4)}`]);
    expect(messageOf(first)).toMatch(/2026-03-04 shrank from 2 to 0 rows/);
    // Their insert comes.
    await small.fill(on(4));
    small.does.write = small.fill;
    const second = await repairSmall(small, { resume: first.run });
    expect(second.receipt).toMatchObject({ counts: { failed: 0 } });
    expect(await sold(small)).toBe(2);
  });

  it("success without rows, as in a season's first days: the date has failed, and what reads it is blocked", async () => {
    await using small = await openServed();
    small.does.write = async () => undefined;
    const result = await repairSmall(small, { selection });
    expect(cellsBy(result, "failed")).toEqual([`sales ${on(3)}`, `sales ${on(4)}`]);
    expect(messageOf(result)).toMatch(
      /it was answered as done, and there is no row where rows were expected/,
    );
    expect(result.receipt.counts).toMatchObject({ done: 0, blocked: 2 });
  });
});
