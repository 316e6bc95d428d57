/** How a table of the operators is filled from the sample: its rows, and the columns that the sample knows. */
export type Filling = { readonly from: string; readonly columns: Readonly<Record<string, string>> };

const PLAYER = { player_lookup: "player_lookup", universal_player_id: "player_lookup || '_001'" };

/** The second form of game ids for the sample's rows: `g` is their game. */
const joined = (table: string, date = "game_date") =>
  `(SELECT t.*, g.sid, g.home_team, g.away_team, t.${date} AS on_date FROM s.${table} AS t JOIN games AS g USING (game_id)) AS t`;

/**
 * Rows of the schedule for each game: what was scraped before it, what was scraped while it was played, the final one, and
 * an older state that was scraped again later. A game that nobody played stood on an earlier date before.
 */
const SCHEDULED = `(
  SELECT g.*, state.* FROM games AS g,
    (VALUES (1, -2, NULL), (2, 0, NULL), (3, 1, NULL), (1, 2, NULL)) AS state(status, day, moved_from)
  WHERE g.game_status = 'final'
  UNION ALL BY NAME
  SELECT g.* REPLACE (CASE WHEN state.day < -1 THEN g.game_date - 3 ELSE g.game_date END AS game_date), state.*
  FROM games AS g, (VALUES (1, -4, 'x'), (1, -1, NULL)) AS state(status, day, moved_from)
  WHERE g.game_status = 'scheduled'
  UNION ALL BY NAME
  SELECT DATE '2026-02-15' AS game_date, '0032500001' AS game_id, 2025 AS season, 'all_star' AS season_type,
    'EST' AS home_team, 'WST' AS away_team, 1 AS status, -20 AS day
)`;

/** What each of the operators' tables holds. Tables that nothing here reads are left empty. */
export const FILLINGS: Readonly<Record<string, Filling>> = {
  "nba_raw.nbac_schedule": {
    from: `${SCHEDULED} AS t`,
    columns: {
      game_id: "game_id",
      game_date: "game_date",
      game_code: "strftime(game_date, '%Y%m%d') || '/' || away_team || home_team",
      season_year: "season",
      game_status: "status",
      game_status_text: "['7:00 pm ET', 'Q3', 'Final'][status]",
      home_team_tricode: "home_team",
      away_team_tricode: "away_team",
      is_regular_season: "season_type = 'regular_season'",
      is_playoffs: "season_type IN ('playoffs', 'play_in')",
      is_all_star: "season_type = 'all_star'",
      is_emirates_cup: "season_type = 'nba_cup_final'",
      home_team_score: "CASE WHEN status = 3 THEN home_score END",
      away_team_score: "CASE WHEN status = 3 THEN away_score END",
      processed_at: "game_date + INTERVAL 6 HOUR + to_days(day) + INTERVAL 123456 MICROSECOND",
    },
  },
  "nba_raw.bdl_player_boxscores": {
    from: joined("nba_raw.bdl_player_boxscores"),
    columns: {
      game_id: "sid",
      game_date: "game_date",
      season_year: "season",
      home_team_abbr: "home_team",
      away_team_abbr: "away_team",
      team_abbr: "team_abbr",
      player_full_name: "player_name",
      player_lookup: "player_lookup",
      bdl_player_id: "player_id",
      minutes: "minutes || ':30'",
      points: "points",
      assists: "assists",
      rebounds: "rebounds",
    },
  },
  "nba_raw.nbac_gamebook_player_stats": {
    from: joined("nba_raw.nbac_gamebook_player_stats"),
    columns: {
      game_id: "sid",
      game_date: "game_date",
      season_year: "year(game_date)",
      player_name: "player_name",
      player_name_original: "player_name",
      player_lookup: "player_lookup",
      team_abbr: "team_abbr",
      player_status: "'active'",
      minutes: "minutes || ':30'",
      minutes_decimal: "minutes",
      points: "points",
      total_rebounds: "rebounds",
      assists: "assists",
    },
  },
  "nba_analytics.player_game_summary": {
    from: joined("nba_analytics.player_game_summary"),
    columns: {
      ...PLAYER,
      game_id: "sid",
      game_date: "game_date",
      player_full_name: "player_name",
      team_abbr: "team_abbr",
      opponent_team_abbr: "opponent_abbr",
      season_year: "season",
      points: "points",
      minutes_played: "minutes",
      is_active: "TRUE",
      is_dnp: "FALSE",
    },
  },
  "nba_analytics.team_defense_game_summary": {
    from: joined("nba_analytics.team_defense_game_summary"),
    columns: {
      game_id: "sid",
      game_date: "game_date",
      defending_team_abbr: "defending_team_abbr",
    },
  },
  "nba_analytics.upcoming_player_game_context": {
    from: joined("nba_analytics.upcoming_player_game_context"),
    columns: {
      ...PLAYER,
      game_id: "sid",
      game_date: "game_date",
      team_abbr: "team_abbr",
      opponent_team_abbr: "opponent_abbr",
    },
  },
  "nba_precompute.team_defense_zone_analysis": {
    from: "s.nba_precompute.team_defense_zone_analysis AS t",
    columns: { team_abbr: "team_abbr", analysis_date: "analysis_date" },
  },
  "nba_precompute.player_shot_zone_analysis": {
    from: "s.nba_precompute.player_shot_zone_analysis AS t",
    columns: { ...PLAYER, analysis_date: "analysis_date", paint_rate_last_10: "12.34" },
  },
  "nba_precompute.player_daily_cache": {
    from: "s.nba_precompute.player_daily_cache AS t",
    columns: { ...PLAYER, cache_date: "cache_date", points_avg_last_10: "round(points_avg_10, 1)" },
  },
  "nba_precompute.player_composite_factors": {
    from: joined("nba_precompute.player_composite_factors"),
    columns: { ...PLAYER, game_id: "sid", game_date: "game_date" },
  },
  "nba_predictions.ml_feature_store_v2": {
    from: joined("nba_precompute.ml_feature_store_v2"),
    columns: {
      ...PLAYER,
      game_id: "sid",
      game_date: "game_date",
      features: "[coalesce(points_avg_5, 10.0), coalesce(points_avg_10, 10.0)]",
      feature_names: "['points_avg_last_5', 'points_avg_last_10']",
      feature_count: "54",
      feature_version: "'v2'",
      data_source: "'phase4'",
      feature_0_value: "coalesce(points_avg_5, 10.0)",
      feature_1_value: "coalesce(points_avg_10, 10.0)",
    },
  },
  "nba_predictions.player_prop_predictions": {
    // The active version, the one that it superseded, and one that was made after the game began.
    from: `(SELECT t.*, v.* FROM ${joined("nba_predictions.player_prop_predictions")},
      (VALUES (1, FALSE, TRUE), (2, TRUE, TRUE), (3, TRUE, FALSE)) AS v(version, active, before)) AS t`,
    columns: {
      ...PLAYER,
      prediction_id: "concat_ws('-', player_lookup, sid, version)",
      system_id: "system_id",
      game_id: "sid",
      game_date: "game_date",
      prediction_version: "version",
      predicted_points: "round(predicted_points, 1)",
      confidence_score: "0.75",
      recommendation: "recommendation",
      is_active: "active",
      prediction_made_before_game: "before",
    },
  },
  "nba_predictions.prediction_accuracy": {
    from: joined("nba_predictions.prediction_grades"),
    columns: {
      player_lookup: "player_lookup",
      game_id: "sid",
      game_date: "game_date",
      system_id: "system_id",
      predicted_points: "round(predicted_points, 1)",
      actual_points: "actual_points",
      prediction_correct: "prediction_correct",
    },
  },
};

/** The sample's games with both forms of their ids. */
export const GAMES = `CREATE TEMP TABLE games AS SELECT *,
  strftime(game_date, '%Y%m%d') || '_' || away_team || '_' || home_team AS sid FROM s.nba_raw.nbac_schedule`;
