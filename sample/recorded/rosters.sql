-- nba_raw.rosters: who belonged to the two teams before a game, no statistics. Derived from who played where
-- (the sample has no transactions): a player belongs to a team from the first of his consecutive games for it until
-- his first game for another, before his first game of a season to that game's team, after his last to that team.
-- DuckDB's own SQL: it reads Parquet.
-- grain: a player of a team in a game. keys: game_id, player_id.
WITH lines AS (
  SELECT
    season, game_date, player_id, player_name, team,
    LAG(team) OVER player_games AS team_before
  FROM 'sample/box_scores.parquet'
  WINDOW player_games AS (PARTITION BY season, player_id ORDER BY game_date, game_id)
),
stints AS (
  SELECT
    season, player_id, player_name, team,
    CASE WHEN team_before IS NULL THEN DATE '1900-01-01' ELSE game_date END AS first_date,
    COALESCE(LEAD(game_date) OVER player_stints, DATE '9999-12-31') AS before_date
  FROM lines
  WHERE team_before IS NULL OR team_before <> team
  WINDOW player_stints AS (PARTITION BY season, player_id ORDER BY game_date)
),
sides AS (
  SELECT game_date, game_id, season, home_team AS team, away_team AS opponent, true AS is_home
  FROM 'sample/schedule.parquet'
  UNION ALL
  SELECT game_date, game_id, season, away_team, home_team, false
  FROM 'sample/schedule.parquet'
)
SELECT
  sides.game_date, sides.game_id, stints.player_id, stints.player_name,
  regexp_replace(lower(strip_accents(stints.player_name)), '[^a-z0-9]', '', 'g') AS player_lookup,
  sides.team AS team_abbr, sides.opponent AS opponent_abbr, sides.is_home
FROM sides
JOIN stints
  ON stints.season = sides.season AND stints.team = sides.team
  AND sides.game_date >= stints.first_date AND sides.game_date < stints.before_date
