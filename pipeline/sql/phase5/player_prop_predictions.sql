-- nba_predictions.player_prop_predictions: points predicted for each player due, and the line to beat.
-- grain: a system's prediction for a player on a date. keys: game_date, player_lookup, system_id.
-- date column: game_date.
-- units: points. line_value is in steps of half a point.
-- source, same date: nba_precompute.player_daily_cache.
--
-- The one system, moving_average, is a baseline to measure better ones against, not a model of the game. It is the mean
-- of the player's last 10 games, drawn towards a prior of 10 points that weighs as much as 3 games: a player without
-- history gets the prior and one with two games is not taken at his word. The sample has no bookmaker's lines, so the
-- line is the same mean over 20 games: the recommendation says whether his recent form runs above his longer one.
WITH target AS (
  SELECT game_date FROM UNNEST(@dates) AS game_date
),
form AS (
  SELECT
    cache.cache_date AS game_date, cache.game_id, cache.season, cache.player_id, cache.player_lookup,
    cache.player_name, cache.team_abbr, cache.opponent_abbr, cache.games_behind,
    (3 * 10 + COALESCE(cache.points_sum_10, 0)) / (3 + LEAST(10, cache.games_behind)) AS mean_10,
    (3 * 10 + COALESCE(cache.points_sum_20, 0)) / (3 + cache.games_behind) AS mean_20
  FROM target
  JOIN `nba_precompute.player_daily_cache` AS cache ON cache.cache_date = target.game_date
  WHERE cache.cache_date BETWEEN @first_date AND @last_date
),
predictions AS (
  SELECT
    game_date, game_id, season, player_id, player_lookup, player_name, team_abbr, opponent_abbr, games_behind,
    ROUND(mean_10, 6) AS predicted_points,
    ROUND(2 * mean_20) / 2 AS line_value
  FROM form
)
SELECT
  game_date, player_lookup, 'moving_average' AS system_id,
  game_id, season, player_id, player_name, team_abbr, opponent_abbr, games_behind,
  predicted_points, line_value,
  IF(predicted_points > line_value, 'OVER', 'UNDER') AS recommendation
FROM predictions
