-- nba_raw.nbac_schedule from the recorded schedule (sample/README.md). DuckDB's own SQL: it reads Parquet.
-- grain: a game. keys: game_id. units: points, tipoff_utc is an instant, null where unknown.
SELECT
  game_date, game_id, season, season_type, home_team, away_team,
  CAST(home_score AS BIGINT) AS home_score, CAST(away_score AS BIGINT) AS away_score,
  tipoff_utc, status AS game_status
FROM 'sample/schedule.parquet'
