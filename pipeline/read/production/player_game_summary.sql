-- nba_analytics.player_game_summary: who did not play has a row too, and no box score.
SELECT
  game_date,
  game_id,
  player_lookup AS player_id,
  player_lookup
FROM `nba_analytics.player_game_summary`
WHERE game_date BETWEEN @first_date AND @last_date
  AND NOT COALESCE(is_dnp, FALSE)
