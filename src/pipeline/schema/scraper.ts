import { z } from "zod";

const variable = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of a variable, such as SCRAPER_CONTACT");
const column = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be a column name");

export const SCRAPED_SOURCES = [
  "nbac_schedule",
  "bdl_box_scores",
  "nbac_gamebook",
  "nbac_play_by_play",
] as const;
export type ScrapedSource = (typeof SCRAPED_SOURCES)[number];

/** Fetches the games that a date lacks from their source, a game at a time. */
export const scraper = z
  .strictObject({
    kind: z.literal("scraper"),
    source: z.enum(SCRAPED_SOURCES),
    baseUrl: z.string().optional().describe("instead of the source's own host"),
    baseUrlFrom: variable
      .optional()
      .describe("the variable that, where it is set, goes before baseUrl"),
    hosts: z
      .array(z.string())
      .default([])
      .describe(
        "further hosts that may be asked, by a redirect too; *.example.org covers all below",
      ),
    keyFrom: variable.optional().describe("the variable that holds the key of bdl_box_scores"),
    contactFrom: variable
      .default("SCRAPER_CONTACT")
      .describe("the variable that says where the source's owners can complain"),
    spacingSeconds: z.number().nonnegative().max(60).default(1).describe("between two requests"),
    concurrency: z.int().positive().max(4).default(1).describe("requests at once"),
    connectSeconds: z.number().positive().max(60).default(10),
    timeoutSeconds: z.number().positive().max(600).default(60).describe("for a whole answer"),
    retries: z.int().nonnegative().max(10).default(4).describe("of a request, after the first"),
    retryWaitSeconds: z
      .number()
      .positive()
      .max(60)
      .default(1)
      .describe("before the first of them; it doubles"),
    cache: z
      .string()
      .regex(
        /^(?!\w+:\/\/)|^gs:\/\/[a-z0-9][a-z0-9._-]+(?:\/[\w./-]*)?$/,
        "must be a folder, or a bucket such as gs://my-bucket/originals",
      )
      .default(".cache/originals")
      .describe("what keeps the originals: a folder, or gs://BUCKET/PREFIX"),
    home: column.default("home_team").describe("the schedule's column of the home team's code"),
    away: column.default("away_team").describe("the schedule's column of the away team's code"),
    players: z
      .string()
      .optional()
      .describe("bdl_box_scores: the table that knows the league's player ids, such as rosters"),
    names: z
      .string()
      .optional()
      .describe(
        "the file of names that a source spells differently; pipeline/player-names.yaml, where it is there, unless declared",
      ),
    boxScores: z
      .string()
      .optional()
      .describe("nbac_play_by_play: the table whose points and makes the shots must equal"),
    extraColumns: z
      .array(column)
      .default([])
      .describe("columns that the table has beyond the sample's, such as source_sha256"),
    minutesPerDate: z
      .number()
      .positive()
      .optional()
      .describe("declared duration, until the ledger has measured one"),
  })
  .describe("fetches what a date lacks from its source, politely");
export type ScraperProducer = z.infer<typeof scraper>;
