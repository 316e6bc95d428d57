import { Temporal } from "temporal-polyfill";
import { addDays, type CivilDate, daysBetween } from "../../dates/civil-date.ts";
import type { GameDay } from "../../grid/calendar/calendar.ts";
import { cellsOfDay, type Grid } from "../../grid/grid.ts";
import { type Band, bandOf, type DayScore, expectsSomething } from "../../grid/score.ts";
import { averageOf, type Slice, seasonsOf } from "../../grid/slice.ts";
import { scoreText } from "../text/phrases.ts";

/** A year and a day; longer seasons go on in a row of their own. */
const MOST_WEEKS = 53;

/** unknown: what could not be read decides the band. absent: nothing is expected on the date. */
export type MarkKind = Band | "unknown" | "absent";

export type Mark = {
  readonly date: CivilDate;
  /** With one decimal, and its bounds where part is unknown; null where nothing is expected or could be read. */
  readonly score: string | null;
  /** Column of the row, 0 for its first week; weeks begin on Sunday. */
  readonly week: number;
  /** 0 for Sunday. */
  readonly weekday: number;
  readonly kind: MarkKind;
  /** The band is the same whatever the unread cells of the date hold. */
  readonly partlyUnread: boolean;
};

/** A season as rows of weeks. Text in it is made of dates and figures only. */
export type CalendarRow = {
  readonly title: string;
  readonly weeks: number;
  readonly marks: readonly Mark[];
  /** The week in which a month begins, and its name. */
  readonly months: readonly { readonly week: number; readonly name: string }[];
};

export const calendarRows = (slice: Slice): CalendarRow[] =>
  [...seasonsOf(slice).values()].flatMap((season) => rowsOf(season));

function rowsOf(season: Slice): CalendarRow[] {
  const { first, last } = season.grid.range;
  const sunday = addDays(first, -weekdayOf(first));
  const weeks = Math.floor(daysBetween(sunday, last) / 7) + 1;
  const marks = season.grid.days.map((day, index) => markOf(season, day, index, sunday));
  return Array.from({ length: Math.ceil(weeks / MOST_WEEKS) }, (_, row) => {
    const from = row * MOST_WEEKS;
    const length = Math.min(MOST_WEEKS, weeks - from);
    return {
      title: row === 0 ? titleOf(season) : "continued",
      weeks: length,
      marks: marks
        .filter(({ week }) => week >= from && week < from + length)
        .map((mark) => ({ ...mark, week: mark.week - from })),
      months: monthsOf(addDays(sunday, from * 7), length),
    };
  });
}

const weekdayOf = (date: CivilDate): number => Temporal.PlainDate.from(date).dayOfWeek % 7;

function titleOf(season: Slice): string {
  const { first, last } = season.grid.range;
  const n = season.grid.days.length;
  const when = first === last ? first : `${first} to ${last}`;
  return `${when}: ${n} game ${n === 1 ? "date" : "dates"}, average ${scoreText(averageOf(season))}`;
}

function markOf(
  { grid, scores }: Slice,
  { date }: GameDay,
  index: number,
  sunday: CivilDate,
): Mark {
  const score = scores[index];
  const kind = score === undefined ? "unknown" : kindOf(grid, score);
  return {
    date,
    score: score === undefined || score.value === null ? null : scoreText(score),
    week: Math.floor(daysBetween(sunday, date) / 7),
    weekday: weekdayOf(date),
    kind,
    partlyUnread: kind !== "unknown" && isPartlyUnread(grid, index),
  };
}

/** A band only where it holds for everything that the unread could be. */
function kindOf({ pipeline }: Grid, score: DayScore): MarkKind {
  if (!expectsSomething(score)) return "absent";
  const { bands } = pipeline.score;
  const band = bandOf(score.low, bands);
  return band === bandOf(score.high, bands) ? band : "unknown";
}

function isPartlyUnread(grid: Grid, dayIndex: number): boolean {
  const cells = cellsOfDay(grid, dayIndex);
  return grid.tables.some(({ id, shadow }) => !shadow && cells.get(id)?.state === "unknown");
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A month stands over the week of its first day; the one that the row begins in, over its first week. */
function monthsOf(sunday: CivilDate, weeks: number): CalendarRow["months"] {
  const monthOf = (week: number) => addDays(sunday, week * 7 + 6).slice(5, 7);
  return Array.from({ length: weeks }, (_, week) => week)
    .filter((week) => week === 0 || monthOf(week) !== monthOf(week - 1))
    .map((week) => ({ week, name: MONTHS[Number(monthOf(week)) - 1] ?? "" }));
}
