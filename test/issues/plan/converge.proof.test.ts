import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, type CivilDate } from "../../../src/dates/civil-date.ts";
import { compactDates, parseDateList } from "../../../src/dates/list.ts";
import { type CauseRun, type CauseRuns, daysOf } from "../../../src/issues/cause-runs.ts";
import { readMarker } from "../../../src/issues/marker.ts";
import { cellsOfRun } from "../../../src/issues/plan/validation.ts";
import { readState } from "../../../src/issues/state.ts";
import { syncIssues } from "../../../src/jobs/issues/sync-issues.ts";
import { aLook, aRun, gameDays } from "../../support/github/cause-runs.ts";
import { type MemoryTracker, memoryTracker } from "../../support/github/trackers.ts";
import { day } from "../../support/pipelines/declarations.ts";

/** Pairs of generated grids; OPS_GRIDS=10000 for the long form. */
const GRIDS = Number(process.env["OPS_GRIDS"] ?? 200);
const DAYS = gameDays(12);
const ALL = DAYS.map((_, n) => n);
const TABLES = ["psza", "tdza", "nbac_gamebook"] as const;

/** A date of one subject: well, unread, or broken for one of two causes, urgent or not. */
const CELL = fc.constantFrom("w", "w", "w", "u", "a", "a", "b", "c");
const SUBJECTS = [
  { subject: "precompute", phase: "precompute", tables: ["psza", "tdza"] },
  { subject: "nbac_gamebook", phase: "raw", tables: ["nbac_gamebook"] },
];
const KIND = {
  a: { cause: "phase-failure", priority: "P0", kinds: ["phase-missing"] },
  b: { cause: "source-outage", priority: "P1", kinds: ["table-missing"] },
  c: { cause: "scattered", priority: "P2", kinds: ["thin"] },
} as const;
type Grid = {
  readonly rows: readonly (readonly string[])[];
  readonly from: number;
  readonly to: number;
  /** Dates that the schedule has lost in this look. */
  readonly lost: readonly number[];
};
const GRID: fc.Arbitrary<Grid> = fc.record({
  rows: fc.array(fc.array(CELL, { minLength: 12, maxLength: 12 }), { minLength: 2, maxLength: 2 }),
  // Mostly the whole range, sometimes a narrower one.
  from: fc.constantFrom(0, 0, 0, 3),
  to: fc.constantFrom(11, 11, 11, 8),
  // Mostly the whole schedule, sometimes one without some dates, with the newest only, or with none.
  lost: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.subarray(ALL) },
    { weight: 1, arbitrary: fc.constantFrom(ALL.slice(0, 6), ALL) },
  ),
});

function lookAt({ rows, from, to, lost }: Grid, run: string): CauseRuns {
  const runs: CauseRun[] = [];
  const unread = new Map<string, CivilDate[]>();
  const isGameDay = (n: number): boolean => n >= from && n <= to && !lost.includes(n);
  for (const [at, one] of SUBJECTS.entries()) {
    const row = rows[at] ?? [];
    for (const [key, kind] of Object.entries(KIND)) {
      let dates: CivilDate[] = [];
      for (let n = from; n <= to + 1; n++) {
        const date = DAYS[n];
        // A run goes on over what is no game date.
        if (n <= to && lost.includes(n)) continue;
        if (n <= to && row[n] === key && date !== undefined) dates.push(date);
        else if (dates.length > 0) {
          runs.push(aRun(compactDates(dates), { ...one, ...kind, kinds: [...kind.kinds] }));
          dates = [];
        }
      }
    }
    const blind = DAYS.filter((_, n) => isGameDay(n) && row[n] === "u");
    for (const table of one.tables) unread.set(table, blind);
  }
  const range = { first: DAYS[from] as CivilDate, last: DAYS[to] as CivilDate };
  const days = DAYS.filter((_, n) => isGameDay(n));
  runs.sort((x, y) => x.priority.localeCompare(y.priority));
  return aLook(runs, {
    ...{ run, range, days: compactDates(days) },
    observed: Object.fromEntries(
      TABLES.map((table) => [
        table,
        compactDates(days.filter((date) => !unread.get(table)?.includes(date))),
      ]),
    ),
  });
}

const brokenIn = (file: CauseRuns): ReadonlySet<string> =>
  new Set(
    Object.entries(file.broken).flatMap(([table, list]) =>
      daysOf(list).map((date) => `${table} ${date}`),
    ),
  );
const cellsOf = (body: string): string[] => {
  const target = readMarker(body);
  if (target === null) throw new Error("An issue lost its marker.");
  return target.tables.flatMap((table) => daysOf(target.dates).map((date) => `${table} ${date}`));
};

async function check(grids: readonly Grid[], maxNew: number): Promise<void> {
  const tracker: MemoryTracker = memoryTracker();
  const sync = (file: CauseRuns) =>
    syncIssues(
      { file, known: [], today: day("2026-01-26"), maxNew, proven: null, dryRun: false },
      tracker,
    );
  for (const [at, grid] of grids.entries()) {
    const file = lookAt(grid, `run-${at}`);
    const before = [...tracker.issues];
    const { held } = await sync(file);
    checkStep(before, tracker, file);
    checkOpen(tracker);
    if (maxNew < 100) continue;
    // Repeated, it changes nothing: the second plan is empty.
    const writes = tracker.writes();
    expect((await sync(file)).applied).toEqual([]);
    expect(tracker.writes()).toBe(writes);
    checkCovered(
      tracker,
      file,
      held.some(({ why }) => why !== "unreadable"),
    );
  }
  // Faults stop, everything is read and well: after two looks nothing is open.
  const well: Grid = { rows: [], from: 0, to: 11, lost: [] };
  for (const run of ["well-1", "well-2", "well-3"]) await sync(lookAt(well, run));
  expect(tracker.issues.filter(({ isOpen }) => isOpen)).toEqual([]);
}

/** Nothing is closed that is broken and stands nowhere else, or that was not read; none is changed that was not read. */
function checkStep(before: MemoryTracker["issues"], tracker: MemoryTracker, file: CauseRuns) {
  const broken = brokenIn(file);
  const open = tracker.issues.filter(({ isOpen }) => isOpen);
  const claimed = new Set(open.flatMap(({ body }) => cellsOf(body)));
  for (const old of before) {
    const now = tracker.issues.find(({ number }) => number === old.number);
    expect(now, "an issue was deleted").toBeDefined();
    const { first, last } = file.range;
    const cells = cellsOf(old.body);
    const gameDates = new Set<string>(daysOf(file.days));
    const isRead =
      gameDates.size > 0 &&
      cells.every((cell) => {
        const [table = "", date = ""] = cell.split(" ");
        const isSeen =
          !gameDates.has(date) || daysOf(file.observed[table] ?? "").includes(day(date));
        return date >= first && date <= last && isSeen;
      });
    if (!isRead) expect(now).toEqual(old);
    if (now?.isOpen === false && old.isOpen) {
      expect(isRead, "closed though it was not read").toBe(true);
      const lost = cells.filter((cell) => broken.has(cell) && !claimed.has(cell));
      expect(lost, "closed though it is broken").toEqual([]);
      if (now.closedAs === "completed") {
        expect(cells.filter((cell) => broken.has(cell))).toEqual([]);
        const dates = parseDateList(readMarker(old.body)?.dates ?? "");
        const gone = dates.filter(
          (range) => ![range.first, range.last].some((d) => gameDates.has(d)),
        );
        expect(gone, "closed as completed though the schedule has lost its dates").toEqual([]);
      }
    }
  }
}

/** At most one open issue for a cell of one subject and cause, and one rolling issue. */
function checkOpen({ issues }: MemoryTracker) {
  const seen = new Set<string>();
  for (const { body, isOpen } of issues) {
    if (!isOpen) continue;
    const [target, state] = [readMarker(body), readState(body)];
    const keys = state?.subject === null ? ["rolling"] : daysOf(target?.dates ?? "");
    for (const key of keys) {
      const whole = `${state?.subject} ${target?.cause} ${key}`;
      expect(seen.has(whole), `twice: ${whole}`).toBe(false);
      seen.add(whole);
    }
  }
}

/** Where nothing was held, every cause-run has exactly one open issue, or stands in the rolling issue. */
function checkCovered({ issues }: MemoryTracker, file: CauseRuns, isHeld: boolean) {
  if (isHeld) return;
  for (const run of file.causeRuns) {
    const own = issues.filter(({ body, isOpen }) => {
      const target = readMarker(body);
      const dates = `${run.dates[0]?.date}..${run.dates.at(-1)?.date}`;
      const list = run.dates.length === 1 ? run.dates[0]?.date : dates;
      return (
        isOpen &&
        target?.dates === list &&
        target?.cause === run.cause &&
        readState(body)?.subject === run.subject
      );
    });
    const tracked = issues.some(
      ({ body, isOpen }) =>
        isOpen &&
        readState(body)?.subject === null &&
        cellsOfRun(run).every((cell) => cellsOf(body).includes(cell)),
    );
    expect(own.length, `${run.subject} ${run.cause}`).toBeLessThanOrEqual(1);
    expect(own.length === 1 || (run.priority === "P2" && tracked), run.cause).toBe(true);
  }
}

describe("any grids one after another", () => {
  it(`(${GRIDS} pairs) leave a tracker that settles, has nothing twice, and closes nothing broken or unread`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(GRID, { minLength: 2, maxLength: 2 }), (grids) =>
        check(grids, 100),
      ),
      { numRuns: GRIDS },
    );
  }, 1_200_000);

  it("do so over many looks, also where each run may open one issue only", async () => {
    const many = fc.array(GRID, { minLength: 3, maxLength: 8 });
    await fc.assert(fc.asyncProperty(many, fc.constantFrom(1, 100), check), {
      numRuns: Math.ceil(GRIDS / 10),
    });
  }, 1_200_000);
});

it("the dates of a generated look are what they say", () => {
  expect(daysOf(compactDates(DAYS))).toEqual(DAYS);
  expect(DAYS[11]).toBe(addDays(DAYS[0] as CivilDate, 11));
});
