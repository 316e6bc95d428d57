import { z } from "zod";

const minutesPerDate = z
  .number()
  .positive()
  .optional()
  .describe("declared duration, until the ledger has measured one");

/** Who fills a table in an environment. */
export const producer = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("recorded"),
    file: z.string().describe("DuckDB SQL over files kept in the repository"),
    minutesPerDate,
  }),
  z.strictObject({
    kind: z.literal("sql"),
    file: z.string().describe("one SELECT that fills a set of dates"),
    minutesPerDate,
  }),
  z
    .strictObject({
      kind: z.literal("command"),
      argv: z
        .array(z.string())
        .min(1)
        .describe("run without a shell; {dates}, {start} and {end} are replaced"),
      timeoutSeconds: z.int().positive().max(86_400).default(600),
      minutesPerDate,
    })
    .describe("a program that prints the rows of the dates, one JSON object a line"),
  z.strictObject({
    kind: z.literal("service"),
    owner: z.string().describe("who runs it"),
    minutesPerDate,
    processor: z.string().optional(),
    skips: z
      .array(z.enum(["warm-up"]))
      .default([])
      .describe("dates it leaves out on purpose"),
  }),
]);
export type Producer = z.infer<typeof producer>;
