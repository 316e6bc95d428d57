import { expect, it } from "vitest";
import { lastDue } from "../../src/dates/schedule.ts";

const due = (cron: string, now: string, zone = "UTC") =>
  lastDue(cron, zone, new Date(now))?.toISOString() ?? null;

it.each([
  ["the same minute", "23 9 * * *", "2026-01-26T09:23:00Z", "2026-01-26T09:23:00.000Z"],
  ["hours late", "23 9 * * *", "2026-01-26T17:00:00Z", "2026-01-26T09:23:00.000Z"],
  ["past midnight", "23 9 * * *", "2026-01-27T09:22:59Z", "2026-01-26T09:23:00.000Z"],
  ["several times a day", "5,35 */6 * * *", "2026-01-26T07:00:00Z", "2026-01-26T06:35:00.000Z"],
  ["on weekdays", "0 12 * * 1-5", "2026-01-25T13:00:00Z", "2026-01-23T12:00:00.000Z"],
  ["on Sundays, written as 7", "0 12 * * 7", "2026-01-26T13:00:00Z", "2026-01-25T12:00:00.000Z"],
  ["on a day or a weekday", "0 12 1 * 1", "2026-01-04T00:00:00Z", "2026-01-01T12:00:00.000Z"],
  ["once a year", "0 0 29 6 *", "2026-01-01T00:00:00Z", "2025-06-29T00:00:00.000Z"],
])("a schedule was due: %s", (_, cron, now, expected) => {
  expect(due(cron, now)).toBe(expected);
});

it("is due by the clock of its time zone, in summer and in winter", () => {
  const at = (now: string) => due("23 9 * * *", now, "America/New_York");
  expect(at("2026-01-26T22:00:00Z")).toBe("2026-01-26T14:23:00.000Z");
  expect(at("2026-07-26T22:00:00Z")).toBe("2026-07-26T13:23:00.000Z");
});

it.each([
  "",
  "@daily",
  "0 9 * * MON",
  "60 9 * * *",
  "0 9 * *",
  "9-5 1 * * *",
  "*/0 * * * *",
  "0 0 30 2 *",
])("what is not read is unknown and not a time: %s", (cron) => {
  expect(due(cron, "2026-01-26T12:00:00Z")).toBeNull();
});
