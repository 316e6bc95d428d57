import { z } from "zod";
import type { CivilDate } from "../../dates/civil-date.ts";

/** In the order of the week; Monday is the first. */
export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

const date = z.iso
  .date("must be a calendar day written YYYY-MM-DD")
  .transform((text) => text as CivilDate);

/** Which of the calendar's dates a table has rows on. */
export const cadence = z.union([
  z
    .enum(["daily", "weekdays"])
    .describe("every date of the calendar, or those from Monday to Friday"),
  z.strictObject({ weekly: z.enum(WEEKDAYS).describe("one day a week") }),
  z.strictObject({
    monthly: z
      .int()
      .min(1)
      .max(31)
      .describe("one day a month; a month without that day has its last day instead"),
  }),
  z.array(date).min(1).describe("these dates and no others"),
]);
export type Cadence = z.infer<typeof cadence>;

/** When the rows of a date are usually there. */
export const arrivesBy = z.union([
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day in quotes, such as "09:30"')
    .describe("a time of the day after the date, in the pipeline's time zone"),
  z.strictObject({ hours: z.number().positive().describe("after the end of the date") }),
]);
export type ArrivesBy = z.infer<typeof arrivesBy>;
