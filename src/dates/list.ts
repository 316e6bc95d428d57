import { UserError } from "../errors.ts";
import { addDays, type CivilDate, daysBetween } from "./civil-date.ts";
import { type DateRange, parseRange, printRange } from "./range.ts";

/** "2024-10-22..2024-11-04,2025-10-21": sorted ranges that neither touch nor overlap. */
export type DateList = readonly DateRange[];

export function parseDateList(text: string): DateList {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.some((part) => part === ""))
    throw new UserError(
      `"${text}" has an empty entry; write dates and ranges with commas, such as 2024-10-22..2024-11-04,2025-10-21.`,
    );
  return mergeRanges(parts.map(parseRange));
}

export const printDateList = (list: DateList): string => list.map(printRange).join(",");

/** Sorts, and joins ranges that overlap or follow each other without a day between. */
export function mergeRanges(ranges: readonly DateRange[]): DateList {
  const merged: DateRange[] = [];
  for (const range of [...ranges].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    const last = merged.at(-1);
    if (last !== undefined && range.first <= addDays(last.last, 1))
      merged[merged.length - 1] = {
        first: last.first,
        last: range.last > last.last ? range.last : last.last,
      };
    else merged.push(range);
  }
  return merged;
}

/** Exactly these days; empty for none. */
export const compactDates = (days: Iterable<CivilDate>): string =>
  printDateList(mergeRanges([...days].map((day) => ({ first: day, last: day }))));

/** Every day of the list, in order. */
export function daysOf(list: DateList): CivilDate[] {
  const days: CivilDate[] = [];
  for (const { first, last } of list)
    for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/**
 * The first few ranges, and how many dates the others have: "2026-01-05, 2026-01-10..2026-01-12, and 4 more dates".
 * `datesIn` where fewer of a range's days count, such as its game dates.
 */
export function someRanges<R extends DateRange>(
  ranges: readonly R[],
  most: number,
  datesIn: (range: R) => number = ({ first, last }) => daysBetween(first, last) + 1,
): string {
  const left = ranges.slice(most).reduce((sum, range) => sum + datesIn(range), 0);
  const more = left === 0 ? [] : [`and ${left} more ${left === 1 ? "date" : "dates"}`];
  return [...ranges.slice(0, most).map(printRange), ...more].join(", ");
}

/** The days of `list` that `less` does not have. */
export function without(list: DateList, less: DateList): DateList {
  return less.reduce<DateList>(
    (left, { first, last }) =>
      left.flatMap((range) => {
        if (range.last < first || range.first > last) return [range];
        return [
          ...(range.first < first ? [{ first: range.first, last: addDays(first, -1) }] : []),
          ...(range.last > last ? [{ first: addDays(last, 1), last: range.last }] : []),
        ];
      }),
    list,
  );
}
