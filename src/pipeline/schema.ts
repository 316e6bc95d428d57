import { z } from "zod";
import { isTimeZone } from "../dates/instant.ts";
import { COLUMN_NAME, column, date, ID, id, priority, reason, TABLE_NAME } from "./schema/atoms.ts";
import { calendar } from "./schema/calendar.ts";
import { environment, environmentName } from "./schema/environments.ts";
import { covers, fullDate, measure, upstream } from "./schema/expected.ts";
import { producer, words } from "./schema/producers.ts";
import { reading, real } from "./schema/reading.ts";
import { arrivesBy, cadence } from "./schema/rhythm.ts";
import { criterion, stage } from "./schema/score.ts";
import type { Output } from "./schema/select.ts";

/** Unless `reports.rollAfterDays` says another number. */
export const ROLL_AFTER_DAYS = 90;

export { PRIORITIES, type Priority } from "./schema/atoms.ts";
export type { ScheduleCalendar } from "./schema/calendar.ts";
export type { Criterion, ScoreStage } from "./schema/score.ts";

/** A checked SELECT over the table itself: backticks name it, `@first_date` and `@last_date` bound its dates. */
export type Reading = {
  readonly sql: string;
  /** Where it stands, for messages. */
  readonly from: string;
  readonly outputs: readonly Output[];
  /** The tables that it names in backticks. */
  readonly tables: readonly string[];
  /** Each output is an expression over one row of the table. */
  readonly isPlain: boolean;
  /** An output that looks at no other row is an expression over the row of the table that it came from. */
  readonly isOfOneTable: boolean;
};

const table = z.strictObject({
  id,
  phase: id,
  owner: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, "must be a GitHub login")
    .optional()
    .describe("the GitHub login that is assigned when an issue about the table is opened"),
  name: z.string().regex(TABLE_NAME, "must be dataset.table").describe("dataset.table"),
  title: words.optional().describe("what people call it"),
  dateColumn: column.default("game_date"),
  keys: z.array(column).min(1).describe("columns that make a row unique"),
  gameColumn: column
    .optional()
    .describe("the game of a row, where it has one; full: games names it too"),
  full: fullDate
    .optional()
    .describe("where neither this nor covers says it, about as many rows as on other dates"),
  covers: covers.optional(),
  measures: z.record(z.string().regex(ID), measure).default({}),
  reconcile: z
    .strictObject({ points: column })
    .optional()
    .describe("its points a game must add up to the schedule's final score"),
  compare: z
    .strictObject({
      with: id.describe("another source of the same numbers"),
      game: column.default("game_id"),
      player: column.default("player_lookup").describe("what both sources know a player by"),
      name: column.default("player_name"),
      stats: z
        .record(COLUMN_NAME, z.number().nonnegative())
        .describe("columns that both have, and by how much they may differ"),
    })
    .optional()
    .describe("players whose numbers differ from another table's are a finding"),
  upstream: z.array(upstream).default([]),
  producers: z.record(z.string(), producer).describe("who fills it, by environment"),
  knownBefore: z
    .union([z.literal(true), z.strictObject({ except: z.array(column).min(1) })])
    .optional()
    .describe(
      "its rows of a date stand before the date, but for the columns in except, such as final scores; ops leak takes everything else of the date for unknown",
    ),
  rebuildable: z
    .boolean()
    .default(true)
    .describe("false if a row cannot be recreated after the fact, such as a prediction"),
  read: z
    .record(environmentName, reading)
    .optional()
    .describe("by environment, how a table of another shape is read as this one"),
  real: real.optional(),
  since: date.optional().describe("first date it covers; earlier ones are expected to be absent"),
  cadence: cadence
    .optional()
    .describe("which of the calendar's dates it has rows on; daily unless given"),
  arrives_by: arrivesBy
    .optional()
    .describe("when a date is usually there; after that it is late, within the grace too"),
  empty: z
    .literal("allowed")
    .optional()
    .describe("a date without a row is a zero and no gap, because its source may have nothing"),
  volatileColumns: z
    .array(column)
    .optional()
    .describe(
      "differ at every run, such as processed_at; whether a date has changed is judged without them",
    ),
  droppedColumns: z
    .array(column)
    .optional()
    .describe("columns that were removed on purpose; that they are gone is no finding"),
  shadow: z.boolean().default(false).describe("watched, but blocks nothing and scores nothing"),
  priority: z
    .strictObject({
      missing: priority.optional(),
      partial: priority.optional(),
      thin: priority.optional(),
    })
    .default({})
    .describe("instead of its phase's"),
});

const phase = z.strictObject({
  id,
  title: words,
  number: z.int().positive(),
  judged: z
    .enum(["together", "each"])
    .default("each")
    .describe("together: a date with none of its tables is one finding; each: a finding a table"),
  requiredForTraining: z
    .boolean()
    .default(false)
    .describe("training is blocked while a date has none of it"),
  impact: words.optional().describe("what models or people lose without it"),
  priority: z
    .strictObject({
      missing: priority.default("P1"),
      partial: priority.default("P2"),
      thin: priority.default("P2").describe("rows are there, but fewer than there should be"),
    })
    .prefault({}),
});

const season = z.strictObject({
  id: z.string().regex(/^\w[\w.-]{0,40}$/, "must be a name such as 2025-26"),
  opens: date.describe("opening night"),
  closes: date.describe("last possible game date"),
});
export type Season = z.infer<typeof season>;

const waiver = z.strictObject({
  games: z.array(z.string()).optional(),
  dates: z.array(date).optional(),
  tables: z.array(id).min(1),
  environments: z.array(environmentName).optional().describe("all where not given"),
  reason,
  expires: date.describe("last day on which it holds"),
});
export type Waiver = z.infer<typeof waiver>;

/** `pipeline/pipeline.yaml`: what is watched. Unknown keys are errors, so that a typo is one. */
export const PipelineSchema = z.strictObject({
  version: z.literal(1),
  name: words,
  timeZone: z
    .string()
    .refine(isTimeZone, "must be an IANA time zone, such as America/New_York")
    .describe("IANA name; game dates are its calendar days"),
  graceHours: z.number().positive().describe("after the end of a date: late, not failed"),
  warmUp: z.strictObject({
    days: z.int().nonnegative().describe("from opening night, that night is day 0"),
    policy: z.enum(["annotate", "expected"]).default("annotate"),
    tables: z.array(id),
  }),
  seasons: z.array(season).min(1),
  calendar,
  environments: z.record(environmentName, environment),
  phases: z.array(phase).min(1),
  tables: z.array(table).min(1),
  score: z.strictObject({
    stages: z.array(stage).min(1),
    bands: z.strictObject({ excellent: z.number(), good: z.number(), fair: z.number() }),
  }),
  healthCsv: z
    .enum(["nba-20", "none"])
    .default("none")
    .describe("nba-20: the operators' 20 columns, which need their tables by id"),
  criteria: z.array(criterion).default([]),
  issues: z
    .strictObject({
      restDays: z
        .int()
        .nonnegative()
        .max(3650)
        .default(30)
        .describe(
          "days for which an issue is left closed that a person closed as not planned; 0: the next validation opens it again",
        ),
    })
    .prefault({}),
  reports: z
    .strictObject({
      rollAfterDays: z
        .int()
        .min(7)
        .default(ROLL_AFTER_DAYS)
        .describe(
          "days after the end of a month until a publication bundles its handoffs and receipts into one file",
        ),
    })
    .prefault({}),
  waivers: z.array(waiver).default([]),
});
export type PipelineConfig = z.infer<typeof PipelineSchema> & {
  /** The text of each file that a reading names, by its path; put in by whoever loads the pipeline. */
  readonly readFiles?: Readonly<Record<string, string>>;
};
/** As an environment has it, `name` is the table there, and `reading` how its rows are read as the declared ones. */
export type TableConfig = z.infer<typeof table> & { readonly reading?: Reading };
export type PhaseConfig = z.infer<typeof phase>;
