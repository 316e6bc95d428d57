import { Temporal } from "temporal-polyfill";
import { UserError } from "../errors.ts";
import { addDays, type CivilDate } from "./civil-date.ts";

const MS_PER_HOUR = 3_600_000;

/** An ISO 8601 instant with its zone, such as 2026-01-26T12:00:00Z. Throws a UserError that names the text. */
export function parseInstant(text: string): Date {
  try {
    return new Date(Temporal.Instant.from(text).epochMilliseconds);
  } catch {
    throw new UserError(
      `"${text}" is not an instant; write it with its zone, for example 2026-01-26T12:00:00Z.`,
    );
  }
}

/** True for an IANA name that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** The instant at which a calendar day ends in `timeZone` (an IANA name): midnight after it, daylight saving included. */
export function endOfDay(date: CivilDate, timeZone: string): Date {
  const next = Temporal.PlainDate.from(addDays(date, 1));
  return new Date(next.toZonedDateTime({ timeZone }).epochMilliseconds);
}

/** The instant of a time of day ("09:30") on the day after `date` in `timeZone`; one that daylight saving skips is an hour later. */
export function timeOnNextDay(date: CivilDate, time: string, timeZone: string): Date {
  const next = Temporal.PlainDate.from(addDays(date, 1));
  const plainTime = Temporal.PlainTime.from(time);
  return new Date(next.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds);
}

/** True until `graceHours` after the end of `date` in `timeZone`, the last instant excluded. */
export function isWithinGrace(
  date: CivilDate,
  asOf: Date,
  graceHours: number,
  timeZone: string,
): boolean {
  return asOf.getTime() < endOfDay(date, timeZone).getTime() + graceHours * MS_PER_HOUR;
}

/** The day of an instant in UTC. */
export const dayOf = (instant: Date): CivilDate => instant.toISOString().slice(0, 10) as CivilDate;

/** The newest day that has ended in `timeZone` at `asOf`. */
export function lastEndedDay(asOf: Date, timeZone: string): CivilDate {
  const local = Temporal.Instant.fromEpochMilliseconds(asOf.getTime()).toZonedDateTimeISO(timeZone);
  return addDays(local.toPlainDate().toString() as CivilDate, -1);
}
