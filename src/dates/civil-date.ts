import { Temporal } from "temporal-polyfill";
import { UserError } from "../errors.ts";

/** A game date: a US Eastern calendar label written YYYY-MM-DD, never converted to another zone. Sorts as text. */
export type CivilDate = string & { readonly brand: "CivilDate" };

const SHAPE = /^\d{4}-\d{2}-\d{2}$/;

export function isCivilDate(text: string): text is CivilDate {
  if (!SHAPE.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: "reject" });
    return true;
  } catch {
    return false;
  }
}

/** Throws a UserError that names the text: a day that does not exist (2026-02-30) is refused, not rolled over. */
export function parseCivilDate(text: string): CivilDate {
  if (!isCivilDate(text))
    throw new UserError(
      `"${text}" is not a calendar day; write YYYY-MM-DD, for example 2026-01-31.`,
    );
  return text;
}

/** The day `days` after `date`; negative goes back. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return fromEpochDay(epochDay(date) + days);
}

/** Days since 1970-01-01, for arithmetic over many dates. */
export function epochDay(date: CivilDate): number {
  const known = epochDays.get(date);
  if (known !== undefined) return known;
  const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
  if (epochDays.size < MOST_DAYS) epochDays.set(date, day);
  return day;
}

/** A grid and a repair ask for the same few hundred days a million times, and parsing is what costs. */
const epochDays = new Map<CivilDate, number>();
/** A century; more would be held for no reader. */
const MOST_DAYS = 36_525;

export const fromEpochDay = (day: number): CivilDate =>
  new Date(day * 86_400_000).toISOString().slice(0, 10) as CivilDate;

/** Whole days from `from` to `to`: 0 for the same day, negative when `to` is earlier. */
export const daysBetween = (from: CivilDate, to: CivilDate): number =>
  epochDay(to) - epochDay(from);

/** 0 for Monday to 6 for Sunday. */
export const weekdayOf = (date: CivilDate): number => (((epochDay(date) + 3) % 7) + 7) % 7;

/** The number of days in the month of `date`. */
export const daysInMonth = (date: CivilDate): number => Temporal.PlainDate.from(date).daysInMonth;
