import { describe, expect, it } from "vitest";
import { addDays, daysBetween, isCivilDate, parseCivilDate } from "../../src/dates/civil-date.ts";
import { UserError } from "../../src/errors.ts";
import { day } from "../support/pipelines/declarations.ts";

describe("a civil date", () => {
  it.each(["2024-10-22", "2024-02-29", "1999-12-31"])("takes the calendar day %s", (text) => {
    expect(parseCivilDate(text)).toBe(text);
  });

  it.each([
    "2026-02-30",
    "2025-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-1-2",
    "26-01-02",
    "2026-01-02T00:00:00Z",
    " 2026-01-02",
    "20260102",
    "yesterday",
    "",
  ])("refuses %j and says how to write one", (text) => {
    expect(isCivilDate(text)).toBe(false);
    expect(() => parseCivilDate(text)).toThrow(
      new UserError(`"${text}" is not a calendar day; write YYYY-MM-DD, for example 2026-01-31.`),
    );
  });

  it("steps over the ends of months, of years and of a leap February", () => {
    expect(addDays(day("2024-02-28"), 1)).toBe("2024-02-29");
    expect(addDays(day("2025-12-31"), 1)).toBe("2026-01-01");
    expect(addDays(day("2026-03-01"), -1)).toBe("2026-02-28");
  });

  it("counts days between two dates, also over a change of the clocks", () => {
    expect(daysBetween(day("2024-10-22"), day("2024-10-22"))).toBe(0);
    expect(daysBetween(day("2025-10-21"), day("2025-11-04"))).toBe(14);
    expect(daysBetween(day("2025-11-04"), day("2025-10-21"))).toBe(-14);
  });
});
