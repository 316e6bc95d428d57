-- nba_raw.nbac_gamebook_player_stats: everybody on the sheet, also who did not play. A name that was not resolved has no lookup.
SELECT
  game_date,
  game_id,
  COALESCE(player_lookup, player_name_original) AS player_lookup,
  COALESCE(player_name, player_name_original) AS player_name,
  minutes_decimal AS minutes,
  points,
  total_rebounds AS rebounds,
  assists
FROM `nba_raw.nbac_gamebook_player_stats`
WHERE game_date BETWEEN @first_date AND @last_date
