-- nba_precompute.player_composite_factors.
SELECT
  game_date,
  game_id,
  player_lookup AS player_id,
  player_lookup
FROM `nba_precompute.player_composite_factors`
WHERE game_date BETWEEN @first_date AND @last_date
