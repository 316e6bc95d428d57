-- nba_analytics.team_defense_game_summary.
SELECT
  game_date,
  game_id,
  defending_team_abbr
FROM `nba_analytics.team_defense_game_summary`
WHERE game_date BETWEEN @first_date AND @last_date
