import { parseDateList } from "../../dates/list.ts";
import { keyOf } from "../../grid/cascade.ts";
import { type CauseRun, type CauseRuns, daysOf } from "../cause-runs.ts";
import type { Tracked } from "../tracked.ts";
import type { HeldWhy } from "./change.ts";

/** What a validation saw, ready to be asked about cells. */
export type Validation = {
  /**
   * Why an issue is left as it is by this look; null where every cell of its target was read, is of no game date, or is
   * no longer watched. A date beyond the range was not read, and nothing was where the schedule lists no game date at all.
   */
  whyHeld(issue: Tracked): HeldWhy | null;
  /** It was written last by a look that was made after this one. */
  isNewer(issue: Tracked): boolean;
  /**
   * Of a range of the target neither end is a game date any more, though both were when it was written: the schedule has
   * lost them, and that nothing is broken there says nothing. A date between two ends may go.
   */
  isLost(issue: Tracked): boolean;
  /** The cells of the target that are not as they should be, such as "psza 2024-10-22". */
  brokenOf(issue: Tracked): readonly string[];
};

export const cellsOfRun = ({ dates }: CauseRun): string[] =>
  dates.flatMap(({ date, cells }) => cells.map(({ table }) => keyOf({ table, date })));

export function validationOf(file: CauseRuns): Validation {
  const sets = (lists: Readonly<Record<string, string>>) =>
    new Map(Object.entries(lists).map(([table, list]) => [table, new Set(daysOf(list))]));
  const [observed, broken] = [sets(file.observed), sets(file.broken)];
  const gameDays = new Set(daysOf(file.days));
  const { first, last } = file.range;

  const isObserved = ({ target, days }: Tracked): boolean =>
    days.every((day) => day >= first && day <= last) &&
    target.tables.every((table) => {
      const read = observed.get(table);
      return read === undefined || days.every((day) => !gameDays.has(day) || read.has(day));
    });
  const isNewer = ({ state }: Tracked): boolean =>
    file.lookedAt !== undefined &&
    state.lookedAt !== undefined &&
    Date.parse(state.lookedAt) > Date.parse(file.lookedAt);

  return {
    isNewer,
    whyHeld(issue) {
      if (isNewer(issue)) return "older";
      if (gameDays.size === 0) return "dateless";
      return isObserved(issue) ? null : "unread";
    },
    isLost: ({ target }) =>
      parseDateList(target.dates).some(
        (range) => !gameDays.has(range.first) && !gameDays.has(range.last),
      ),
    brokenOf: ({ target, days }) =>
      target.tables.flatMap((table) =>
        days.filter((day) => broken.get(table)?.has(day)).map((day) => keyOf({ table, date: day })),
      ),
  };
}
