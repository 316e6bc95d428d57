import { addDays, type CivilDate, epochDay } from "../../dates/civil-date.ts";
import { type DateRange, inRange } from "../../dates/range.ts";
import { gamesCalendar } from "../../pipeline/rules.ts";
import type { PipelineConfig, ScheduleCalendar, Season } from "../../pipeline/schema.ts";
import type { ScheduleRow } from "./calendar.ts";

/** After a listed playoff game a season may end this many days before it closes: the finals were short. */
const FINALS_MAY_END_EARLIER_DAYS = 21;

/**
 * The days of the range on which nobody knows whether there were games, with the reason: a declared season has no
 * listed game there for more than `maxGapDays` days in a row. Counted or not, any listed game ends a gap. `rows` must
 * reach beyond the range on both sides, as far as the schedule does.
 */
export function unknownDays(
  pipeline: PipelineConfig,
  rows: readonly ScheduleRow[],
  range: DateRange,
): ReadonlyMap<CivilDate, string> {
  const calendar = gamesCalendar(pipeline);
  const days = new Map<CivilDate, string>();
  if (calendar === undefined) return days;
  for (const season of pipeline.seasons) {
    if (season.opens > range.last || season.closes < range.first) continue;
    for (const gap of gapsOf(season, calendar, rows, range.last))
      for (const date of gap.days)
        if (inRange(date, range)) days.set(date, gapText(calendar, season, gap));
  }
  return days;
}

type Gap = DateRange & { readonly days: readonly CivilDate[] };

function gapsOf(
  season: Season,
  calendar: ScheduleCalendar,
  rows: readonly ScheduleRow[],
  lastEnded: CivilDate,
): Gap[] {
  const own = rows.filter(({ date }) =>
    inRange(date, { first: season.opens, last: season.closes }),
  );
  const dates = [...new Set(own.map(({ date }) => date))].sort();
  const end = season.closes < lastEnded ? season.closes : lastEnded;
  const last = dates.at(-1);
  const isAfterFinals =
    last !== undefined &&
    own.some(({ date, type }) => date === last && calendar.playoffTypes.includes(type ?? "")) &&
    epochDay(season.closes) - epochDay(last) <= FINALS_MAY_END_EARLIER_DAYS;
  // Days that are still to come end a gap only where a game is listed on them.
  const until = last === undefined || last < end ? addDays(end, 1) : undefined;
  const marks = [
    addDays(season.opens, -1),
    ...dates,
    ...(until === undefined || isAfterFinals ? [] : [until]),
  ];
  return marks.slice(1).flatMap((mark, index): Gap[] => {
    const before = marks[index] as CivilDate;
    const days = daysBetweenMarks(before, mark, calendar, end);
    const [first, latest] = [days[0], days.at(-1)];
    return first === undefined || latest === undefined || days.length <= calendar.maxGapDays
      ? []
      : [{ first, last: latest, days }];
  });
}

/** Neither mark included, without declared breaks and without days that are still to come. */
function daysBetweenMarks(
  before: CivilDate,
  mark: CivilDate,
  { breaks }: ScheduleCalendar,
  end: CivilDate,
): CivilDate[] {
  const days: CivilDate[] = [];
  for (let date = addDays(before, 1); date < mark && date <= end; date = addDays(date, 1))
    if (!breaks.some((one) => inRange(date, one))) days.push(date);
  return days;
}

const gapText = (calendar: ScheduleCalendar, { id }: Season, { first, last, days }: Gap): string =>
  `${calendar.table} lists no game of season ${id} from ${first} to ${last}, ${days.length} days; more than ${calendar.maxGapDays} without a game do not happen`;
