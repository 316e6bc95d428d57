import { describe, expect, it } from "vitest";
import type { Assessment } from "../../../src/findings/assess/assess.ts";
import {
  aRequest,
  cellsBy,
  on,
  openSmall,
  repairSmall,
  type Small,
} from "../../support/pipelines/small.ts";

const force = (table: string, day: number) => ({
  ...aRequest().selection,
  dates: [{ first: on(day), last: on(day) }],
  tables: [table],
  force: true,
});

const staleIn = ({ grid }: Assessment): string[] =>
  [...grid.columns].flatMap(([table, column]) =>
    column.filter(({ state }) => state === "stale").map(({ date }) => `${table} ${date}`),
  );

/** Everything repaired once. */
async function complete(): Promise<Small> {
  const small = await openSmall();
  await repairSmall(small);
  return small;
}
const sellMore = ({ real }: Small, day: number) =>
  real.native(`UPDATE src.sales SET amount = amount + 1 WHERE game_date = DATE '${on(day)}'`);

describe("a date that is filled again", () => {
  it("with other content makes stale what was computed from it, in the very next validation", async () => {
    await using small = await complete();
    await sellMore(small, 4);
    await repairSmall(small, { selection: force("sales", 4) });
    const assessment = await small.context.assessNow();
    expect(staleIn(assessment)).toEqual([`totals ${on(4)}`]);
    expect(assessment.training).toBe("UNBLOCKED");
    expect(assessment.findings).toMatchObject([{ kind: "stale", dates: [on(4)] }]);
  });

  it("with the same content makes nothing stale", async () => {
    await using small = await complete();
    await repairSmall(small, { selection: force("sales", 4) });
    expect(staleIn(await small.context.assessNow())).toEqual([]);
  });

  it("with other content makes stale what looks back at it, too", async () => {
    await using small = await complete();
    await sellMore(small, 4);
    await repairSmall(small, { selection: force("sales", 4) });
    await repairSmall(small, { selection: force("totals", 4) });
    expect(staleIn(await small.context.assessNow())).toEqual(
      [4, 5, 6].map((n) => `trend ${on(n)}`),
    );
  });
});

describe("what is stale", () => {
  it("is repaired as any gap is, and one repair makes the next cells stale until all are done", async () => {
    await using small = await complete();
    await sellMore(small, 4);
    await repairSmall(small, { selection: force("sales", 4) });
    const totals = await repairSmall(small);
    expect(cellsBy(totals, "done")).toEqual([`totals ${on(4)}`]);
    const trend = await repairSmall(small);
    expect(cellsBy(trend, "done")).toEqual([4, 5, 6].map((n) => `trend ${on(n)}`));
    expect(staleIn(await small.context.assessNow())).toEqual([]);
    expect(await small.rows("shop.trend")).toContain(`{'game_date': ${on(6)}, 'total': 23}`);
  });

  it("is never left behind where what is downstream comes along", async () => {
    await using small = await complete();
    await sellMore(small, 4);
    const selection = { ...force("sales", 4), withDownstream: true };
    const { receipt } = await repairSmall(small, { selection });
    expect(receipt).toMatchObject({ proven: true, counts: { done: 5, unneeded: 0 } });
    expect(staleIn(await small.context.assessNow())).toEqual([]);
  });

  it("is not rebuilt where its upstream kept its content", async () => {
    await using small = await complete();
    const from = small.claims.length;
    const selection = { ...force("sales", 4), withDownstream: true };
    const { receipt, exitCode } = await repairSmall(small, { selection });
    expect(receipt).toMatchObject({ proven: true, counts: { done: 1, unneeded: 4 } });
    expect(small.claims.length - from).toBe(1);
    expect(exitCode).toBe(0);
  });
});
