import type { CivilDate } from "../dates/civil-date.ts";
import type { DateRange } from "../dates/range.ts";
import type { GameDay } from "../health/calendar.ts";

/** Game dates that follow each other in the calendar of one season, with no other game date between. */
export type Run = DateRange & { readonly dates: readonly CivilDate[] };

/** Splits dates into runs. Every date must be one of `days`; off days between game dates do not break a run. */
export function runsOf(dates: readonly CivilDate[], days: readonly GameDay[]): Run[] {
  const wanted = new Set(dates);
  const runs: CivilDate[][] = [];
  let current: CivilDate[] | undefined;
  let season: string | undefined;
  for (const day of days) {
    if (!wanted.has(day.date)) {
      current = undefined;
      continue;
    }
    if (current === undefined || day.season !== season) {
      current = [];
      runs.push(current);
    }
    current.push(day.date);
    season = day.season;
  }
  return runs.map((run) => ({
    first: run[0] as CivilDate,
    last: run.at(-1) as CivilDate,
    dates: run,
  }));
}
