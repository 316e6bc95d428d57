import { z } from "zod";
import { column, date, id, reason } from "./atoms.ts";

const calendarBreak = z.strictObject({
  first: date,
  last: date.describe("both ends included"),
  reason,
});

const scheduleCalendar = z.strictObject({
  kind: z.literal("schedule").optional().describe("dates with games; the kind where none is given"),
  table: id.describe("lists the games"),
  columns: z.strictObject({
    game: column,
    type: column,
    status: column,
    homeScore: column,
    awayScore: column,
    movedTo: column
      .optional()
      .describe(
        "where a reading gives it: the date that a game was moved to; such a row is an old listing of the game",
      ),
  }),
  countTypes: z.array(z.string()).min(1).describe("season types that count"),
  ignoreStatuses: z.array(z.string()).default([]).describe("games that are known not to be played"),
  exclude: z.array(z.strictObject({ game: z.string(), reason })).default([]),
  maxGapDays: z
    .int()
    .positive()
    .default(8)
    .describe("more days in a row without a listed game: the schedule is not known there"),
  playoffTypes: z
    .array(z.string())
    .default(["playoffs"])
    .describe("season types after whose last game a season may end before it closes"),
  breaks: z.array(calendarBreak).default([]).describe("days without games that are known of"),
});
export type ScheduleCalendar = z.infer<typeof scheduleCalendar>;

export const calendar = z.union([
  scheduleCalendar,
  z
    .strictObject({ kind: z.literal("daily") })
    .describe("every day of the declared seasons; nothing is counted by games"),
]);
