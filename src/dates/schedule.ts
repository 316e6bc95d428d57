import { Temporal } from "temporal-polyfill";

const FIELDS = [
  ["minute", 0, 59],
  ["hour", 0, 23],
  ["day", 1, 31],
  ["month", 1, 12],
  ["weekday", 0, 7],
] as const;
const MOST_DAYS = 370;

/**
 * The newest time at or before `now` at which a schedule of GitHub (five fields, in `timeZone`) was due. Null for a text
 * that is not read here, such as one with names of months, or that was not due within a year.
 */
export function lastDue(cron: string, timeZone: string, now: Date): Date | null {
  const parts = cron.trim().split(/\s+/);
  const sets = FIELDS.map(([, low, high], at) => setOf(parts[at] ?? "", low, high));
  const [minutes, hours, days, months, weekdays] = sets;
  if (parts.length !== FIELDS.length || !minutes || !hours || !days || !months || !weekdays)
    return null;
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  // A day counts by either where both are given, as cron has it.
  const isEither = parts[2] !== "*" && parts[4] !== "*";
  for (let back = 0; back < MOST_DAYS; back += 1) {
    const date = local.toPlainDate().subtract({ days: back });
    const [byDay, byWeek] = [
      days.has(date.day),
      weekdays.has(date.dayOfWeek % 7) || weekdays.has(date.dayOfWeek),
    ];
    if (!months.has(date.month) || !(isEither ? byDay || byWeek : byDay && byWeek)) continue;
    const times = [...hours].flatMap((hour) =>
      [...minutes].map((minute) => {
        const plainTime = Temporal.PlainTime.from({ hour, minute });
        return date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
      }),
    );
    const due = times.filter((time) => time <= now.getTime());
    if (due.length > 0) return new Date(Math.max(...due));
  }
  return null;
}

/** The numbers of a field such as `*`, `5`, `1-5`, `0,30` or `*` with a step; null for any other. */
function setOf(field: string, low: number, high: number): ReadonlySet<number> | null {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (match === null) return null;
    const [, first, last, step] = match;
    const from = first === undefined ? low : Number(first);
    const isOpen = first === undefined || (last === undefined && step !== undefined);
    const to = isOpen ? high : Number(last ?? first);
    if (from < low || to > high || from > to || step === "0") return null;
    for (let value = from; value <= to; value += Number(step ?? 1)) found.add(value);
  }
  return found;
}
