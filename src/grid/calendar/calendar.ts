import { addDays, type CivilDate, daysBetween } from "../../dates/civil-date.ts";
import { type DateRange, inRange } from "../../dates/range.ts";
import { gamesCalendar, seasonOf } from "../../pipeline/rules.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";

export type Game = {
  readonly id: string;
  /** Both teams' final points; null where the schedule has no final score. */
  readonly points: number | null;
};

/** A date on which rows are expected, with what the schedule expects of it: no games where every day is a date. */
export type GameDay = {
  readonly date: CivilDate;
  readonly season: string;
  /** Days from opening night, which is day 0. */
  readonly seasonDay: number;
  readonly games: readonly Game[];
  /** Why nobody knows what the date expects; not given where the calendar is known. */
  readonly unlisted?: string;
};

export type ScheduleRow = {
  readonly date: CivilDate;
  readonly game: string;
  readonly type: string | null;
  readonly status: string | null;
  readonly homeScore: number | null;
  readonly awayScore: number | null;
  /** The row is an older listing of a game that now stands on this date. */
  readonly movedTo?: CivilDate;
};

/** Whether the schedule lists the game there now. */
export const isListed = ({ movedTo }: ScheduleRow): boolean => movedTo === undefined;

/**
 * The dates of the range in order, by the declared rules: every day of a season, or the days with games, of the types
 * that count and without those that are left out. `unlisted` are further days, on which nobody knows, with the reason.
 */
export function buildCalendar(
  pipeline: PipelineConfig,
  rows: readonly ScheduleRow[],
  range: DateRange,
  unlisted: ReadonlyMap<CivilDate, string> = new Map(),
): GameDay[] {
  const calendar = gamesCalendar(pipeline);
  if (calendar === undefined) return everyDay(pipeline, range);
  const { countTypes, ignoreStatuses, exclude } = calendar;
  const excluded = new Set(exclude.map(({ game }) => game));
  const byDate = new Map<CivilDate, Map<string, Game>>();
  for (const row of rows) {
    const counts =
      isListed(row) &&
      inRange(row.date, range) &&
      countTypes.includes(row.type ?? "") &&
      !ignoreStatuses.includes(row.status ?? "") &&
      !excluded.has(row.game);
    if (!counts) continue;
    const games = byDate.get(row.date) ?? new Map<string, Game>();
    const points =
      row.homeScore === null || row.awayScore === null ? null : row.homeScore + row.awayScore;
    games.set(row.game, { id: row.game, points });
    byDate.set(row.date, games);
  }
  return [...new Set([...byDate.keys(), ...unlisted.keys()])].sort().flatMap((date): GameDay[] => {
    const season = seasonOf(pipeline, date);
    if (season === undefined || !inRange(date, range)) return [];
    const why = unlisted.get(date);
    const games = [...(byDate.get(date)?.values() ?? [])];
    return [{ date, ...season, games, ...(why === undefined ? {} : { unlisted: why }) }];
  });
}

/** The dates whose games are known: what a headline counts. */
export const listedDays = (days: readonly GameDay[]): readonly GameDay[] =>
  days.filter(({ unlisted }) => unlisted === undefined);

const everyDay = (pipeline: PipelineConfig, { first, last }: DateRange): GameDay[] =>
  Array.from({ length: daysBetween(first, last) + 1 }, (_, day) => addDays(first, day)).flatMap(
    (date) => {
      const season = seasonOf(pipeline, date);
      return season === undefined ? [] : [{ date, ...season, games: [] }];
    },
  );
