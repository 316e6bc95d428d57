import { expect, it } from "vitest";
import { addDays } from "../../../src/dates/civil-date.ts";
import { metadataCheck } from "../../../src/findings/assess/metadata.ts";
import { aTable, day } from "../../support/pipelines/declarations.ts";

const MONDAY = day("2026-01-05");
const days = Array.from({ length: 7 }, (_, n) => ({ date: addDays(MONDAY, n) }));
const metadata = { status: "by day", rowsByDate: new Map([[MONDAY, 3]]) } as const;

it("a look at metadata asks for the dates of the cadence from the first on, and for no row where a table may be empty", () => {
  const check = (over: Parameters<typeof aTable>[0]) => {
    const found = metadataCheck(aTable(over), days, metadata);
    return found.status === "by day" ? [found.dates, found.rows, found.without.length] : [];
  };
  expect(check({})).toEqual([7, 3, 6]);
  expect(check({ since: addDays(MONDAY, 2) })).toEqual([5, 0, 5]);
  expect(check({ cadence: "weekdays" })).toEqual([5, 3, 4]);
  expect(check({ cadence: { weekly: "sunday" } })).toEqual([1, 0, 1]);
  expect(check({ empty: "allowed" })).toEqual([7, 3, 0]);
});
