import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../../src/dates/civil-date.ts";
import { runsOf } from "../../src/findings/runs.ts";
import type { GameDay } from "../../src/grid/calendar/calendar.ts";
import { aDay, daysFrom } from "../support/grids.ts";
import { day } from "../support/pipelines/declarations.ts";

/** A calendar of two seasons with gaps, and some of its dates. */
const calendar: fc.Arbitrary<readonly GameDay[]> = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 }), fc.nat(30))
  .map(([steps, ends]) => {
    let date = day("2024-10-22");
    return steps.map((step, index) => {
      date = addDays(date, step);
      return aDay({ date, season: index < ends ? "one" : "two" });
    });
  });
const calendarAndSome = calendar.chain((days) =>
  fc.tuple(fc.constant(days), fc.subarray(days.map(({ date }) => date))),
);

describe("runs of game dates", () => {
  it("join dates that follow each other in the calendar, days off between them or not", () => {
    const days = daysFrom(["2026-01-01", "2026-01-05", "2026-01-06", "2026-01-09"]);
    const dates = [day("2026-01-01"), day("2026-01-05"), day("2026-01-09")];
    expect(runsOf(dates, days)).toEqual([
      { first: "2026-01-01", last: "2026-01-05", dates: ["2026-01-01", "2026-01-05"] },
      { first: "2026-01-09", last: "2026-01-09", dates: ["2026-01-09"] },
    ]);
  });

  it("end with a season", () => {
    const days = [
      aDay({ date: day("2025-06-22"), season: "2024-25" }),
      aDay({ date: day("2025-10-21"), season: "2025-26" }),
    ];
    expect(
      runsOf(
        days.map(({ date }) => date),
        days,
      ),
    ).toHaveLength(2);
  });

  it("are none for no dates", () => {
    expect(runsOf([], daysFrom(["2026-01-01"]))).toEqual([]);
  });

  it("partition the dates: each is in exactly one run, in order", () => {
    fc.assert(
      fc.property(calendarAndSome, ([days, some]) => {
        expect(runsOf(some, days).flatMap(({ dates }) => dates)).toEqual(some);
      }),
    );
  });

  it("are whole and apart: no other game date lies in one, and one lies between two of a season", () => {
    fc.assert(
      fc.property(calendarAndSome, ([days, some]) => {
        const runs = runsOf(some, days);
        const dayAt = (date: string) => days.findIndex((one) => one.date === date);
        for (const [index, { first, last, dates }] of runs.entries()) {
          const inside = days.slice(dayAt(first), dayAt(last) + 1);
          expect(inside.map(({ date }) => date)).toEqual(dates);
          expect(new Set(inside.map(({ season }) => season)).size).toBe(1);
          const next = runs[index + 1];
          if (next !== undefined && days[dayAt(next.first)]?.season === inside[0]?.season)
            expect(dayAt(next.first)).toBeGreaterThan(dayAt(last) + 1);
        }
      }),
    );
  });
});
