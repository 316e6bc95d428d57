import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What has to be said of an incident (the README of the folder it comes from), and how it is repaired. */
export type Incident = {
  readonly name: string;
  readonly sql: string;
  /** Findings by id, with the priority, the number of dates and the cause of each. */
  readonly found: Readonly<
    Record<string, readonly [priority: string, dates: number, cause: string]>
  >;
  readonly training: string;
  readonly ready: "passes" | "stops";
  readonly complete: "passes" | "stops";
  readonly repair: readonly string[];
  /**
   * Statements that make of the healthy sample what the repair has to end with, where that is not the healthy sample: a
   * game that was really moved, and what cannot be rebuilt.
   */
  readonly repaired?: readonly string[];
};

const file = (name: string): Pick<Incident, "name" | "sql"> => ({
  name,
  sql: readFileSync(join(import.meta.dirname, "incidents", `${name}.sql`), "utf8"),
});

const REBUILD: readonly string[] = [];
const STOPS = { ready: "stops", complete: "stops" } as const;
const SHORT = { ready: "passes", complete: "stops" } as const;
const UNSOUND = { training: "UNBLOCKED", ...STOPS };

const MOVED = "0022500643";
const DAY = "DATE '2026-01-24'";
/** Read again from the source, or computed from what is: no row of the moved game is on the old date. */
const LEFT_BY_THE_GAME = [
  ...["nba_raw.rosters", "nba_raw.bdl_player_boxscores", "nba_raw.nbac_gamebook_player_stats"],
  ...["nba_raw.nbac_play_by_play_shots", "nba_analytics.player_game_summary"],
  ...["nba_analytics.team_defense_game_summary", "nba_analytics.upcoming_player_game_context"],
  ...["nba_precompute.player_composite_factors", "nba_precompute.ml_feature_store_v2"],
];

export const INCIDENTS: readonly Incident[] = [
  {
    ...file("raw_week_gone"),
    found: { "table-missing:bdl_box_scores": ["P0", 7, "source-outage"] },
    ...{ training: "UNBLOCKED", ...STOPS, repair: REBUILD },
  },
  {
    ...file("table_emptied"),
    found: { "zero-everywhere:mlfs": ["P0", 308, "emptied"] },
    ...{ training: "BLOCKED", ...STOPS, repair: REBUILD },
  },
  {
    ...file("pbp_silent_stop"),
    found: { "stopped:nbac_play_by_play": ["P0", 59, "source-stopped"] },
    ...{ training: "UNBLOCKED", ...STOPS, repair: REBUILD },
  },
  {
    ...file("half_players"),
    found: {
      "thin:nbac_play_by_play": ["P1", 1, "lost-rows"],
      "thin:player_game_summary": ["P1", 1, "lost-rows"],
    },
    // Short alone would be READY; what is left is not what was written, and nobody accounts for it.
    ...{ ...UNSOUND, repair: REBUILD },
  },
  {
    ...file("prediction_coverage_drop"),
    found: { "thin:player_prop_predictions": ["P1", 1, "coverage-drop"] },
    ...{ training: "READY", ...SHORT, repair: REBUILD },
    repaired: [], // nothing of it can be rebuilt
  },
  {
    ...file("dnp_rows"),
    found: { "over-count:player_game_summary": ["P1", 6, "orphans"] },
    ...{ ...UNSOUND, repair: REBUILD },
  },
  {
    ...file("off_day_rows"),
    found: {
      "misplaced:bdl_box_scores": ["P1", 2, "wrong-date"],
      "misplaced:player_game_summary": ["P1", 0, "wrong-date"],
    },
    ...{ ...UNSOUND, repair: ["--remove-strays"] },
    // No plan holds rows without a date: the advice has the statements that keep and delete them.
    repaired: [
      "INSERT INTO nba_analytics.player_game_summary SELECT * REPLACE (NULL AS game_date) FROM nba_analytics.player_game_summary WHERE game_date = '2026-01-20'",
    ],
  },
  {
    ...file("game_moved"),
    found: Object.fromEntries(
      [
        ...["rosters", "upcoming_context", "pdc", "pcf", "mlfs"],
        ...["player_prop_predictions", "prediction_grades"],
      ].map((id) => [`misplaced:${id}`, ["P1", 1, "moved-game"]]),
    ),
    ...{ ...UNSOUND, repair: ["--remove-strays"] },
    repaired: [
      `UPDATE nba_raw.nbac_schedule SET game_date = DATE '2026-03-18', game_status = 'scheduled', home_score = NULL, away_score = NULL WHERE game_id = '${MOVED}'`,
      ...LEFT_BY_THE_GAME.map(
        (table) => `DELETE FROM ${table} WHERE game_date = ${DAY} AND game_id = '${MOVED}'`,
      ),
      `DELETE FROM nba_precompute.player_daily_cache WHERE cache_date = ${DAY} AND game_id = '${MOVED}'`,
    ],
  },
  {
    ...file("wrong_partition"),
    found: { "misplaced:bdl_box_scores": ["P1", 2, "wrong-day"] },
    ...{ ...UNSOUND, repair: REBUILD },
  },
  {
    ...file("dup_gameid_format"),
    found: { "misplaced:team_defense": ["P1", 1, "foreign-game-ids"] },
    ...{ ...UNSOUND, repair: REBUILD },
  },
  {
    ...file("gameid_format"),
    found: { "misplaced:upcoming_context": ["P1", 1, "foreign-game-ids"] },
    ...{ ...UNSOUND, repair: REBUILD },
  },
  {
    name: "a schedule date deleted",
    sql: "DELETE FROM nba_raw.nbac_schedule WHERE game_date = '2025-11-25'",
    found: { "schedule-unknown:nbac_schedule": ["P0", 1, "schedule-lost"] },
    ...{ training: "BLOCKED", ...STOPS, repair: ["--tables", "nbac_schedule"] },
  },
  {
    name: "a game of the schedule deleted",
    sql: "DELETE FROM nba_raw.nbac_schedule WHERE game_id = '0022400487'",
    found: { "schedule-unknown:nbac_schedule": ["P0", 1, "schedule-lost"] },
    ...{ training: "UNBLOCKED", ...STOPS, repair: REBUILD },
  },
];
