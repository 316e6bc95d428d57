import type { CivilDate } from "../dates/civil-date.ts";
import { type CauseRun, type CauseRuns, daysOf } from "./cause-runs.ts";
import type { Tracked } from "./tracked.ts";

/** What a validation saw, ready to be asked about cells. */
export type Look = {
  /** Every cell of the target was read, is of no game date, or is no longer watched. A date beyond the range was not. */
  isObserved(issue: Tracked): boolean;
  /** The cells of the target that are not as they should be, such as "psza 2024-10-22". */
  brokenOf(issue: Tracked): readonly string[];
};

export const cellKey = (table: string, date: CivilDate): string => `${table} ${date}`;

export const cellsOfRun = ({ dates }: CauseRun): string[] =>
  dates.flatMap(({ date, cells }) => cells.map(({ table }) => cellKey(table, date)));

export function lookOf(file: CauseRuns): Look {
  const sets = (lists: Readonly<Record<string, string>>) =>
    new Map(Object.entries(lists).map(([table, list]) => [table, new Set(daysOf(list))]));
  const [observed, broken] = [sets(file.observed), sets(file.broken)];
  const gameDays = new Set(daysOf(file.days));
  const { first, last } = file.range;

  return {
    isObserved: ({ target, days }) =>
      days.every((day) => day >= first && day <= last) &&
      target.tables.every((table) => {
        const read = observed.get(table);
        return read === undefined || days.every((day) => !gameDays.has(day) || read.has(day));
      }),
    brokenOf: ({ target, days }) =>
      target.tables.flatMap((table) =>
        days.filter((day) => broken.get(table)?.has(day)).map((day) => cellKey(table, day)),
      ),
  };
}
