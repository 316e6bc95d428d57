import { addDays, type CivilDate, epochDay, fromEpochDay } from "../../dates/civil-date.ts";
import { type DateRange, inRange } from "../../dates/range.ts";
import type { CellRef } from "../../grid/cascade.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { type ContentNow, canCompare, isOldForm } from "./content.ts";
import type { Line, Lineage } from "./lineage.ts";

/**
 * The partitions whose content a validation of this range needs, by table: those of the range that have a line, and
 * those that these were computed from. What the first versions of this tool recorded cannot be compared, and is left out.
 */
export function partitionsToRead(
  tables: readonly TableConfig[],
  range: DateRange,
  lineage: Lineage,
): ReadonlyMap<TableConfig, readonly Line[]> {
  const readers = new Map<string, { from: number; to: number; days: readonly number[] }[]>();
  for (const table of tables) {
    const days = [...lineage.datesOf(table.id).keys()]
      .filter((date) => inRange(date, range))
      .map(epochDay)
      .sort((a, b) => a - b);
    if (days.length === 0) continue;
    for (const { table: id, window } of table.upstream)
      readers.set(id, [...(readers.get(id) ?? []), { ...window, days }]);
  }
  const wanted = tables.map((table) => {
    const lines = [...lineage.datesOf(table.id)].flatMap(([date, all]) => {
      const day = epochDay(date);
      const isRead =
        inRange(date, range) ||
        (readers.get(table.id) ?? []).some(({ from, to, days }) =>
          hasBetween(days, day + to, day + from),
        );
      const last = all.at(-1);
      return isRead && last !== undefined && !isOldForm(last.fingerprint) ? [last] : [];
    });
    return [table, lines] as const;
  });
  return new Map(wanted.filter(([, lines]) => lines.length > 0));
}

/** Dates that were recorded and of which nobody can say whether they still hold the same. */
export function notComparable(lineage: Lineage, now: ContentNow): number {
  const entries = [...now].flatMap(([table, dates]) =>
    [...dates].filter(([date, { fingerprint }]) => {
      const last = lineage.latest(table, date);
      return last !== undefined && !canCompare(last.fingerprint, fingerprint);
    }),
  );
  return entries.length + lineage.partitions().filter((line) => isOldForm(line.fingerprint)).length;
}

/** Both ends included; of days in order. */
function hasBetween(days: readonly number[], first: number, last: number): boolean {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? 0) < first) low = middle + 1;
    else high = middle;
  }
  return (days[low] ?? Number.POSITIVE_INFINITY) <= last;
}

/**
 * The days around cells that are to be written, by table: what they are computed from, and what is computed from them.
 * Nothing after `last` is asked for.
 */
export function daysAround(
  tables: readonly TableConfig[],
  cells: readonly CellRef[],
  last: CivilDate,
): ReadonlyMap<TableConfig, readonly CivilDate[]> {
  const spans = new Map<string, [from: number, to: number][]>();
  const take = (id: string, from: number, to: number) => {
    const own = spans.get(id) ?? [];
    spans.set(id, own);
    own.push([from, Math.min(to, epochDay(last))]);
  };
  const cellsOf = Map.groupBy(cells, ({ table }) => table);
  const daysOf = (id: string) => (cellsOf.get(id) ?? []).map(({ date }) => epochDay(date));
  for (const table of tables)
    for (const { table: id, window } of table.upstream) {
      for (const day of daysOf(table.id)) take(id, day - window.from, day - window.to);
      for (const day of daysOf(id)) take(table.id, day + window.to, day + window.from);
    }
  return new Map(
    tables.flatMap((table) => {
      const days = daysIn(spans.get(table.id) ?? []);
      return days.length === 0 ? [] : [[table, days.map(fromEpochDay)] as const];
    }),
  );
}

/**
 * The dates whose lines say all that is asked of the ledger around these cells: what they are computed from and what
 * is computed from them, and what these in turn are computed from. Undefined for no cells.
 */
export function recordedAround(
  tables: readonly TableConfig[],
  cells: readonly CellRef[],
): DateRange | undefined {
  const dates = cells.map(({ date }) => date).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const reach = Math.max(
    0,
    ...tables.flatMap(({ upstream }) =>
      upstream.flatMap(({ window }) => [Math.abs(window.from), Math.abs(window.to)]),
    ),
  );
  return { first: addDays(first, -2 * reach), last: addDays(last, 2 * reach) };
}

/** Each day once, in order, however the spans overlap. */
function daysIn(spans: readonly (readonly [from: number, to: number])[]): number[] {
  const days: number[] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0]))
    for (let day = Math.max(from, (days.at(-1) ?? from - 1) + 1); day <= to; day += 1)
      days.push(day);
  return days;
}
