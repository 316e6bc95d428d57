import { describe, expect, it } from "vitest";
import { parseDateList } from "../../../src/dates/list.ts";
import { UserError } from "../../../src/errors.ts";
import { type AcceptRequest, accept } from "../../../src/jobs/repair/accept.ts";
import { undo } from "../../../src/jobs/repair/undo.ts";
import { readRuns } from "../../../src/jobs/shared/ledger.ts";
import { openRuns } from "../../../src/jobs/shared/open-runs.ts";
import { openShop } from "../../support/pipelines/services-shop.ts";
import { cellsBy, on, openSmall, repairSmall, type Small } from "../../support/pipelines/small.ts";

const NOW = new Date("2026-03-21T09:00:00Z");
const asked = (over: Partial<AcceptRequest> = {}): AcceptRequest => ({
  ...{ table: "totals", dates: parseDateList(on(4)) },
  ...{ reason: "two sales were booked late", by: "A. Tester" },
  ...over,
});
const kindsIn = async ({ context }: Small) =>
  (await context.assessNow()).findings.map(({ id, dates }) => [id, ...dates]);

/** Everything computed once, then totals of the fourth and fifth changed by hand. */
async function changed(small: Small): Promise<string> {
  const { run } = await repairSmall(small);
  await small.real.native(
    `UPDATE shop.totals SET total = total + 90 WHERE game_date IN (DATE '${on(4)}', DATE '${on(5)}')`,
  );
  return run;
}

describe("accepting what somebody else wrote", () => {
  it("makes it right: no finding of its own is left, and what reads it is stale until it is rebuilt", async () => {
    await using small = await openSmall();
    await changed(small);
    const dates = parseDateList(`${on(4)}..${on(5)}`);
    const accepted = await accept(small.context, asked({ dates }), NOW);
    expect(accepted).toMatchObject({ table: "totals", dates, rows: 2 });
    expect(await kindsIn(small)).toEqual([["stale:trend", on(4), on(5), on(6), on(7)]]);
    const repaired = await repairSmall(small);
    expect(cellsBy(repaired, "done")).toEqual([4, 5, 6, 7].map((n) => `trend ${on(n)}`));
    expect(await kindsIn(small)).toEqual([]);
    expect(await small.rows("shop.trend")).toContain(`{'game_date': ${on(5)}, 'total': 201}`);
  });

  it("records who did it and why, and is no run for anybody who reads runs", async () => {
    await using small = await openSmall();
    const run = await changed(small);
    const accepted = await accept(small.context, asked(), NOW);
    const events = await readRuns(small.real);
    const own = events.find((one) => one.run === accepted.run);
    expect(own).toMatchObject({ event: "accepted", at: NOW.toISOString() });
    expect(JSON.parse(own?.summaryJson ?? "")).toEqual({
      ...{ environment: "test", table: "totals", dates: [on(4)] },
      ...{ reason: "two sales were booked late", by: "A. Tester" },
    });
    expect(await openRuns(small.real, (await small.context.assessNow()).grid)).toEqual([]);
    await expect(undo(small.context, accepted.run, NOW)).rejects.toThrow(
      `There is no run "${accepted.run}" in this warehouse; the last are ${run}.`,
    );
    await expect(undo(small.context, run, NOW)).rejects.toThrow(/somebody wrote later/);
  });

  it.each<[string, Partial<AcceptRequest>, RegExp]>([
    [
      "a table that there is not",
      { table: "total" },
      /no table "total" in test; did you mean totals\? In all there are sales/,
    ],
    [
      "a date without rows",
      { dates: parseDateList("2026-05-01") },
      /2026-05-01: it holds no row\. Nothing was accepted/,
    ],
    [
      "days on which there never was anything",
      { dates: parseDateList("2026-05-01..2026-05-03") },
      /totals holds nothing in 2026-05-01\.\.2026-05-03, and never did/,
    ],
    [
      "a date that holds what we wrote",
      { dates: parseDateList(`${on(3)}..${on(4)}`) },
      /1 of 2 dates of totals cannot be accepted: 2026-03-03: it holds what b-\S+ recorded on/,
    ],
    ["rows that are gone", { table: "sales" }, /its 2 rows are gone: repair it, or waive it/],
  ])("is refused for %s, and nothing changes", async (_, over, message) => {
    await using small = await openSmall();
    await changed(small);
    await small.real.native(`DELETE FROM shop.sales WHERE game_date = DATE '${on(4)}'`);
    const before = await small.everything();
    const refused = accept(small.context, asked(over), NOW);
    await expect(refused).rejects.toBeInstanceOf(UserError);
    await expect(refused).rejects.toThrow(message);
    expect(await small.everything()).toEqual(before);
  });

  it("is refused where no line says what was there, and where services write as they like", async () => {
    await using small = await openSmall();
    await small.real.native(`INSERT INTO shop.totals VALUES (DATE '${on(4)}', 1)`);
    await expect(accept(small.context, asked(), NOW)).rejects.toThrow(
      /2026-03-04: the ledger has no line of it/,
    );
    await using shop = await openShop(10);
    await expect(accept(shop.context, asked(), NOW)).rejects.toThrow(
      /totals is written by the shop in test.* nothing to accept/,
    );
  });
});
