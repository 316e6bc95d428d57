import { addDays, type CivilDate } from "../dates/civil-date.ts";

/** How long a table keeps a date's rows. */
export type Retention = {
  readonly days: number;
  /** The oldest date whose rows are kept now; those of earlier ones were removed. */
  readonly oldest: CivilDate;
};

/** A date's partition begins with its day in UTC and is removed `days` days later. */
export const retentionAt = (days: number, now: Date): Retention => ({
  days,
  oldest: addDays(now.toISOString().slice(0, 10) as CivilDate, 1 - days),
});

/** Why nothing is expected of a date, and why it cannot be written either; null within the retention. */
export function beyondRetention(
  retention: Retention | undefined,
  table: string,
  date: CivilDate,
): string | null {
  if (retention === undefined || date >= retention.oldest) return null;
  return `beyond retention: ${table} removes a date's rows after ${retention.days} days, so it keeps ${retention.oldest} and later`;
}
