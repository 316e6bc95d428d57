import { describe, expect, it } from "vitest";
import { backfill } from "../../../src/jobs/repair/backfill.ts";
import { readAttempts } from "../../../src/jobs/shared/ledger.ts";
import { failing } from "../../support/pipelines/scripted.ts";
import {
  aRequest,
  cellsBy,
  DAYS,
  on,
  openSmall,
  repairSmall,
  type Small,
} from "../../support/pipelines/small.ts";

const SECONDS = { kind: "seconds" } as const;
const NEVER = { kind: "never" } as const;
const DUE = new Date("2026-04-01T06:00:00Z");
const PARK = { kind: "park", dueAt: DUE } as const;

const claimsOf = ({ claims }: Small, table: string) =>
  claims.filter((claim) => claim.table === `shop.${table}`).map(({ dates }) => dates.length);

describe("an error that passes within seconds", () => {
  it("is tried again, and leaves no trace in the outcome", async () => {
    await using small = await openSmall();
    let left = 2;
    small.script.before = (claim) => {
      left -= claim.table === "shop.sales" ? 1 : 0;
      return left >= 0 ? failing("sales", DAYS, SECONDS)(claim) : undefined;
    };
    const result = await repairSmall(small, { batchSize: 10 });
    expect(result).toMatchObject({ exitCode: 0, receipt: { proven: true } });
    expect(claimsOf(small, "sales")).toEqual([10, 10, 10]);
    expect(await readAttempts(small.real, result.run)).toEqual([]);
  });

  it("that does not pass is a failure of its dates alone, after all attempts", async () => {
    await using small = await openSmall();
    small.script.before = failing("sales", [on(5)], SECONDS);
    const result = await repairSmall(small);
    expect(cellsBy(result, "failed")).toEqual([`sales ${on(5)}`]);
    // One batch of four, then three attempts at the next, then its dates: three attempts at the bad one.
    expect(claimsOf(small, "sales")).toEqual([4, 4, 4, 4, 1, 1, 1, 1, 1, 1, 2]);
  });
});

describe("an error that trying again does not help", () => {
  it("holds back what reads the date, and nothing else", async () => {
    await using small = await openSmall();
    small.script.before = failing("sales", [on(2)], NEVER);
    const result = await repairSmall(small);
    expect(result.exitCode).toBe(1);
    expect(cellsBy(result, "failed")).toEqual([`sales ${on(2)}`]);
    expect(cellsBy(result, "blocked")).toEqual(
      [`totals ${on(2)}`, ...[on(2), on(3), on(4)].map((date) => `trend ${date}`)].sort(byDate),
    );
    expect(result.receipt.counts).toMatchObject({ done: 25, failed: 1, blocked: 4, pending: 0 });
    expect(result.receipt.dates[1]?.cells[0]?.note).toBe("the source is broken");
  });

  it("is escalated after three attempts of a run, and then no longer tried", async () => {
    await using small = await openSmall();
    small.script.before = failing("sales", [on(2)], NEVER);
    const { run } = await repairSmall(small);
    for (const _ of [2, 3]) await repairSmall(small, { resume: run });
    expect(await readAttempts(small.real, run)).toHaveLength(3);
    const claims = small.claims.length;
    const escalated = await repairSmall(small, { resume: run });
    expect(small.claims.length).toBe(claims);
    expect(escalated.exitCode).toBe(1);
    expect(escalated.receipt.dates[1]?.cells[0]?.note).toMatch(
      /^escalated after 3 failed attempts/,
    );
  });

  it("is, too, a producer that succeeds without a row where rows are expected", async () => {
    await using small = await openSmall();
    await small.real.native(`DELETE FROM src.sales WHERE game_date = DATE '${on(3)}'`);
    const result = await repairSmall(small);
    expect(cellsBy(result, "failed")).toEqual([`sales ${on(3)}`]);
    expect(result.receipt.dates[2]?.cells[0]?.note).toMatch(/succeeded without a row/);
    expect(result.receipt.counts.done).toBe(25);
  });
});

describe("an error that passes at a later instant", () => {
  it("parks its batch and all that come after it, and ends in 0 with the instant", async () => {
    await using small = await openSmall();
    small.script.before = failing("sales", [on(5)], PARK);
    const result = await repairSmall(small);
    expect(result.receipt.counts).toMatchObject({ done: 12, parked: 18, failed: 0, blocked: 0 });
    expect(result).toMatchObject({ exitCode: 0, receipt: { dueAt: DUE.toISOString() } });
    expect(result.receipt.proven).toBe(false);

    small.script.before = undefined;
    const resumed = await repairSmall(small, { resume: result.run });
    expect(resumed.run).toBe(result.run);
    expect(resumed).toMatchObject({ exitCode: 0, receipt: { proven: true, dueAt: null } });
  });

  it("parks the rest of a batch that had been split", async () => {
    await using small = await openSmall();
    const never = failing("sales", [on(1)], NEVER);
    const park = failing("sales", [on(2)], PARK);
    small.script.before = (claim) => never(claim) ?? park(claim);
    const { receipt, exitCode } = await repairSmall(small);
    expect(receipt.counts).toMatchObject({ failed: 1, pending: 0, done: 0 });
    expect(receipt.counts.parked + receipt.counts.blocked).toBe(29);
    expect(exitCode).toBe(1); // for the one that failed
  });

  it("during the canary parks everything: nothing is wrong, and nothing is proven", async () => {
    await using small = await openSmall();
    small.script.before = failing("sales", DAYS, PARK);
    const result = await repairSmall(small, { canary: 3 });
    expect(result).toMatchObject({ exitCode: 0, canaryStopped: null });
    expect(result.receipt.counts).toMatchObject({ parked: 30, pending: 0 });
    expect(small.claims).toHaveLength(1);
  });
});

describe("a canary that does not become what was predicted", () => {
  it("stops the run before the rest, and says what it is instead", async () => {
    await using small = await openSmall();
    small.script.before = failing("totals", [on(1)], NEVER);
    const result = await repairSmall(small, { canary: 3 });
    expect(result.exitCode).toBe(1);
    expect(result.canaryStopped).toMatch(
      `such as totals ${on(1)}: complete was predicted, it is missing`,
    );
    expect(result.receipt.counts.pending).toBeGreaterThan(0);
  });
});

describe("a signal", () => {
  it("during a statement lets it come to its end, counts it as done, and begins nothing new", async () => {
    await using small = await openSmall();
    const stop = new AbortController();
    small.script.before = ({ table }) => {
      if (table === "shop.totals") stop.abort();
      return undefined;
    };
    const result = await repairSmall(small, { signal: stop.signal });
    expect(result).toMatchObject({ interrupted: true, exitCode: 130 });
    expect(result.receipt.counts).toMatchObject({ done: 8, pending: 22, failed: 0 });
    small.script.before = undefined;
    const resumed = await repairSmall(small, { resume: result.run });
    expect(resumed).toMatchObject({ exitCode: 0, receipt: { proven: true } });
    expect(claimsOf(small, "totals")).toEqual([4, 4, 2]);
  });

  it("during a wait for the next attempt leaves the cells pending, not failed", async () => {
    await using small = await openSmall();
    const stop = new AbortController();
    small.script.before = (claim) => {
      setTimeout(() => stop.abort(), 20);
      return failing("sales", DAYS, SECONDS)(claim);
    };
    const retry = { retries: 5, minWaitMs: 60_000, maxWaitMs: 60_000 };
    const result = await repairSmall(small, { signal: stop.signal, retry });
    expect(result.receipt.counts).toMatchObject({ pending: 30, failed: 0 });
    expect(await readAttempts(small.real, result.run)).toEqual([]);
  });
});

const byDate = (a: string, b: string): number =>
  (a.split(" ")[1] ?? "").localeCompare(b.split(" ")[1] ?? "") || a.localeCompare(b);

it("a request without anything to do changes nothing and says so", async () => {
  await using small = await openSmall();
  await repairSmall(small);
  const claims = small.claims.length;
  expect(await backfill(small.context, aRequest())).toMatchObject({ nothing: { cells: [] } });
  expect(small.claims.length).toBe(claims);
});
