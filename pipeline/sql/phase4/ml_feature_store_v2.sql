-- nba_precompute.ml_feature_store_v2 (mlfs): what a model trains on, a player against his next opponent.
-- grain: a rostered player of a game due on the date. keys: game_id, player_id. date column: game_date.
-- windows: those of the feature sets it joins, and against this opponent the last 365 days before the date.
-- games_behind is the player's (player_daily_cache), opponent_games_behind the opposing defence's (15 games).
-- units: *_avg_N per game over N games. zone_matchup is the field-goal percentage, in parts of 1, that the opponent's
-- zone defence would add to or take from this player's choice of shots: the sum over the five zones of his share of
-- attempts (20 games) times what the opponent allows there above the league. NULL where either side has no history.
-- sources, same date: nba_analytics.upcoming_player_game_context, nba_precompute.player_daily_cache,
-- nba_precompute.player_shot_zone_analysis, nba_precompute.player_composite_factors,
-- nba_precompute.team_defense_zone_analysis. 365 days before it: nba_analytics.player_game_summary.
--
-- A feature set that has no row for the date leaves NULLs and the row stays, so a gap there is seen as NULL features.
WITH target AS (
  SELECT game_date FROM UNNEST(@dates) AS game_date
),
due AS (
  SELECT
    context.game_date, context.game_id, context.season, context.season_type,
    context.player_id, context.player_lookup, context.player_name,
    context.team_abbr, context.opponent_abbr, context.is_home,
    context.team_rest_days, context.opponent_rest_days
  FROM target
  JOIN `nba_analytics.upcoming_player_game_context` AS context ON context.game_date = target.game_date
  WHERE context.game_date BETWEEN @first_date AND @last_date
),
meetings AS (
  SELECT
    due.game_date, due.game_id, due.player_id,
    COUNT(past.game_date) AS games, SUM(past.points) AS points, SUM(past.minutes) AS minutes
  FROM due
  JOIN `nba_analytics.player_game_summary` AS past
    ON past.player_id = due.player_id
    AND past.opponent_abbr = due.opponent_abbr
    AND past.game_date < due.game_date
    AND past.game_date >= due.game_date - 365
  WHERE past.game_date >= @first_date - 365 AND past.game_date < @last_date
  GROUP BY due.game_date, due.game_id, due.player_id
)
SELECT
  due.game_date, due.game_id, due.season, due.season_type,
  due.player_id, due.player_lookup, due.player_name, due.team_abbr, due.opponent_abbr, due.is_home,
  form.games_behind, form.season_games_behind,
  form.points_avg_5, form.points_avg_10, form.points_avg_20,
  form.minutes_avg_5, form.minutes_avg_10, form.minutes_avg_20,
  form.steals_avg_10, form.blocks_avg_10, form.rebounds_avg_10, form.opponent_points_avg_10,
  zones.primary_zone,
  zones.restricted_area_share_20, zones.paint_non_ra_share_20, zones.mid_range_share_20,
  zones.corner_3_share_20, zones.above_break_3_share_20,
  factors.clutch_fg_pct_20, factors.clutch_fga_share_20, factors.clutch_points_share_20,
  factors.rest_days, factors.games_last_7_days, factors.fatigue_score,
  due.team_rest_days, due.opponent_rest_days,
  defence.games_behind AS opponent_games_behind,
  defence.restricted_area_pct_vs_league AS opponent_restricted_area_pct_vs_league,
  defence.paint_non_ra_pct_vs_league AS opponent_paint_non_ra_pct_vs_league,
  defence.mid_range_pct_vs_league AS opponent_mid_range_pct_vs_league,
  defence.corner_3_pct_vs_league AS opponent_corner_3_pct_vs_league,
  defence.above_break_3_pct_vs_league AS opponent_above_break_3_pct_vs_league,
  ROUND(
    zones.restricted_area_share_20 * defence.restricted_area_pct_vs_league
      + zones.paint_non_ra_share_20 * defence.paint_non_ra_pct_vs_league
      + zones.mid_range_share_20 * defence.mid_range_pct_vs_league
      + zones.corner_3_share_20 * defence.corner_3_pct_vs_league
      + zones.above_break_3_share_20 * defence.above_break_3_pct_vs_league,
    6
  ) AS zone_matchup,
  COALESCE(meetings.games, 0) AS games_against_opponent,
  ROUND(SAFE_DIVIDE(meetings.points, meetings.games), 6) AS points_avg_against_opponent,
  ROUND(SAFE_DIVIDE(meetings.minutes, meetings.games), 6) AS minutes_avg_against_opponent
FROM due
LEFT JOIN `nba_precompute.player_daily_cache` AS form
  ON form.cache_date = due.game_date AND form.player_id = due.player_id
  AND form.cache_date BETWEEN @first_date AND @last_date
LEFT JOIN `nba_precompute.player_shot_zone_analysis` AS zones
  ON zones.analysis_date = due.game_date AND zones.player_id = due.player_id
  AND zones.analysis_date BETWEEN @first_date AND @last_date
LEFT JOIN `nba_precompute.player_composite_factors` AS factors
  ON factors.game_date = due.game_date AND factors.game_id = due.game_id AND factors.player_id = due.player_id
  AND factors.game_date BETWEEN @first_date AND @last_date
LEFT JOIN `nba_precompute.team_defense_zone_analysis` AS defence
  ON defence.analysis_date = due.game_date AND defence.team_abbr = due.opponent_abbr
  AND defence.analysis_date BETWEEN @first_date AND @last_date
LEFT JOIN meetings
  ON meetings.game_date = due.game_date AND meetings.game_id = due.game_id
  AND meetings.player_id = due.player_id
