-- nba_precompute.player_daily_cache (pdc): a player's minutes, scoring and defensive activity as he comes into a game.
-- grain: a player rostered for a game on the date. keys: cache_date, player_id. date column: cache_date.
-- windows: his last 5, 10 and 20 games before the date and within 365 days, whatever the season and the team.
-- games_behind counts the games of the longest one, 0 means no history and NULL features. A window of 5 holds
-- LEAST(5, games_behind) games. season_games_behind: his games of the date's season, all before the date.
-- units: *_sum_N are totals over the window, *_avg_N means per game, opponent_points_* what his opponents scored in
-- the games he played in.
-- sources: nba_raw.rosters (same date), nba_analytics.player_game_summary and nba_analytics.team_defense_game_summary
-- (365 days before the date).
WITH target AS (
  SELECT game_date FROM UNNEST(@dates) AS game_date
),
-- The league's game id holds the season's first year in its fourth and fifth digits, a roster has no season of its own.
due AS (
  SELECT
    rosters.game_date AS cache_date, rosters.game_id,
    2000 + CAST(SUBSTR(rosters.game_id, 4, 2) AS INT64) AS season,
    rosters.player_id, rosters.player_lookup, rosters.player_name,
    rosters.team_abbr, rosters.opponent_abbr, rosters.is_home
  FROM target
  JOIN `nba_raw.rosters` AS rosters ON rosters.game_date = target.game_date
  WHERE rosters.game_date BETWEEN @first_date AND @last_date
),
games AS (
  SELECT
    own.player_id, own.game_date, own.season,
    own.minutes, own.points, own.rebounds, own.steals, own.blocks, team.opponent_points,
    ROW_NUMBER() OVER player_games AS game_number,
    ROW_NUMBER() OVER season_games AS season_game_number,
    LEAD(own.game_date) OVER player_games AS next_game_date
  FROM `nba_analytics.player_game_summary` AS own
  LEFT JOIN `nba_analytics.team_defense_game_summary` AS team
    ON team.game_date = own.game_date AND team.game_id = own.game_id
    AND team.defending_team_abbr = own.team_abbr
    AND team.game_date >= @first_date - 365 AND team.game_date < @last_date
  WHERE own.game_date >= @first_date - 365 AND own.game_date < @last_date
  WINDOW
    player_games AS (PARTITION BY own.player_id ORDER BY own.game_date, own.game_id),
    season_games AS (PARTITION BY own.player_id, own.season ORDER BY own.game_date, own.game_id)
),
-- A game is a player's latest from the day after it to the day of his next one.
latest AS (
  SELECT
    target.game_date, games.player_id, games.season, games.game_number, games.season_game_number
  FROM target
  JOIN games
    ON games.game_date < target.game_date
    AND games.game_date >= target.game_date - 365
    AND (games.next_game_date IS NULL OR games.next_game_date >= target.game_date)
),
recent AS (
  SELECT
    due.cache_date, due.game_id, due.season, due.player_id, due.player_lookup, due.player_name,
    due.team_abbr, due.opponent_abbr, due.is_home,
    IF(latest.season = due.season, latest.season_game_number, 0) AS season_games_behind,
    latest.game_number - past.game_number + 1 AS games_ago,
    past.minutes, past.points, past.rebounds, past.steals, past.blocks, past.opponent_points
  FROM due
  LEFT JOIN latest
    ON latest.game_date = due.cache_date AND latest.player_id = due.player_id
  LEFT JOIN games AS past
    ON past.player_id = latest.player_id
    AND past.game_number BETWEEN latest.game_number - 19 AND latest.game_number
    AND past.game_date >= due.cache_date - 365
)
SELECT
  cache_date, game_id, season, player_id, player_lookup, player_name, team_abbr, opponent_abbr, is_home,
  COUNT(games_ago) AS games_behind,
  season_games_behind,
  SUM(IF(games_ago <= 5, points, NULL)) AS points_sum_5,
  SUM(IF(games_ago <= 10, points, NULL)) AS points_sum_10,
  SUM(points) AS points_sum_20,
  ROUND(SAFE_DIVIDE(SUM(IF(games_ago <= 5, points, NULL)), COUNTIF(games_ago <= 5)), 6) AS points_avg_5,
  ROUND(SAFE_DIVIDE(SUM(IF(games_ago <= 10, points, NULL)), COUNTIF(games_ago <= 10)), 6) AS points_avg_10,
  ROUND(SAFE_DIVIDE(SUM(points), COUNT(games_ago)), 6) AS points_avg_20,
  ROUND(SAFE_DIVIDE(SUM(IF(games_ago <= 5, minutes, NULL)), COUNTIF(games_ago <= 5)), 6) AS minutes_avg_5,
  ROUND(SAFE_DIVIDE(SUM(IF(games_ago <= 10, minutes, NULL)), COUNTIF(games_ago <= 10)), 6) AS minutes_avg_10,
  ROUND(SAFE_DIVIDE(SUM(minutes), COUNT(games_ago)), 6) AS minutes_avg_20,
  SUM(IF(games_ago <= 10, steals, NULL)) AS steals_sum_10,
  SUM(IF(games_ago <= 10, blocks, NULL)) AS blocks_sum_10,
  SUM(IF(games_ago <= 10, rebounds, NULL)) AS rebounds_sum_10,
  ROUND(SAFE_DIVIDE(SUM(IF(games_ago <= 10, steals, NULL)), COUNTIF(games_ago <= 10)), 6) AS steals_avg_10,
  ROUND(SAFE_DIVIDE(SUM(IF(games_ago <= 10, blocks, NULL)), COUNTIF(games_ago <= 10)), 6) AS blocks_avg_10,
  ROUND(SAFE_DIVIDE(SUM(IF(games_ago <= 10, rebounds, NULL)), COUNTIF(games_ago <= 10)), 6) AS rebounds_avg_10,
  ROUND(
    SAFE_DIVIDE(SUM(IF(games_ago <= 10, opponent_points, NULL)), COUNT(IF(games_ago <= 10, opponent_points, NULL))),
    6
  ) AS opponent_points_avg_10
FROM recent
GROUP BY
  cache_date, game_id, season, player_id, player_lookup, player_name, team_abbr, opponent_abbr, is_home,
  season_games_behind
