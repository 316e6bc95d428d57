import { parseCivilDate } from "../../../src/dates/civil-date.ts";
import type {
  PhaseConfig,
  PipelineConfig,
  TableConfig,
  Waiver,
} from "../../../src/pipeline/schema.ts";
import type { ProducerSetting } from "../../../src/producers/open.ts";

export const day = parseCivilDate;

/** Opening night of the season that `aPipeline` declares; day 0 of its two days of warm-up. */
export const OPENING = day("2025-10-21");

export const ENVIRONMENT = "test";

/** A table of phase "raw" that asks for presence and is filled in the environment "test". */
export const aTable = (over: Partial<TableConfig> = {}): TableConfig => ({
  id: "box_scores",
  phase: "raw",
  name: "raw.box_scores",
  dateColumn: "game_date",
  keys: ["game_id", "player_id"],
  full: "presence",
  measures: {},
  upstream: [],
  producers: {
    [ENVIRONMENT]: { kind: "service", owner: "a test", skips: [], urlFrom: "SERVICE_URL" },
  },
  rebuildable: true,
  shadow: false,
  priority: {},
  ...over,
});

export const byGames = (rowsPerGame?: number): TableConfig["full"] => ({
  games: { column: "game_id", ...(rowsPerGame === undefined ? {} : { rowsPerGame }) },
});

export const aPhase = (over: Partial<PhaseConfig> = {}): PhaseConfig => ({
  id: "raw",
  number: 1,
  title: "raw data",
  judged: "each",
  requiredForTraining: false,
  priority: { missing: "P1", partial: "P2", thin: "P2" },
  ...over,
});

/** Phases "raw" and "features" (required for training, judged together), one season, no score stages but presence. */
export const aPipeline = (over: Partial<PipelineConfig> = {}): PipelineConfig => ({
  version: 1,
  name: "small",
  timeZone: "America/New_York",
  graceHours: 48,
  warmUp: { days: 2, policy: "annotate", tables: [] },
  issues: { restDays: 30 },
  reports: { rollAfterDays: 90 },
  seasons: [
    { id: "2024-25", opens: day("2024-10-22"), closes: day("2025-06-22") },
    { id: "2025-26", opens: OPENING, closes: day("2026-06-30") },
  ],
  calendar: {
    table: "schedule",
    columns: {
      game: "game_id",
      type: "season_type",
      status: "game_status",
      homeScore: "home_score",
      awayScore: "away_score",
    },
    countTypes: ["regular_season"],
    ignoreStatuses: ["postponed"],
    exclude: [],
    maxGapDays: 8,
    playoffTypes: ["playoffs"],
    breaks: [],
  },
  environments: { [ENVIRONMENT]: { engine: "duckdb", destructive: false } },
  phases: [
    aPhase(),
    aPhase({
      id: "features",
      number: 2,
      title: "features",
      judged: "together",
      requiredForTraining: true,
      priority: { missing: "P0", partial: "P2", thin: "P2" },
    }),
  ],
  tables: [aTable()],
  score: {
    stages: [{ id: "raw", kind: "any", table: "box_scores" }],
    bands: { excellent: 90, good: 70, fair: 50 },
  },
  healthCsv: "none",
  criteria: [],
  waivers: [],
  ...over,
});

export const aWaiver = (over: Partial<Waiver> = {}): Waiver => ({
  tables: ["box_scores"],
  reason: "The source withholds it.",
  expires: day("2029-12-31"),
  ...over,
});

/** What a producer that is no scraper is told of scrapers. */
export const NO_SCRAPERS: ProducerSetting["scrapers"] = {
  pipeline: aPipeline(),
  asOf: new Date("2026-03-20T12:00:00Z"),
  sessions: new Map(),
  tell: () => undefined,
};
