import { type CivilDate, daysInMonth, weekdayOf } from "../dates/civil-date.ts";
import { endOfDay, timeOnNextDay } from "../dates/instant.ts";
import type { Problem } from "./problem.ts";
import { gamesCalendar, seasonOf } from "./rules.ts";
import { type ArrivesBy, type Cadence, WEEKDAYS } from "./schema/rhythm.ts";
import type { PipelineConfig, TableConfig } from "./schema.ts";

const MS_PER_HOUR = 3_600_000;

/** Whether a table is to have rows on a date of the calendar. */
export function isOnCadence(cadence: Cadence | undefined, date: CivilDate): boolean {
  if (cadence === undefined || cadence === "daily") return true;
  if (cadence === "weekdays") return weekdayOf(date) < 5;
  if (Array.isArray(cadence)) return cadence.includes(date);
  if ("weekly" in cadence) return WEEKDAYS[weekdayOf(date)] === cadence.weekly;
  return Number(date.slice(8)) === Math.min(cadence.monthly, daysInMonth(date));
}

/** "weekly, on Sunday". */
export function cadenceWords(cadence: Cadence): string {
  if (cadence === "daily") return "every date";
  if (cadence === "weekdays") return "Monday to Friday";
  if (Array.isArray(cadence)) return `${cadence.length} listed dates`;
  if ("weekly" in cadence)
    return `weekly, on ${cadence.weekly.charAt(0).toUpperCase()}${cadence.weekly.slice(1)}`;
  return cadence.monthly > 28
    ? `monthly, on day ${cadence.monthly} or the last day of a shorter month`
    : `monthly, on day ${cadence.monthly}`;
}

/** Why a date is none of the table's; null where it is one. */
export function offCadence({ id, cadence }: TableConfig, date: CivilDate): string | null {
  if (cadence === undefined || isOnCadence(cadence, date)) return null;
  return `${id} has no rows on this day: its cadence is ${cadenceWords(cadence)}`;
}

/** When the rows of a date are usually there; null for a table that does not say. */
export function arrivalOf(
  { arrives_by: by }: Pick<TableConfig, "arrives_by">,
  date: CivilDate,
  timeZone: string,
): Date | null {
  if (by === undefined) return null;
  if (typeof by === "string") return timeOnNextDay(date, by, timeZone);
  return new Date(endOfDay(date, timeZone).getTime() + by.hours * MS_PER_HOUR);
}

/** "by 09:30 the next day (America/New_York)", or "within 6 hours after the date ends". */
export const arrivalWords = (by: ArrivesBy, timeZone: string): string =>
  typeof by === "string"
    ? `by ${by} the next day (${timeZone})`
    : `within ${by.hours} hours after the date ends`;

/** What the schema cannot see of cadences, arrivals and empty dates. */
export function rhythmProblems(pipeline: PipelineConfig): Problem[] {
  const schedule = gamesCalendar(pipeline)?.table;
  return pipeline.tables.flatMap((table, index): Problem[] => {
    const problem = (key: string, message: string, ...rest: number[]): Problem => ({
      path: ["tables", index, key, ...rest],
      message,
    });
    const { cadence, arrives_by: by, empty, full } = table;
    const isSchedule = table.id === schedule;
    const dates = Array.isArray(cadence) ? cadence : [];
    return [
      ...dates.flatMap((date, at) => {
        if (dates.indexOf(date) !== at) return [problem("cadence", `${date} is listed twice`, at)];
        return seasonOf(pipeline, date) === undefined
          ? [problem("cadence", `${date} lies in no declared season`, at)]
          : [];
      }),
      ...(isSchedule && cadence !== undefined
        ? [problem("cadence", "the schedule says which dates there are, so it has no cadence")]
        : []),
      ...(isSchedule && empty !== undefined
        ? [problem("empty", "a date is in the calendar because the schedule has rows on it")]
        : []),
      ...(empty !== undefined && typeof full === "object" && "games" in full
        ? [
            problem(
              "empty",
              "a table that is counted by games has rows on every date with games; waive single games instead",
            ),
          ]
        : []),
      ...(by !== undefined && hoursOf(by) >= pipeline.graceHours
        ? [
            problem(
              "arrives_by",
              `comes ${hoursOf(by)} hours after the date ends, and the grace ends after ${pipeline.graceHours}: a date would be missing before it is late`,
            ),
          ]
        : []),
    ];
  });
}

/** Hours from the end of a date, on a day without a change of the clock. */
function hoursOf(by: ArrivesBy): number {
  if (typeof by !== "string") return by.hours;
  const [hours = 0, minutes = 0] = by.split(":").map(Number);
  return hours + minutes / 60;
}
