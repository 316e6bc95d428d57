-- nba_raw.bdl_player_boxscores: a player is known by his lookup. Minutes are text, such as 34 or 34:12.
SELECT
  game_date,
  game_id,
  player_lookup AS player_id,
  player_lookup,
  player_full_name AS player_name,
  SAFE_CAST(REGEXP_REPLACE(minutes, ':.*', '') AS FLOAT64) AS minutes,
  points,
  rebounds,
  assists
FROM `nba_raw.bdl_player_boxscores`
WHERE game_date BETWEEN @first_date AND @last_date
