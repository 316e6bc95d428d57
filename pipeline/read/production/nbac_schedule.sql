-- nba_raw.nbac_schedule, which is appended to: a game has a row for each scrape, and after a move rows on other dates too.
-- grain: a game on a date. The row that counts has the highest status, then the newest scrape. A game stands on the date
-- of its newest row of all; its rows on other dates say where it went (moved_to) and list no game there.
-- game_id is the form that every later table has: YYYYMMDD_AWAY_HOME. A game moves within a season: 300 days around.
SELECT
  game_date,
  CONCAT(REPLACE(CAST(game_date AS STRING), '-', ''), '_', away_team_tricode, '_', home_team_tricode) AS game_id,
  game_id AS nba_game_id,
  CASE
    WHEN is_all_star THEN 'all_star'
    WHEN SUBSTR(game_id, 1, 3) = '005' THEN 'play_in'
    WHEN SUBSTR(game_id, 1, 3) = '006' THEN 'nba_cup_final'
    WHEN is_playoffs THEN 'playoffs'
    WHEN is_regular_season THEN 'regular_season'
    ELSE 'preseason'
  END AS season_type,
  CASE
    WHEN game_status = 3 THEN 'final'
    WHEN UPPER(COALESCE(game_status_text, '')) IN ('PPD', 'POSTPONED') THEN 'postponed'
    WHEN UPPER(COALESCE(game_status_text, '')) IN ('CNCL', 'CANCELLED', 'CANCELED') THEN 'cancelled'
    WHEN game_status = 2 THEN 'in_progress'
    ELSE 'scheduled'
  END AS game_status,
  home_team_score AS home_score,
  away_team_score AS away_score,
  home_team_tricode AS home_team,
  away_team_tricode AS away_team,
  CASE WHEN stands_on <> game_date THEN stands_on END AS moved_to
FROM (
  SELECT
    game_date, game_id, game_status, game_status_text, is_all_star, is_playoffs, is_regular_season,
    home_team_tricode, away_team_tricode, home_team_score, away_team_score,
    FIRST_VALUE(game_date) OVER (PARTITION BY game_id ORDER BY game_status DESC, processed_at DESC) AS stands_on,
    ROW_NUMBER() OVER (PARTITION BY game_id, game_date ORDER BY game_status DESC, processed_at DESC) AS place
  FROM `nba_raw.nbac_schedule`
  WHERE game_date BETWEEN @first_date - 300 AND @last_date + 300
) AS scraped
WHERE place = 1
