import { addDays, type CivilDate, daysBetween } from "../../../dates/civil-date.ts";
import { mergeRanges, without } from "../../../dates/list.ts";
import type { DateRange } from "../../../dates/range.ts";

/** Statements that one piece is asked in at most: each bills a minimum, whatever it reads. */
const MOST_SPANS = 3;

/** Few ranges that hold all of these, within `span`: the smallest gaps are read too. */
export function fewSpans(ranges: readonly DateRange[], span: DateRange): readonly DateRange[] {
  const inside = ranges.flatMap((range) => overlap(range, span) ?? []);
  let spans = [...mergeRanges(inside)];
  while (spans.length > MOST_SPANS) {
    const gaps = spans.slice(1).map(({ first }, at) => daysBetween(lastOf(spans, at), first));
    const at = gaps.indexOf(Math.min(...gaps));
    const joined = { first: (spans[at] as DateRange).first, last: lastOf(spans, at + 1) };
    spans = [...spans.slice(0, at), joined, ...spans.slice(at + 2)];
  }
  return spans;
}

const lastOf = (spans: readonly DateRange[], at: number): CivilDate =>
  (spans[at] as DateRange).last;

export function overlap(one: DateRange, other: DateRange): DateRange | null {
  const first = one.first > other.first ? one.first : other.first;
  const last = one.last < other.last ? one.last : other.last;
  return first <= last ? { first, last } : null;
}

export const isWithin = (date: string, ranges: readonly DateRange[]): boolean =>
  ranges.some(({ first, last }) => date >= first && date <= last);

/** Dates, and when they were last counted: an ISO 8601 instant. */
export type Age = DateRange & { readonly at: string };

/** The ages after these dates were counted anew. Neighbours of one age are one. */
export function aged(ages: readonly Age[], counted: readonly DateRange[], at: string): Age[] {
  const left = ages.flatMap((age) =>
    without([age], counted).map((range) => ({ ...range, at: age.at })),
  );
  const all = [...left, ...counted.map((range) => ({ ...range, at }))].sort((a, b) =>
    a.first < b.first ? -1 : 1,
  );
  const joined: Age[] = [];
  for (const age of all) {
    const last = joined.at(-1);
    if (last !== undefined && last.at === age.at && addDays(last.last, 1) === age.first)
      joined[joined.length - 1] = { ...last, last: age.last };
    else joined.push(age);
  }
  return joined;
}
