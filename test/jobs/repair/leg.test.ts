import { describe, expect, it } from "vitest";
import type { LegResult } from "../../../src/backfill/run/leg-result.ts";
import { planLegs, type Repair, RepairSchema } from "../../../src/backfill/run/legs.ts";
import { conclude } from "../../../src/jobs/repair/conclude.ts";
import { runLeg } from "../../../src/jobs/repair/leg.ts";
import { type PrepareRequest, prepare } from "../../../src/jobs/repair/prepare.ts";
import { hold } from "../../../src/jobs/repair/run/lifecycle.ts";
import { readCauseRuns } from "../../../src/jobs/reports/issue-files.ts";
import { readEventsOf } from "../../../src/jobs/shared/ledger.ts";
import { openRuns } from "../../../src/jobs/shared/open-runs.ts";
import { EVERYTHING } from "../../../src/records/selection.ts";
import { receiptComment } from "../../../src/render/issue/repair.ts";
import { renderReceipt } from "../../../src/render/repair/receipt.ts";
import { legFailure, prepareOutputs } from "../../../src/render/repair/workflow.ts";
import { AdvisedError } from "../../../src/warehouse/retry.ts";
import { ENVIRONMENT } from "../../support/pipelines/declarations.ts";
import { failing } from "../../support/pipelines/scripted.ts";
import {
  aSmallPipeline,
  DAYS,
  on,
  openSmall,
  repairSmall,
  type Small,
} from "../../support/pipelines/small.ts";
import { counting } from "../../support/ports.ts";
import { ownFolder } from "../../support/warehouses.ts";

const NEVER = { kind: "never" } as const;
const DUE = new Date("2026-04-01T06:00:00Z");
const NOW = new Date("2026-03-31T12:00:00Z");

const request = (over: Partial<PrepareRequest> = {}): PrepareRequest => ({
  selection: EVERYTHING,
  ...{ batchSize: 4, canary: 0, allowShrink: false, datesPerJob: 2, dailyDates: 100 },
  now: () => NOW,
  ...over,
});

/** As on an engine that several jobs share. */
async function prepared(small: Small, over: Partial<PrepareRequest> = {}): Promise<Repair> {
  const { repair } = await prepare(small.context, request(over));
  if (repair === null) throw new Error("There was nothing to repair.");
  return { ...repair, ...planLegs(repair.plan, small.context, over.datesPerJob ?? 2) };
}

const leg = (small: Small, repair: Repair, part: string, over = {}): Promise<LegResult> =>
  runLeg(small.context, {
    ...{ repair, part, attempt: 1, now: () => NOW, signal: new AbortController().signal },
    ...{ retry: { retries: 1, minWaitMs: 1, maxWaitMs: 1 }, ...over },
  });

async function all(small: Small, repair: Repair, over = {}): Promise<LegResult[]> {
  const results: LegResult[] = [];
  for (const part of ["canary", ...repair.legs.map(({ id }) => id)])
    results.push(await leg(small, repair, part, over));
  return results;
}

/** So many looks, and then the quota refuses them. */
const looksBefore = (small: Small, looks: number, used: Error) => {
  let left = looks;
  return () => (left-- > 0 ? small.context.assessNow() : Promise.reject(used));
};

const end = (small: Small, repair: Repair, results: readonly LegResult[], over = {}) =>
  conclude(small.context, {
    ...{ repair, results, out: ownFolder(), now: () => NOW },
    ...{ toolVersion: "test", hostRun: null, ...over },
  });

/** The same, with the text of every query written down that a job or its looks ask. */
function counted(small: Small) {
  const warehouse = { ...small.context.warehouse, ...counting(small.context.warehouse) };
  const look: Small["context"]["assessNow"] = (part, how = {}) =>
    small.context.assessNow(part, { through: warehouse, ...how });
  return { context: { ...small.context, warehouse, assessNow: look }, asked: warehouse.asked };
}

const statuses = ({ cells }: LegResult) => [...new Set(cells.map(({ status }) => status))];

describe("a repair shared by several jobs", () => {
  it("leaves what one process leaves, and its receipt proves it", async () => {
    await using alone = await openSmall();
    await repairSmall(alone);
    await using small = await openSmall();
    const repair = await prepared(small, { canary: 2 });
    expect(repair.legs.map(({ id }) => id)).toEqual([
      ...["p1-001", "p1-002", "p1-003", "p1-004", "p2-001"],
    ]);
    const { receipt, stopped } = await end(small, repair, await all(small, repair));
    expect(receipt).toMatchObject({ proven: true, counts: { done: 30, pending: 0, failed: 0 } });
    expect(stopped).toBeNull();
    for (const table of ["shop.sales", "shop.totals", "shop.trend"])
      expect(await small.rows(table)).toEqual(await alone.rows(table));
  });

  it("compares sources when it has ended and says when it looked, so that issues are closed on what was seen", async () => {
    const compare = {
      ...{ with: "sales", game: "item", player: "item", name: "item" },
      stats: { amount: 0 },
    };
    const pipeline = aSmallPipeline();
    const tables = pipeline.tables.map((table) =>
      table.id === "sales" ? { ...table, compare } : table,
    );
    await using small = await openSmall({ ...pipeline, tables });
    const repair = await prepared(small);
    const out = ownFolder();
    const hostRun = { id: "run-1", url: "https://github.test/acme/ops/actions/runs/1" };
    await end(small, repair, await all(small, repair), { out, hostRun });
    const { days, observed, lookedAt } = await readCauseRuns({ out, name: ENVIRONMENT });
    expect(lookedAt).toBe(NOW.toISOString());
    expect(observed["sales"]).toBe(days);
  });

  it("writes nothing twice when its jobs run again", async () => {
    await using small = await openSmall();
    const repair = await prepared(small);
    await all(small, repair);
    const [claims, before] = [small.claims.length, await small.everything()];
    const results = await all(small, repair, { attempt: 2 });
    expect(small.claims.length).toBe(claims);
    expect(await small.everything()).toEqual(before);
    expect(results.flatMap(statuses).every((status) => status === "done")).toBe(true);
  });

  it("reads the ledger once a leg, of its dates, and what is recorded of its own run alone", async () => {
    await using small = await openSmall();
    const repair = await prepared(small);
    await leg(small, repair, "canary");
    const [first] = repair.legs;
    const { context, asked } = counted(small);
    await leg({ ...small, context }, repair, first?.id ?? "");
    const ledger = asked.filter((sql) => /fingerprint_before.*partition_writes/s.test(sql));
    expect(ledger).toHaveLength(1);
    expect(ledger[0]).toContain("game_date BETWEEN @first_date AND @last_date");
    const runs = asked.filter((sql) => sql.includes("backfill_runs"));
    expect(runs).toHaveLength(1);
    expect(runs[0]).toContain("WHERE run = @run");
  });

  it("that somebody stops leaves its rest pending, says who, and is gone on with by a person alone", async () => {
    await using small = await openSmall();
    const repair = await prepared(small, { canary: 2 });
    const canary = await leg(small, repair, "canary");
    const before = await small.everything();
    const stop = {
      signal: AbortSignal.abort(),
      stopRequest: () => ({ by: "wendy", at: NOW.toISOString() }),
    };
    const parts = repair.legs.map(({ id }) => id);
    const stopped: LegResult[] = [];
    for (const part of parts) stopped.push(await leg(small, repair, part, stop));
    // A part that had not begun writes nothing.
    expect(await small.everything()).toEqual(before);
    expect(stopped.flatMap(statuses)).toEqual(parts.map(() => "pending"));
    expect(legFailure(stopped[0] as LegResult)).toMatch(/^Stopped by wendy at .* were not begun/);

    const { receipt } = await end(small, repair, [canary, ...stopped]);
    expect(receipt).toMatchObject({ proven: false, stoppedBy: { by: "wendy" } });
    expect(receipt.counts.pending).toBeGreaterThan(0);
    expect(renderReceipt(receipt)).toContain("**Stopped by `wendy` at");
    expect(receiptComment(receipt, null)).toMatch(/Stopped by `wendy`.*`\/retry`/);
    const events = await readEventsOf(small.context.warehouse, repair.run);
    expect(events.map(({ event }) => event)).toEqual(["started", "stopped", "finished"]);
    expect(JSON.parse(events[1]?.summaryJson ?? "")).toEqual({
      by: "wendy",
      at: NOW.toISOString(),
    });
    const { grid } = await small.context.assessNow();
    expect(await openRuns(small.context.warehouse, grid)).toEqual([]);

    const rest = await prepared(small, { resume: repair.run });
    const done = await end(small, rest, await all(small, rest, { attempt: 2 }));
    expect(done.receipt).toMatchObject({ proven: true, counts: { pending: 0, done: 30 } });
    expect(done.receipt).not.toHaveProperty("stoppedBy");
  });

  it("that is held begins for nobody until it is approved, and the approval stands in its record", async () => {
    await using small = await openSmall();
    const { warehouse } = small.context;
    const repair = await prepared(small, { dailyDates: 1, askedBy: ["wendy"] });
    const before = await small.rows("shop.sales");
    await hold(warehouse, repair, NOW.toISOString());
    expect(await small.rows("shop.sales")).toEqual(before);
    const { grid } = await small.context.assessNow();
    expect(await openRuns(warehouse, grid)).toEqual([]);

    const { run, plan } = repair;
    // Whoever goes on with it is held for the same, however many dates a day they may write.
    const again = await prepare(small.context, request({ resume: run, askedBy: ["rita"] }));
    expect(again.approval).toEqual([expect.stringContaining("10 dates are asked for")]);
    const by = (
      login: string,
      over: Partial<PrepareRequest> = {},
      confirmed: string | null = null,
    ) =>
      prepare(
        small.context,
        request({ resume: run, approver: { run, by: login, plan: confirmed }, ...over }),
      );
    await expect(by("wendy")).rejects.toThrow(/somebody else who can write/);
    await expect(by("wendy", { teamOfOne: true })).rejects.toThrow(/by the id of its plan/);
    const other = { approver: { run: "b-other", by: "rita", plan: null } };
    await expect(by("rita", other)).rejects.toThrow(/approves b-other/);

    const alone = await by("wendy", { teamOfOne: true, allowShrink: true }, plan.id);
    expect(alone.approval).toEqual([]);
    // Nobody approved fewer rows.
    expect(alone.repair).toMatchObject({
      allowShrink: false,
      approvedBy: { by: "wendy", self: true },
    });
    const approved = { ...repair, ...alone.repair, ...planLegs(plan, small.context, 2) } as Repair;
    const results = await all(small, approved);
    const { receipt } = await end(small, approved, results);
    expect(receipt).toMatchObject({ proven: true, approvedBy: { by: "wendy", self: true } });
    expect(renderReceipt(receipt)).toContain("Self-approved by `wendy`, a team of one.");
    expect(receiptComment(receipt, null)).toContain("Self-approved by `wendy`");
    const events = await readEventsOf(warehouse, run);
    expect(events.map(({ event }) => event)).toEqual(["started", "held", "approved", "finished"]);
    expect(JSON.parse(events[2]?.summaryJson ?? "")).toMatchObject({ by: "wendy", self: true });
    // Jobs that are run again find the approval.
    expect((await by("wendy")).approval).toEqual([]);
    const strange = prepare(
      small.context,
      request({ resume: run, approver: { run: "b-other", by: "rita", plan: null } }),
    );
    expect((await strange).approval).toEqual([]);
  });

  it("that was approved and then cut off is seen as running from its approval on", async () => {
    await using small = await openSmall();
    const repair = await prepared(small, { dailyDates: 1, askedBy: ["wendy"], canary: 2 });
    await hold(small.context.warehouse, repair, "2026-03-30T00:00:00.000Z");
    const approved = { ...repair, approvedBy: { by: "rita", self: false } };
    await leg(small, approved, "canary");
    const { grid } = await small.context.assessNow();
    expect(await openRuns(small.context.warehouse, grid)).toEqual([
      expect.objectContaining({ run: repair.run, startedAt: NOW.toISOString(), endedAt: null }),
    ]);
  });

  it("ends with one look, for the receipt and for the reports", async () => {
    await using small = await openSmall();
    const repair = await prepared(small);
    const results = await all(small, repair);
    const { context, asked } = counted(small);
    const { receipt, after } = await end({ ...small, context }, repair, results);
    expect(receipt.proven).toBe(true);
    expect(after.assessment.average).toBe(100);
    const looked = asked.filter((sql) => sql.includes("`shop."));
    expect(looked.length).toBeGreaterThan(0);
    expect(looked.length).toBe(new Set(looked).size);
  });

  it("is not begun by a leg", async () => {
    await using small = await openSmall();
    const repair = await prepared(small);
    await expect(leg(small, repair, "p1-001")).rejects.toThrow(/There is no run/);
    expect(small.claims).toHaveLength(0);
  });

  it("finishes the other legs beside a failing one, and repairs only that when it runs again", async () => {
    await using small = await openSmall();
    const repair = await prepared(small);
    small.script.before = failing("sales", [on(3)], NEVER);
    const results = await all(small, repair);
    const failed = results.find(({ part }) => part === "p1-002") as LegResult;
    expect(failed.cells.map(({ status }) => status)).toEqual(["failed", "done"]);
    const features = results.at(-1) as LegResult;
    const blocked = features.cells.filter(({ status }) => status === "blocked");
    expect(blocked.map(({ table, date }) => `${table} ${date}`).sort()).toEqual(
      [`totals ${on(3)}`, ...[on(3), on(4), on(5)].map((date) => `trend ${date}`)].sort(),
    );
    const first = await end(small, repair, results);
    expect(first.receipt.counts).toMatchObject({ done: 25, failed: 1, blocked: 4 });

    small.script.before = undefined;
    const claims = small.claims.length;
    const again = [
      await leg(small, repair, "p1-002", { attempt: 2 }),
      await leg(small, repair, "p2-001", { attempt: 2 }),
    ];
    const second = await end(small, repair, [...results, ...again]);
    expect(small.claims.slice(claims).map(({ table, dates }) => [table, dates])).toEqual([
      ["shop.sales", [on(3)]],
      ["shop.totals", [on(3)]],
      ["shop.trend", [on(3), on(4), on(5)]],
    ]);
    expect(second.receipt).toMatchObject({ proven: true, counts: { done: 30 } });
  });

  it("blocks what reads the dates of a job that never ran", async () => {
    await using small = await openSmall();
    const repair = await prepared(small);
    for (const part of ["canary", "p1-001", "p1-003", "p1-004", "p1-005"])
      await leg(small, repair, part);
    const features = await leg(small, repair, "p2-001");
    const blocked = features.cells.filter(({ status }) => status === "blocked");
    expect(blocked.map(({ date }) => date)).toContain(on(3));
    expect(features.cells.filter(({ status }) => status === "done")).toHaveLength(14);
  });

  it("parks the jobs that have not begun when one is parked, until that is due", async () => {
    await using small = await openSmall();
    const repair = await prepared(small);
    small.script.before = failing("sales", [on(3)], { kind: "park", dueAt: DUE }, "used up");
    const results = await all(small, repair);
    expect(results.map((one) => statuses(one).join())).toEqual([
      ...["", "done", "parked", "parked", "parked", "parked", "parked"],
    ]);
    const { receipt } = await end(small, repair, results);
    expect(receipt.dueAt).toBe(DUE.toISOString());
    expect(receipt.counts).toMatchObject({ done: 2, parked: 28, failed: 0, pending: 0 });

    small.script.before = undefined;
    const early = await all(small, repair, { attempt: 2 });
    expect(early.flatMap(statuses)).toContain("parked");
    const late = { attempt: 3, now: () => new Date(DUE.getTime() + 60_000) };
    const resumed = await end(small, repair, [...results, ...(await all(small, repair, late))]);
    expect(resumed.receipt).toMatchObject({ proven: true, counts: { done: 30, parked: 0 } });
  });

  it("fails no job where the quota that parks refuses its records and looks too", async () => {
    await using small = await openSmall();
    const repair = await prepared(small, { canary: 2 });
    const used = new AdvisedError("Quota exceeded", { kind: "park", dueAt: DUE });
    const said: string[] = [];
    const poor: Small = {
      ...small,
      context: {
        ...small.context,
        progress: (event) => void (event.kind === "line" && said.push(event.message)),
        warehouse: {
          ...small.context.warehouse,
          replaceDates: () => Promise.reject(used),
          record: (table, row) =>
            table === "cell_attempts"
              ? Promise.reject(used)
              : small.context.warehouse.record(table, row),
        },
        assessNow: looksBefore(small, 1, used),
      },
    };
    const canary = await leg(poor, repair, "canary");
    expect(canary.stopped).toBeNull();
    expect(new Set(statuses(canary))).toEqual(new Set(["parked"]));
    expect(said.join()).toMatch(/sales: \d parked dates could not be recorded .*Quota exceeded/);
    const next = await leg(small, repair, repair.legs[0]?.id ?? "");
    expect(next.cells.length).toBeGreaterThan(0);
  });

  it("parks all of it where the canary is parked and no leg followed", async () => {
    await using small = await openSmall();
    const repair = await prepared(small, { canary: 2 });
    small.script.before = failing("sales", DAYS, { kind: "park", dueAt: DUE }, "used up");
    const canary = await leg(small, repair, "canary");
    expect(canary.stopped).toBeNull();
    const { receipt } = await end(small, repair, [canary]);
    expect(receipt.counts).toMatchObject({ parked: 30, pending: 0, failed: 0 });
  });

  it("stops after a canary that is not as predicted", async () => {
    await using small = await openSmall();
    const repair = await prepared(small, { canary: 2 });
    small.script.before = failing("sales", DAYS, NEVER);
    const canary = await leg(small, repair, "canary");
    expect(canary.stopped).toMatch(/canary cells are not as predicted/);
    const { receipt, stopped } = await end(small, repair, [canary]);
    expect(stopped).toBe(canary.stopped);
    expect(receipt.counts.pending).toBeGreaterThan(20);
  });

  it("writes nothing over what somebody else has written since", async () => {
    await using small = await openSmall();
    const repair = await prepared(small);
    await leg(small, repair, "canary");
    await small.real.native(`INSERT INTO shop.sales VALUES (DATE '${on(4)}', 'other', 1)`);
    await leg(small, repair, "p1-001");
    await expect(leg(small, repair, "p1-002")).rejects.toThrow(/drifted/);
    expect(await small.rows("shop.sales")).toHaveLength(5);
  });

  it("refuses a plan of another environment, one that was changed, and one that was taken back", async () => {
    await using small = await openSmall();
    const repair = await prepared(small);
    const other = { ...repair, plan: { ...repair.plan, environment: "elsewhere" } };
    await expect(leg(small, other, "canary")).rejects.toThrow(/is for elsewhere/);
    const changed = { ...repair, plan: { ...repair.plan, cells: repair.plan.cells.slice(1) } };
    await expect(leg(small, changed, "canary")).rejects.toThrow(/its hash no longer fits/);
    expect(small.claims).toHaveLength(0);
  });

  it("does not believe a result that the ledger knows nothing of, nor one of another run", async () => {
    await using small = await openSmall();
    const repair = await prepared(small);
    const canary = await leg(small, repair, "canary");
    const cells = [
      { table: "sales", date: on(1), status: "done", rows: 2, rowsBefore: 0 },
    ] as const;
    const boast: LegResult = { ...canary, part: "p1-001", cells: [...cells] };
    const { receipt } = await end(small, repair, [canary, boast]);
    expect(receipt.counts).toMatchObject({ done: 0, failed: 1, pending: 29 });
    const foreign = { ...canary, run: "b-other" };
    await expect(end(small, repair, [foreign])).rejects.toThrow(/is of b-other/);
  });

  it("asks for an approval by force, by shrinking, and above the dates of a day", async () => {
    await using small = await openSmall();
    const asked = async (over: Partial<PrepareRequest>) =>
      (await prepare(small.context, request(over))).approval;
    expect(await asked({})).toEqual([]);
    expect(await asked({ allowShrink: true })).toEqual([expect.stringMatching(/allow-shrink/)]);
    expect(await asked({ dailyDates: 9 })).toEqual([expect.stringMatching(/10 dates/)]);
    const now = () => new Date();
    await repairSmall(small, { selection: { ...EVERYTHING, tables: ["sales"] }, now });
    expect(await asked({ dailyDates: 19, now })).toEqual([
      expect.stringMatching(/10 were written/),
    ]);
    const forced = { ...EVERYTHING, force: true, dates: [{ first: on(1), last: on(1) }] };
    expect(await asked({ selection: forced })).toEqual([expect.stringMatching(/^force/)]);
  });

  it("holds the workflow's dates a day to what the declaration allows, which only a change of it raises", async () => {
    const pipeline = aSmallPipeline();
    const { [ENVIRONMENT]: own, ...others } = pipeline.environments;
    if (own === undefined) throw new Error(`${ENVIRONMENT} is not declared.`);
    const environments = { ...others, [ENVIRONMENT]: { ...own, dailyDates: 9 } };
    await using small = await openSmall({ ...pipeline, environments });
    const asked = async (dailyDates: number) =>
      (await prepare(small.context, request({ dailyDates }))).approval;
    expect(await asked(10_000)).toEqual([expect.stringMatching(/10 dates .* and 9 a day need no/)]);
    expect(await asked(5)).toEqual([expect.stringMatching(/ and 5 a day need no approval/)]);
  });
});

describe("a plan that is asked for by its id", () => {
  it("is run where it is still the plan", async () => {
    await using small = await openSmall();
    const { plan: shown } = await prepared(small);
    const repair = await prepared(small, { apply: shown.id });
    expect([repair.plan.id, repair.drifted]).toEqual([shown.id, null]);
    await all(small, repair);
    expect(small.claims.length).toBeGreaterThan(0);
  });

  it("is not run where it is another by now: every part refuses, and says which it is", async () => {
    await using small = await openSmall();
    const { plan: shown } = await prepared(small);
    await small.real.native(`INSERT INTO shop.sales VALUES (DATE '${on(4)}', 'other', 1)`);
    const now = await prepare(small.context, request({ apply: shown.id }));
    expect(now.repair?.drifted).toBe(shown.id);
    expect(prepareOutputs(now, "repair.json")).toMatchObject({ drifted: shown.id });
    const repair = await prepared(small, { apply: shown.id });
    expect(repair.plan.id).not.toBe(shown.id);
    for (const part of ["canary", ...repair.legs.map(({ id }) => id)])
      await expect(leg(small, repair, part)).rejects.toThrow(
        `The plan ${shown.id} was asked for, and it is ${repair.plan.id} by now`,
      );
    expect(small.claims).toHaveLength(0);
  });
});

describe("an approval", () => {
  it("holds for the run: whoever goes on with it is not asked again, however many dates were written since", async () => {
    await using small = await openSmall();
    const few = { dailyDates: 9 };
    const repair = await prepared(small, few);
    expect(repair.approval).toEqual([expect.stringMatching(/^10 dates/)]);
    small.script.before = failing("sales", [on(3)], { kind: "park", dueAt: DUE }, "used up");
    await end(small, repair, await all(small, repair));
    small.script.before = undefined;
    const now = () => DUE;
    const open = await openRuns(small.context.warehouse, (await small.context.assessNow()).grid);
    expect(open).toMatchObject([{ run: repair.run, parkedCells: 28, dueAt: DUE.toISOString() }]);
    const resumed = await prepared(small, { ...few, resume: repair.run, now });
    expect(resumed.approval).toEqual([]);
    const { receipt } = await end(small, resumed, await all(small, resumed, { now }));
    expect(receipt).toMatchObject({ proven: true, counts: { done: 30 } });
  });

  it("is asked for by a run that began without one, and then holds as well", async () => {
    await using small = await openSmall();
    const repair = await prepared(small);
    small.script.before = failing("sales", [on(3)], { kind: "park", dueAt: DUE }, "used up");
    await end(small, repair, await all(small, repair));
    const again = { dailyDates: 3, resume: repair.run, now: () => DUE };
    const resumed = await prepared(small, again);
    expect(resumed.approval).toHaveLength(1);
    // Parked once more, and taken up a second time.
    await end(small, resumed, await all(small, resumed, { now: () => DUE }), { now: () => DUE });
    expect((await prepared(small, again)).approval).toEqual([]);
  });
});

describe("a repair that is for an issue", () => {
  it("says so in its receipt, and whoever goes on with it knows too", async () => {
    await using small = await openSmall();
    const repair = await prepared(small, { issue: 17 });
    small.script.before = failing("sales", [on(3)], { kind: "park", dueAt: DUE }, "used up");
    const { receipt } = await end(small, repair, await all(small, repair));
    expect([repair.issue, receipt.issue]).toEqual([17, 17]);

    small.script.before = undefined;
    const resumed = await prepared(small, { resume: repair.run, now: () => DUE });
    expect(resumed.issue).toBe(17);
    const results = await all(small, resumed, { now: () => DUE });
    expect((await end(small, resumed, results)).receipt).toMatchObject({ issue: 17, proven: true });
  });

  it("is none in a repair.json of an earlier version, nor in a receipt of such a run", async () => {
    await using small = await openSmall();
    const { issue, ...earlier } = await prepared(small);
    expect(issue).toBeNull();
    const repair = RepairSchema.parse(JSON.parse(JSON.stringify(earlier)));
    expect(repair.issue).toBeNull();
    const { receipt } = await end(small, repair, await all(small, repair));
    expect("issue" in receipt).toBe(false);
  });
});
