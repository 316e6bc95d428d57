import { z } from "zod";
import { scraper } from "./scraper.ts";

/** Words that reports and summaries have as they are: nothing in them may be markup, a mention or another line. */
export const words = z
  .string()
  .max(300)
  .regex(
    /^[^\p{Cc}\u2028\u2029<>@#`|[\]\\*]+$/u,
    "must be words on one line, without any of < > @ # ` | [ ] * and backslash",
  );

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
  z
    .strictObject({
      kind: z.literal("service"),
      owner: words.describe("who runs it"),
      minutesPerDate,
      url: z.string().optional().describe("where it answers; https, or http on this machine"),
      urlFrom: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of a variable, such as PHASE4_SERVICE_URL")
        .optional()
        .describe("instead of url: the environment variable that holds it"),
      path: z
        .string()
        .regex(/^\/[\w./-]*$/, "must be a path, such as /process-date")
        .optional()
        .describe("what is called there; /process-date unless given"),
      processor: z
        .string()
        .optional()
        .describe("the table's name in `processors` and in `results[]`"),
      auth: z
        .enum(["identity-token", "api-key", "none"])
        .optional()
        .describe("identity-token unless given; none is for this machine alone"),
      timeoutSeconds: z.int().positive().max(3600).optional().describe("300 unless given"),
      concurrency: z
        .int()
        .positive()
        .max(20)
        .optional()
        .describe("dates that are asked for at once; 2 unless given"),
      skips: z
        .array(z.enum(["warm-up"]))
        .default([])
        .describe("dates it leaves out on purpose"),
      override: z
        .union([z.literal("none"), z.record(z.string(), z.json())])
        .optional()
        .describe(
          "what the request has more under --include-warm-up, include_bootstrap: true unless given; none: nothing makes it fill the dates that it skips",
        ),
      unit: z
        .enum(["date", "range", "game"])
        .optional()
        .describe(
          "what one call is for: a date, unless given; consecutive dates; or a game that the date lacks",
        ),
      request: z
        .record(z.string(), z.json())
        .optional()
        .describe(
          "the body of a call; {date}, {first}, {last}, {processor}, {game} and {game_code} in its texts are replaced",
        ),
      answer: z
        .enum(["results", "status"])
        .optional()
        .describe(
          "where the outcome stands: results[], by processor, unless given; or status of the answer itself",
        ),
      waitSeconds: z
        .int()
        .positive()
        .max(7200)
        .optional()
        .describe(
          "rows come later than the answer: how long they are waited for; not unless given",
        ),
      keyFrom: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of a variable, such as PHASE3_API_KEY")
        .optional()
        .describe("with auth: api-key, the variable that holds it; it is sent as X-API-Key"),
    })
    .describe("somebody else's; with url or urlFrom it can be called"),
  scraper,
]);
export type Producer = z.infer<typeof producer>;
export type ServiceProducer = Extract<Producer, { kind: "service" }>;
