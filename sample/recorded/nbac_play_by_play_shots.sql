-- nba_raw.nbac_play_by_play_shots from the recorded shots (sample/README.md: real where modelled is false).
-- DuckDB's own SQL: it reads Parquet.
-- grain: a field-goal attempt, two equal rows are two attempts, so shot_number counts a player's attempts in a game.
-- keys: game_id, player_id, shot_number. units: seconds left in the period, feet from the hoop.
SELECT
  game_date, game_id, player_id,
  ROW_NUMBER() OVER (
    PARTITION BY game_id, player_id
    ORDER BY period, seconds_left DESC, zone, distance_ft, made
  ) AS shot_number,
  team AS team_abbr, opponent AS opponent_abbr,
  CAST(period AS BIGINT) AS period, CAST(seconds_left AS BIGINT) AS seconds_left,
  zone, CAST(distance_ft AS BIGINT) AS distance_ft, is_three, made, modelled
FROM 'sample/shots.parquet'
