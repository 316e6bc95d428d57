-- nba_raw.nbac_gamebook_player_stats from the recorded box scores: the sample has one source of player lines, so here
-- the gamebook is a copy of it and cannot disagree. DuckDB's own SQL: it reads Parquet.
-- grain: a player in a game he played. keys: game_id, player_lookup. units: counts, minutes are whole.
SELECT
  game_date, game_id,
  regexp_replace(lower(strip_accents(player_name)), '[^a-z0-9]', '', 'g') AS player_lookup,
  player_name, team AS team_abbr,
  CAST(minutes AS BIGINT) AS minutes, CAST(points AS BIGINT) AS points,
  CAST(rebounds AS BIGINT) AS rebounds, CAST(assists AS BIGINT) AS assists
FROM 'sample/box_scores.parquet'
