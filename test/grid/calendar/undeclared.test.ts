import { describe, expect, it } from "vitest";
import type { CivilDate } from "../../../src/dates/civil-date.ts";
import { type Later, undeclaredSeason } from "../../../src/grid/calendar/undeclared.ts";
import { aPipeline, day } from "../../support/pipelines/declarations.ts";

const pipeline = aPipeline({
  seasons: [{ id: "2024-25", opens: day("2024-10-22"), closes: day("2025-06-22") }],
});
const counts = (...days: readonly [string, number][]): ReadonlyMap<CivilDate, number> =>
  new Map(days.map(([text, count]) => [day(text), count]));
const seen = (asOf: string, later: Partial<Later> = {}) =>
  undeclaredSeason(pipeline, new Date(`${asOf}T12:00:00Z`), {
    ...{ games: counts(), rows: new Map(), ...later },
  });

describe("a season that nobody declared", () => {
  it("is one of which games are listed after the last one closes, that day not included", () => {
    expect(seen("2025-08-01", { games: counts(["2025-06-22", 1]) })).toBeNull();
    expect(seen("2025-08-01", { games: counts(["2025-10-21", 2], ["2025-10-22", 12]) })).toEqual({
      why: "14 games are listed after 2025-06-22, when the last declared season closes",
      ...{ first: "2025-10-21", last: "2025-10-22" },
    });
  });

  it("is one of which rows are stored, but not further ahead than tomorrow", () => {
    const stored = (text: string) => ({ rows: new Map([["box_scores", counts([text, 7])]]) });
    expect(seen("2025-08-01", stored("2025-06-22"))).toBeNull();
    expect(seen("2025-08-01", stored("2025-08-02"))?.why).toBe(
      "box_scores holds 7 rows after 2025-06-22, when the last declared season closes",
    );
    expect(seen("2025-08-01", stored("2025-08-03"))).toBeNull();
  });

  it("is one in whose months earlier ones ran", () => {
    expect(seen("2025-10-21")).toBeNull();
    expect(seen("2025-10-22")).toMatchObject({ first: "2025-10-22", last: "2026-06-22" });
    // In the new year it is still the season that began in autumn.
    expect(seen("2026-02-01")).toMatchObject({ first: "2025-10-22", last: "2026-06-22" });
    expect(seen("2026-06-22")).not.toBeNull();
    expect(seen("2026-06-23")).toBeNull();
    expect(seen("2027-01-15")?.why).toBe(
      "2027-01-15 lies in the months in which season 2024-25 ran, and no season is declared for it",
    );
  });

  it("is none before the last declared one closes", () => {
    expect(seen("2025-03-01")).toBeNull();
    expect(seen("2025-06-22")).toBeNull();
  });

  it("is moved by whole years, a leap day with them", () => {
    const leap = aPipeline({
      seasons: [{ id: "2024", opens: day("2024-02-29"), closes: day("2024-06-01") }],
    });
    const later = { games: counts(), rows: new Map() };
    expect(undeclaredSeason(leap, new Date("2025-03-01T12:00:00Z"), later)).toMatchObject({
      ...{ first: "2025-02-28", last: "2025-06-01" },
    });
  });
});
