import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import { lastEndedDay } from "../../dates/instant.ts";
import type { PipelineConfig, Season } from "../../pipeline/schema.ts";

/** A season that is under way, or is listed, and that the pipeline does not declare. */
export type UndeclaredSeason = {
  /** What speaks for it, in a sentence. */
  readonly why: string;
  /** Its first and last known day: of rows, of games, or of the months in which earlier seasons ran. */
  readonly first: CivilDate;
  readonly last: CivilDate;
};

/** What stands after the last declared season: games of the schedule and rows of tables, by date. */
export type Later = {
  readonly games: ReadonlyMap<CivilDate, number>;
  readonly rows: ReadonlyMap<string, ReadonlyMap<CivilDate, number>>;
};

/**
 * The season after the last declared one, where something speaks for it: games listed or rows stored after it closes
 * (rows only up to the day after `asOf`: what stands further in the future is misplaced), or an `asOf` in the months in
 * which earlier seasons ran. Null where nothing does.
 */
export function undeclaredSeason(
  pipeline: PipelineConfig,
  asOf: Date,
  later: Later,
): UndeclaredSeason | null {
  const closes = pipeline.seasons.at(-1)?.closes as CivilDate;
  const today = addDays(lastEndedDay(asOf, pipeline.timeZone), 1);
  const games = [...later.games].filter(([date]) => date > closes).sort(byDate);
  const stored = [...later.rows].flatMap(([table, byDay]) => {
    const dates = [...byDay].filter(([date]) => date > closes && date <= addDays(today, 1));
    return dates.length === 0 ? [] : [{ table, dates: dates.sort(byDate) }];
  });
  const dates = [
    ...games.map(([date]) => date),
    ...stored.flatMap((one) => one.dates.map(([date]) => date)),
  ].sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (first !== undefined && last !== undefined) {
    const listed = games.reduce((sum, [, count]) => sum + count, 0);
    const parts = [
      ...(listed > 0 ? [`${listed} games are listed`] : []),
      ...stored.map(
        ({ table, dates: own }) =>
          `${table} holds ${own.reduce((sum, [, count]) => sum + count, 0)} rows`,
      ),
    ];
    return {
      why: `${parts.join(" and ")} after ${closes}, when the last declared season closes`,
      first,
      last,
    };
  }
  const same = today > closes ? sameMonths(pipeline.seasons, today) : undefined;
  return same === undefined
    ? null
    : {
        why: `${today} lies in the months in which season ${same.season.id} ran, and no season is declared for it`,
        first: same.first,
        last: same.last,
      };
}

const byDate = (a: readonly [CivilDate, unknown], b: readonly [CivilDate, unknown]): number =>
  a[0] < b[0] ? -1 : 1;

/** The newest season in whose months and days `today` lies, moved to the year of `today`. */
function sameMonths(seasons: readonly Season[], today: CivilDate) {
  for (const season of [...seasons].reverse()) {
    const years = Number(today.slice(0, 4)) - Number(season.opens.slice(0, 4));
    for (const shift of [years, years - 1]) {
      const [first, last] = [moved(season.opens, shift), moved(season.closes, shift)];
      if (shift > 0 && today >= first && today <= last) return { season, first, last };
    }
  }
  return undefined;
}

/** The same month and day `years` later; 29 February becomes 28 February. */
function moved(date: CivilDate, years: number): CivilDate {
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, "0");
  const rest = date.slice(4) === "-02-29" ? "-02-28" : date.slice(4);
  return `${year}${rest}` as CivilDate;
}
