-- nba_raw.bdl_player_boxscores from the recorded box scores (sample/README.md). DuckDB's own SQL: it reads Parquet.
-- grain: a player in a game he played. keys: game_id, player_id. units: counts, minutes are whole.
SELECT
  game_date, game_id, season, player_id, player_name,
  regexp_replace(lower(strip_accents(player_name)), '[^a-z0-9]', '', 'g') AS player_lookup,
  team AS team_abbr, opponent AS opponent_abbr, is_home,
  CAST(minutes AS BIGINT) AS minutes, CAST(points AS BIGINT) AS points,
  CAST(rebounds AS BIGINT) AS rebounds, CAST(assists AS BIGINT) AS assists,
  CAST(steals AS BIGINT) AS steals, CAST(blocks AS BIGINT) AS blocks,
  CAST(turnovers AS BIGINT) AS turnovers,
  CAST(fgm AS BIGINT) AS fgm, CAST(fga AS BIGINT) AS fga,
  CAST(fg3m AS BIGINT) AS fg3m, CAST(fg3a AS BIGINT) AS fg3a,
  CAST(ftm AS BIGINT) AS ftm, CAST(fta AS BIGINT) AS fta,
  CAST(plus_minus AS BIGINT) AS plus_minus, attempts_derived
FROM 'sample/box_scores.parquet'
