import type { CivilDate } from "../dates/civil-date.ts";
import type { DateRange } from "../dates/range.ts";
import type { GameDay } from "../grid/calendar/calendar.ts";

/** Game dates that follow each other in the calendar of one season, with no other game date between. */
export type Run = DateRange & { readonly dates: readonly CivilDate[] };

/** Splits any dates into runs; one that is no day of the calendar is a run of its own. */
export function runsAnywhere(dates: readonly CivilDate[], days: readonly GameDay[]): Run[] {
  const known = new Set(days.map(({ date }) => date));
  const others = dates.filter((date) => !known.has(date));
  if (others.length === 0) return runsOf(dates, days);
  const alone = others.map((date): Run => ({ first: date, last: date, dates: [date] }));
  return [...runsOf(dates, days), ...alone].sort((a, b) => (a.first < b.first ? -1 : 1));
}

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
