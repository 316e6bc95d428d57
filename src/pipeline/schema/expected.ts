import { z } from "zod";
import { column, id } from "./atoms.ts";

/** What a table declares about a full date (docs/reference/pipeline.md). */
export const fullDate = z.union([
  z.literal("presence").describe("any row"),
  z.strictObject({
    games: z
      .strictObject({
        column: column.default("game_id"),
        rowsPerGame: z.int().positive().optional().describe("exact rows a game, where known"),
      })
      .describe("distinct games against the schedule"),
  }),
  z.strictObject({ fixed: z.int().positive().describe("rows on every date") }),
  z.strictObject({
    share: z
      .strictObject({
        of: id,
        atLeast: z.number().gt(0).max(1),
        atMost: z.number().min(1).optional().describe("above this share there are too many"),
      })
      .describe("rows against another table's rows of the same date"),
  }),
]);

export const measure = z.union([
  z.strictObject({ distinct: column }).describe("distinct values"),
  z.strictObject({ true: column }).describe("rows where a boolean is true"),
  z.strictObject({ notNull: column }).describe("rows where it is not null"),
]);

export const upstream = z.strictObject({
  table: id,
  window: z
    .strictObject({
      from: z.int().nonnegative().describe("days back of the oldest date read"),
      to: z.int().nonnegative().describe("days back of the newest date read; 0 is the same date"),
    })
    .default({ from: 0, to: 0 })
    .describe("which of its dates a date reads, in days back, both ends included"),
});

/** Whose rows say which rows are due here: found by joining keys, never by a ratio of counts. */
export const covers = z
  .strictObject({
    table: id.describe("the upstream; each of its keys has a row here on the same date"),
    on: z.array(column).min(1).describe("columns of the key, named alike in both tables"),
    extra: z
      .enum(["refused", "allowed"])
      .default("refused")
      .describe("keys that the upstream does not have: refused makes them a surplus"),
  })
  .describe("an upstream whose every key has a row here");
