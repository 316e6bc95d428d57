import { describe, expect, it } from "vitest";
import { buildCalendar, type ScheduleRow } from "../../../src/grid/calendar/calendar.ts";
import { aPipeline, day } from "../../support/pipelines/declarations.ts";

const RANGE = { first: day("2025-10-21"), last: day("2026-01-31") };
const aRow = (over: Partial<ScheduleRow> = {}): ScheduleRow => ({
  date: day("2026-01-10"),
  game: "g1",
  type: "regular_season",
  status: "final",
  homeScore: 110,
  awayScore: 100,
  ...over,
});
const pipeline = aPipeline();
const calendar = (...rows: ScheduleRow[]) => buildCalendar(pipeline, rows, RANGE);

describe("the calendar", () => {
  it("lists each game date once, in order, with its games and their points", () => {
    const days = calendar(
      aRow({ game: "g3", date: day("2026-01-12") }),
      aRow(),
      aRow({ game: "g2", homeScore: null, awayScore: null }),
    );
    expect(days).toEqual([
      {
        date: "2026-01-10",
        season: "2025-26",
        seasonDay: 81,
        games: [
          { id: "g1", points: 210 },
          { id: "g2", points: null },
        ],
      },
      expect.objectContaining({ date: "2026-01-12" }),
    ]);
  });

  it("counts a game once that the schedule lists twice", () => {
    expect(calendar(aRow(), aRow())[0]?.games).toHaveLength(1);
  });

  it("leaves out types that do not count, statuses that are ignored, and rows without a type", () => {
    expect(
      calendar(aRow({ type: "preseason" }), aRow({ status: "postponed" }), aRow({ type: null })),
    ).toEqual([]);
  });

  it("counts a scheduled game that has no score yet", () => {
    const row = aRow({ status: "scheduled", homeScore: null, awayScore: null });
    expect(calendar(row)[0]?.games).toEqual([{ id: "g1", points: null }]);
  });

  it("leaves out excluded games, and with them a date that has no other", () => {
    const calendarRules = {
      ...pipeline.calendar,
      exclude: [{ game: "g1", reason: "It was not listed." }],
    };
    const excluding = aPipeline({ calendar: calendarRules });
    expect(buildCalendar(excluding, [aRow()], RANGE)).toEqual([]);
    expect(buildCalendar(excluding, [aRow(), aRow({ game: "g2" })], RANGE)[0]?.games).toEqual([
      { id: "g2", points: 210 },
    ]);
  });

  it("keeps to the range, both ends included, and to declared seasons", () => {
    const dates = ["2025-10-20", "2025-10-21", "2026-01-31", "2026-02-01"].map((text, index) =>
      aRow({ date: day(text), game: `g${index}` }),
    );
    expect(calendar(...dates).map(({ date }) => date)).toEqual(["2025-10-21", "2026-01-31"]);
    const wide = { first: day("2025-07-01"), last: day("2025-12-31") };
    expect(buildCalendar(pipeline, [aRow({ date: day("2025-07-10") })], wide)).toEqual([]);
  });
});
