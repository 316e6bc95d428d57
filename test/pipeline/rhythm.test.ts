import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, type CivilDate } from "../../src/dates/civil-date.ts";
import { parsePipeline } from "../../src/pipeline/parse/parse.ts";
import { arrivalOf, cadenceWords, isOnCadence } from "../../src/pipeline/rhythm.ts";
import { type Cadence, WEEKDAYS } from "../../src/pipeline/schema/rhythm.ts";
import { altered, type Declaration } from "../support/pipeline.ts";
import { aTable, day } from "../support/pipelines/declarations.ts";

const FIRST = day("2024-01-01"); // a Monday, in a leap year
const date = fc.nat(1500).map((days) => addDays(FIRST, days));
const weekday = (one: CivilDate) => new Date(`${one}T00:00:00Z`).getUTCDay();
const datesOf = (cadence: Cadence, days: number, from = FIRST) =>
  Array.from({ length: days }, (_, n) => addDays(from, n)).filter((one) =>
    isOnCadence(cadence, one),
  );

describe("a cadence", () => {
  it("is every date where none is declared, or daily", () => {
    fc.assert(
      fc.property(date, (one) => {
        expect([isOnCadence(undefined, one), isOnCadence("daily", one)]).toEqual([true, true]);
      }),
    );
  });

  it("of weekdays leaves out Saturday and Sunday alone", () => {
    fc.assert(
      fc.property(date, (one) => {
        expect(isOnCadence("weekdays", one)).toBe(weekday(one) !== 0 && weekday(one) !== 6);
      }),
    );
  });

  it("of one weekday has each seventh day, and the seven weekdays share the week out", () => {
    fc.assert(
      fc.property(date, fc.constantFrom(...WEEKDAYS), (one, name) => {
        const own = datesOf({ weekly: name }, 28, one);
        expect(own).toHaveLength(4);
        expect(own.map(weekday)).toEqual(own.map(() => (WEEKDAYS.indexOf(name) + 1) % 7));
        const names = WEEKDAYS.filter((weekly) => isOnCadence({ weekly }, one));
        expect(names).toHaveLength(1);
      }),
    );
  });

  it("of a day of the month has one date a month, the last day where the month is shorter", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 }), (monthly) => {
        const own = datesOf({ monthly }, 366);
        expect(own.map((one) => one.slice(0, 7))).toEqual(
          Array.from({ length: 12 }, (_, n) => `2024-${String(n + 1).padStart(2, "0")}`),
        );
        for (const one of own) {
          const isLast = addDays(one, 1).slice(8) === "01";
          expect(Number(one.slice(8)) === monthly || (isLast && monthly > 28)).toBe(true);
        }
      }),
    );
    expect(datesOf({ monthly: 31 }, 91)).toEqual(["2024-01-31", "2024-02-29", "2024-03-31"]);
  });

  it("of listed dates has these and no others", () => {
    fc.assert(
      fc.property(fc.uniqueArray(date, { minLength: 1, maxLength: 20 }), date, (dates, one) => {
        expect(isOnCadence(dates, one)).toBe(dates.includes(one));
      }),
    );
  });

  it("is said in words", () => {
    const all: Cadence[] = ["daily", "weekdays", { weekly: "sunday" }, { monthly: 1 }];
    expect([...all, { monthly: 31 }, [FIRST]].map((one) => cadenceWords(one as Cadence))).toEqual([
      ...["every date", "Monday to Friday", "weekly, on Sunday", "monthly, on day 1"],
      ...["monthly, on day 31 or the last day of a shorter month", "1 listed dates"],
    ]);
  });
});

describe("an arrival", () => {
  const arrival = (by: Parameters<typeof arrivalOf>[0]["arrives_by"], on: string) =>
    arrivalOf(aTable(by === undefined ? {} : { arrives_by: by }), day(on), "America/New_York");

  it("is a local time of the next day, in summer and in winter", () => {
    expect(arrival("09:30", "2026-01-10")).toEqual(new Date("2026-01-11T14:30:00Z"));
    expect(arrival("09:30", "2026-07-10")).toEqual(new Date("2026-07-11T13:30:00Z"));
  });

  it("is an hour later where the clock skips it, and the first where it comes twice", () => {
    expect(arrival("02:30", "2026-03-07")).toEqual(new Date("2026-03-08T07:30:00Z"));
    expect(arrival("01:30", "2026-10-31")).toEqual(new Date("2026-11-01T05:30:00Z"));
  });

  it("is so many hours after the date ends", () => {
    expect(arrival({ hours: 6 }, "2026-01-10")).toEqual(new Date("2026-01-11T11:00:00Z"));
    expect(arrival({ hours: 0.5 }, "2026-01-10")).toEqual(new Date("2026-01-11T05:30:00Z"));
  });

  it("is none where the table does not say", () => {
    expect(arrival(undefined, "2026-01-10")).toBeNull();
  });
});

describe("the declaration", () => {
  const declared = (change: (table: Declaration, all: Declaration) => void) => () =>
    parsePipeline(
      altered((all) => {
        change(
          all["tables"].find(({ id }: Declaration) => id === "pdc"),
          all,
        );
      }),
      "p.yaml",
    );

  it.each<[string, unknown]>([
    ["a word", "weekdays"],
    ["a weekday", { weekly: "sunday" }],
    ["a day of the month", { monthly: 31 }],
    ["dates", ["2025-10-26", "2025-11-02"]],
  ])("takes a cadence of %s", (_, cadence) => {
    const pipeline = declared((table) => (table["cadence"] = cadence))();
    expect(pipeline.tables.find(({ id }) => id === "pdc")?.cadence).toEqual(cadence);
  });

  it.each<[string, unknown, RegExp]>([
    ["another word", "hourly", /tables\[\d+\]\.cadence/],
    ["no weekday", { weekly: "sun" }, /cadence\.weekly/],
    ["no day of a month", { monthly: 0 }, /cadence\.monthly/],
    ["both", { weekly: "sunday", monthly: 1 }, /cadence/],
    ["no date", [], /cadence/],
    ["a day that does not exist", ["2026-02-30"], /cadence/],
    [
      "a date outside the seasons",
      ["2025-08-01"],
      /cadence\[0\]: 2025-08-01 lies in no declared season/,
    ],
    ["a date twice", ["2025-10-26", "2025-10-26"], /cadence\[1\]: 2025-10-26 is listed twice/],
  ])("refuses a cadence with %s", (_, cadence, message) => {
    expect(declared((table) => (table["cadence"] = cadence))).toThrow(message);
  });

  it.each<[string, unknown, RegExp]>([
    ["no time of day", "9:30", /must be a time of day in quotes, such as "09:30"/],
    ["a time that does not exist", "24:00", /must be a time of day/],
    ["hours that are none", { hours: 0 }, /arrives_by\.hours/],
    [
      "hours beyond the grace",
      { hours: 48 },
      /arrives_by: comes 48 hours after the date ends, and the grace ends after 48/,
    ],
  ])("refuses an arrival with %s", (_, by, message) => {
    expect(declared((table) => (table["arrives_by"] = by))).toThrow(message);
  });

  it("refuses a time of day beyond a short grace", () => {
    const short = declared((table, all) => {
      all["graceHours"] = 6;
      table["arrives_by"] = "09:30";
    });
    expect(short).toThrow("comes 9.5 hours after the date ends, and the grace ends after 6");
  });

  it("refuses empty dates where games are counted, and both of the schedule", () => {
    const of = (id: string, key: string, value: unknown) =>
      declared((_, all) => {
        const table = all["tables"].find((one: Declaration) => one["id"] === id);
        table[key] = value;
      });
    expect(of("pdc", "empty", "allowed")).not.toThrow();
    expect(of("pdc", "empty", "sometimes")).toThrow(/tables\[\d+\]\.empty/);
    expect(of("nbac_gamebook", "empty", "allowed")).toThrow(
      /empty: a table that is counted by games has rows on every date with games/,
    );
    expect(of("nbac_schedule", "cadence", "daily")).toThrow(/cadence: the schedule says which/);
    expect(of("nbac_schedule", "empty", "allowed")).toThrow(/empty: a date is in the calendar/);
  });

  it("refuses a column that is dropped and used", () => {
    const dropped = (name: string) => declared((table) => (table["droppedColumns"] = [name]));
    expect(dropped("old_one")).not.toThrow();
    expect(dropped("Player_Id")).toThrow(
      /droppedColumns\[0\]: "Player_Id" is also declared as one of its keys/,
    );
  });
});
