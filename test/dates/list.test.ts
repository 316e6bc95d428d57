import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../../src/dates/civil-date.ts";
import {
  daysOf,
  someRanges as firstOf,
  mergeRanges,
  parseDateList,
  printDateList,
  without,
} from "../../src/dates/list.ts";
import { dateRange, inRange, parseRange, printRange } from "../../src/dates/range.ts";
import { UserError } from "../../src/errors.ts";
import { day } from "../support/pipelines/declarations.ts";

const someDay = fc.integer({ min: 0, max: 4000 }).map((n) => addDays(day("2020-01-01"), n));
const someRange = fc
  .tuple(someDay, fc.integer({ min: 0, max: 40 }))
  .map(([first, length]) => dateRange(first, addDays(first, length)));
const someRanges = fc.array(someRange, { minLength: 1, maxLength: 12 });

describe("a range of dates", () => {
  it("includes both ends", () => {
    const range = parseRange("2024-10-22..2024-11-04");
    expect(inRange(day("2024-10-22"), range)).toBe(true);
    expect(inRange(day("2024-11-04"), range)).toBe(true);
    expect(inRange(day("2024-11-05"), range)).toBe(false);
  });

  it("may be one date, and is then printed as one", () => {
    expect(printRange(parseRange("2024-10-22"))).toBe("2024-10-22");
    expect(printRange(parseRange("2024-10-22..2024-10-22"))).toBe("2024-10-22");
  });

  it("is refused when reversed, with the order that was probably meant", () => {
    expect(() => parseRange("2024-11-04..2024-10-22")).toThrow(
      new UserError(
        "The range 2024-11-04..2024-10-22 is reversed: it ends before it starts. Did you mean 2024-10-22..2024-11-04?",
      ),
    );
  });

  it.each([
    "2024-10-22..2024-10-23..2024-10-24",
    "2024-10-22..",
    "..2024-10-22",
    "2024-10-22-2024-10-23",
  ])("is refused where it is none: %s", (text) => {
    expect(() => parseRange(text)).toThrow(UserError);
  });
});

describe("a list of dates", () => {
  it("is sorted, and ranges that touch or overlap become one", () => {
    const list = parseDateList("2025-10-21, 2024-10-25..2024-11-04,2024-10-22..2024-10-24");
    expect(printDateList(list)).toBe("2024-10-22..2024-11-04,2025-10-21");
  });

  it("keeps the longer end of ranges that lie in each other", () => {
    expect(printDateList(parseDateList("2024-10-22..2024-11-04,2024-10-23"))).toBe(
      "2024-10-22..2024-11-04",
    );
  });

  it.each(["", "2024-10-22,", ",", "2024-10-22,,2024-10-24"])(
    "refuses an empty entry: %j",
    (text) => {
      expect(() => parseDateList(text)).toThrow(/has an empty entry; write dates and ranges/);
    },
  );

  it("prints and parses back to itself", () => {
    fc.assert(
      fc.property(someRanges, (ranges) => {
        const list = mergeRanges(ranges);
        expect(parseDateList(printDateList(list))).toEqual(list);
      }),
    );
  });

  it("holds each day of what was written once, in order, whatever the order of the entries", () => {
    fc.assert(
      fc.property(someRanges, (ranges) => {
        const days = daysOf(parseDateList(ranges.map(printRange).join(",")));
        const wanted = new Set(ranges.flatMap((range) => daysOf([range])));
        expect(days).toEqual([...wanted].sort());
      }),
    );
  });
});

describe("the first few ranges", () => {
  const list = parseDateList("2026-01-05,2026-01-10,2026-01-15..2026-01-17,2026-01-20,2026-01-25");

  it("say how many dates the others have, and not how many ranges they are", () => {
    expect(firstOf(list, 2)).toBe("2026-01-05, 2026-01-10, and 5 more dates");
    expect(firstOf(list, 4)).toBe(
      "2026-01-05, 2026-01-10, 2026-01-15..2026-01-17, 2026-01-20, and 1 more date",
    );
    expect(firstOf(list, 5)).toBe(printDateList(list).replaceAll(",", ", "));
    expect(firstOf([], 5)).toBe("");
  });

  it("count only the days that are dates", () => {
    const runs = list.map((range) => ({ ...range, dates: [range.first, range.last] }));
    expect(firstOf(runs, 4, ({ dates }) => dates.length)).toMatch(/, and 2 more dates$/);
  });
});

it("a list without another has the days that the other lacks", () => {
  fc.assert(
    fc.property(someRanges, someRanges, (some, others) => {
      const [list, less] = [mergeRanges(some), mergeRanges(others)];
      const gone = new Set(daysOf(less));
      expect(daysOf(without(list, less))).toEqual(daysOf(list).filter((one) => !gone.has(one)));
    }),
  );
});
