import { describe, expect, it } from "vitest";
import { endOfDay, isWithinGrace, lastEndedDay, parseInstant } from "../../src/dates/instant.ts";
import { UserError } from "../../src/errors.ts";
import { day } from "../support/pipelines/declarations.ts";

const NEW_YORK = "America/New_York";

describe("an instant", () => {
  it("is read with its zone", () => {
    expect(parseInstant("2026-01-26T12:00:00Z").toISOString()).toBe("2026-01-26T12:00:00.000Z");
    expect(parseInstant("2026-01-26T07:00-05:00").toISOString()).toBe("2026-01-26T12:00:00.000Z");
  });

  it.each(["2026-01-26T12:00:00", "2026-01-26", "now", "2026-02-30T12:00:00Z", ""])(
    "is refused where it is not one: %j",
    (text) => {
      expect(() => parseInstant(text)).toThrow(UserError);
      expect(() => parseInstant(text)).toThrow(
        `"${text}" is not an instant; write it with its zone, for example 2026-01-26T12:00:00Z.`,
      );
    },
  );
});

describe("the end of a day in New York", () => {
  it.each([
    ["in winter", "2026-01-25", "2026-01-26T05:00:00.000Z"],
    ["in summer", "2025-06-22", "2025-06-23T04:00:00.000Z"],
    ["on the day of 25 hours", "2025-11-02", "2025-11-03T05:00:00.000Z"],
    ["on the day before it", "2025-11-01", "2025-11-02T04:00:00.000Z"],
    ["on the day of 23 hours", "2026-03-08", "2026-03-09T04:00:00.000Z"],
    ["on the day before it", "2026-03-07", "2026-03-08T05:00:00.000Z"],
  ])("%s (%s) is local midnight after it", (_, date, end) => {
    expect(endOfDay(day(date), NEW_YORK).toISOString()).toBe(end);
  });
});

describe("the grace after a date", () => {
  const within = (instant: string) =>
    isWithinGrace(day("2026-01-25"), new Date(instant), 48, NEW_YORK);

  it("covers the date itself and everything before its last instant", () => {
    expect(within("2026-01-25T18:00:00Z")).toBe(true);
    expect(within("2026-01-28T04:59:59.999Z")).toBe(true);
  });

  it("is over at its last instant", () => {
    expect(within("2026-01-28T05:00:00.000Z")).toBe(false);
  });

  it("counts hours and not calendar days where the clocks change inside it", () => {
    const over = (instant: string) =>
      !isWithinGrace(day("2025-11-01"), new Date(instant), 48, NEW_YORK);
    expect(over("2025-11-04T03:59:59Z")).toBe(false);
    expect(over("2025-11-04T04:00:00Z")).toBe(true);
  });
});

describe("the newest ended day", () => {
  it.each([
    ["2026-01-26T12:00:00Z", "2026-01-25"],
    ["2026-01-26T05:00:00Z", "2026-01-25"],
    ["2026-01-26T04:59:59Z", "2026-01-24"],
  ])("as of %s is %s in New York", (instant, date) => {
    expect(lastEndedDay(new Date(instant), NEW_YORK)).toBe(date);
  });
});
