import { describe, expect, it } from "vitest";
import { addDays, type CivilDate } from "../../../src/dates/civil-date.ts";
import type { ScheduleRow } from "../../../src/grid/calendar/calendar.ts";
import { unknownDays } from "../../../src/grid/calendar/calendar-gaps.ts";
import { aPipeline, day, OPENING } from "../../support/pipelines/declarations.ts";

const pipeline = aPipeline();
const { calendar } = pipeline;
const rowOn = (date: CivilDate, over: Partial<ScheduleRow> = {}): ScheduleRow => ({
  ...{ date, game: `g${date}`, type: "regular_season", status: "final" },
  ...{ homeScore: 110, awayScore: 100, ...over },
});
/** A game on each of these days after opening night, and what is unknown up to `last`. */
function unknownAfter(
  after: readonly number[],
  last: number,
  given = pipeline,
  over: Partial<ScheduleRow> = {},
): string[] {
  const rows = after.map((days) => rowOn(addDays(OPENING, days), over));
  const range = { first: OPENING, last: addDays(OPENING, last) };
  return [...unknownDays(given, rows, range).keys()];
}
const spread = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => addDays(OPENING, from + n));

describe("days without a listed game", () => {
  it("are known up to the declared number in a row, and unknown as a whole beyond it", () => {
    expect(unknownAfter([0, 9], 9)).toEqual([]);
    expect(unknownAfter([0, 10], 10)).toEqual(spread(1, 9));
  });

  it("are counted from opening night, and up to the day that is looked at", () => {
    expect(unknownAfter([8], 8)).toEqual([]);
    expect(unknownAfter([9], 9)).toEqual(spread(0, 8));
    expect(unknownAfter([0], 8)).toEqual([]);
    expect(unknownAfter([0], 9)).toEqual(spread(1, 9));
    expect(unknownAfter([], 20)).toEqual(spread(0, 20));
  });

  it("are unknown only as far as the range reaches, whatever is listed after it", () => {
    expect(unknownAfter([0, 30], 12)).toEqual(spread(1, 12));
    // The gap is not over yet, and has not lasted long enough.
    expect(unknownAfter([0, 30], 7)).toEqual([]);
  });

  it("are none where any game is listed, counted or not", () => {
    expect(unknownAfter([0, 8, 16], 16, pipeline, { type: "all_star" })).toEqual([]);
  });

  it("are none in a declared break, and none between two seasons", () => {
    const [first, last] = [addDays(OPENING, 3), addDays(OPENING, 4)];
    const breaks = [{ first, last, reason: "The league rests." }];
    const resting = aPipeline({ calendar: { ...calendar, breaks } } as never);
    expect(unknownAfter([0, 11], 11, resting)).toEqual([]);
    expect(unknownAfter([0, 12], 12, resting)).toEqual(
      spread(1, 11).filter((date) => date < first || date > last),
    );
    const summer = { first: day("2025-06-20"), last: addDays(OPENING, 1) };
    const rows = [rowOn(day("2025-06-22")), rowOn(OPENING)];
    const older = [...unknownDays(pipeline, rows, summer).keys()];
    expect(older.every((date) => date < day("2025-06-22"))).toBe(true);
  });

  it("say which season they are of, since when and for how long", () => {
    const rows = [rowOn(OPENING), rowOn(addDays(OPENING, 12))];
    const range = { first: OPENING, last: addDays(OPENING, 12) };
    expect(unknownDays(pipeline, rows, range).get(addDays(OPENING, 1))).toBe(
      "schedule lists no game of season 2025-26 from 2025-10-22 to 2025-11-01, 11 days; more than 8 without a game do not happen",
    );
  });
});

describe("the end of a season", () => {
  const closing = (type: string, closes: number) => {
    const last = addDays(OPENING, 4);
    const season = { id: "2025-26", opens: OPENING, closes: addDays(last, closes) };
    const rows = spread(0, 4).map((date) => rowOn(date as CivilDate, { type }));
    const range = { first: OPENING, last: addDays(last, 40) };
    return [...unknownDays(aPipeline({ seasons: [season] }), rows, range).keys()];
  };

  it("is open for three weeks after a playoff game: the finals were short", () => {
    expect(closing("playoffs", 21)).toEqual([]);
    expect(closing("playoffs", 22)).toHaveLength(22);
  });

  it("is no longer than any gap after another game", () => {
    expect(closing("regular_season", 8)).toEqual([]);
    expect(closing("regular_season", 9)).toHaveLength(9);
  });
});
