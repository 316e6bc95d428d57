import { UserError } from "../errors.ts";
import { addDays, type CivilDate } from "./civil-date.ts";
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

/** Every day of the list, in order. */
export function daysOf(list: DateList): CivilDate[] {
  const days: CivilDate[] = [];
  for (const { first, last } of list)
    for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
