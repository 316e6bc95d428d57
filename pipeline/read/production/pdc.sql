-- nba_precompute.player_daily_cache: a row names no game.
SELECT
  cache_date,
  player_lookup AS player_id,
  player_lookup,
  CAST(NULL AS STRING) AS game_id
FROM `nba_precompute.player_daily_cache`
WHERE cache_date BETWEEN @first_date AND @last_date
