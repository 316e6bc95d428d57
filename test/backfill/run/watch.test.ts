import { describe, expect, it } from "vitest";
import {
  DispatchSchema,
  type OpenRun,
  type WatchInput,
  watch,
} from "../../../src/backfill/run/watch.ts";
import type { CivilDate } from "../../../src/dates/civil-date.ts";
import type { Plan } from "../../../src/records/plan.ts";
import { aPlanCell } from "../../support/pipelines/graphs.ts";
import { on } from "../../support/pipelines/small.ts";

const NOW = new Date("2026-03-20T12:00:00Z");

const planOf = (...cells: readonly (readonly [string, CivilDate])[]): Plan =>
  ({ cells: cells.map(([table, date]) => aPlanCell({ table, date })) }) as unknown as Plan;

const anInput = (over: Partial<WatchInput> = {}): WatchInput => ({
  environment: "production",
  now: NOW,
  openRuns: [],
  plan: planOf(["sales", on(1)], ["totals", on(1)], ["sales", on(2)]),
  failedAttempts: new Map(),
  auto: true,
  dailyDates: 10,
  writtenToday: new Set(),
  ...over,
});

const aRun = (over: Partial<OpenRun> = {}): OpenRun => ({
  run: "b-20260320T000000Z-aaaaaa",
  environment: "production",
  startedAt: "2026-03-20T10:00:00Z",
  endedAt: "2026-03-20T10:30:00Z",
  parkedCells: 4,
  dueAt: "2026-03-20T11:00:00Z",
  ...over,
});

describe("a look at what is to be started", () => {
  it("starts what is past its grace, by dates and tables", () => {
    expect(watch(anInput()).dispatches).toEqual([
      {
        ...{ environment: "production", plan: "all" },
        ...{ dates: `${on(1)},${on(2)}`, tables: "sales,totals" },
      },
    ]);
  });

  it("only says so where repairs are a person's to start", () => {
    const { dispatches, notes } = watch(anInput({ auto: false }));
    expect(dispatches).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/3 cells past their grace could be repaired/)]);
  });

  it("resumes a parked run that is due, whoever starts the others, and nothing beside it", () => {
    for (const auto of [true, false]) {
      const { dispatches } = watch(anInput({ auto, openRuns: [aRun()] }));
      expect(dispatches).toEqual([{ environment: "production", resume: aRun().run }]);
    }
  });

  it("waits for one that is not due, and starts nothing that would meet the same quota", () => {
    const waiting = aRun({ dueAt: "2026-03-20T13:00:00Z" });
    const { dispatches, notes } = watch(anInput({ openRuns: [waiting] }));
    expect(dispatches).toEqual([]);
    expect(notes.join()).toMatch(/parked until 2026-03-20T13:00:00Z/);
  });

  it("starts nothing beside a run that is under way", () => {
    const running = aRun({ endedAt: null, parkedCells: 0, dueAt: null });
    expect(watch(anInput({ openRuns: [running] })).dispatches).toEqual([]);
  });

  it("goes on with one that was cut off, where repairs start by themselves", () => {
    const cut = aRun({
      ...{ endedAt: null, parkedCells: 0, dueAt: null },
      startedAt: "2026-03-20T01:00:00Z",
    });
    expect(watch(anInput({ openRuns: [cut] })).dispatches).toEqual([
      { environment: "production", resume: cut.run },
    ]);
    const told = watch(anInput({ openRuns: [cut], auto: false }));
    expect(told.dispatches).toEqual([]);
    expect(told.notes.join()).toMatch(/was cut off/);
  });

  it("leaves another environment's runs alone", () => {
    const other = aRun({ environment: "staging" });
    expect(watch(anInput({ openRuns: [other] })).dispatches).toHaveLength(1);
    expect(watch(anInput({ openRuns: [other] })).dispatches[0]?.resume).toBeUndefined();
  });

  it.each([
    [3, 2],
    [1, 1],
    [0, 0],
  ])("keeps to a budget of %i dates a day", (dailyDates, expected) => {
    const { dispatches, notes } = watch(anInput({ dailyDates }));
    const dates = dispatches[0]?.dates?.split(",") ?? [];
    expect(dates.filter((date) => date !== "")).toHaveLength(expected);
    if (expected < 2) expect(notes.join()).toMatch(/of today's/);
  });

  it("counts what was written today", () => {
    const writtenToday = new Set([on(7), on(8)]);
    const { dispatches } = watch(anInput({ dailyDates: 3, writtenToday }));
    expect(dispatches[0]?.dates).toBe(on(1));
  });

  it("leaves to a person what failed three times", () => {
    const failedAttempts = new Map([[`sales ${on(1)}`, 3]]);
    const { dispatches, notes } = watch(anInput({ failedAttempts }));
    expect(dispatches[0]).toMatchObject({ dates: on(2), tables: "sales" });
    expect(notes.join()).toMatch(/failed 3 times: it waits for a person/);
  });

  it("starts nothing where nothing is to be repaired", () => {
    expect(watch(anInput({ plan: planOf() }))).toEqual({ dispatches: [], notes: [] });
  });

  it("says only what the start takes", () => {
    for (const dispatch of watch(anInput({ openRuns: [aRun()] })).dispatches)
      expect(DispatchSchema.parse(dispatch)).toEqual(dispatch);
    expect(DispatchSchema.safeParse({ environment: "a; rm" }).success).toBe(false);
    expect(DispatchSchema.safeParse({ environment: "a", dates: "$(id)" }).success).toBe(false);
  });
});
