-- nba_analytics.upcoming_player_game_context.
SELECT
  game_date,
  game_id,
  player_lookup AS player_id,
  player_lookup
FROM `nba_analytics.upcoming_player_game_context`
WHERE game_date BETWEEN @first_date AND @last_date
