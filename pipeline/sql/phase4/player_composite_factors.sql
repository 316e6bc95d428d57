-- nba_precompute.player_composite_factors (pcf): a player's late-game record and how tired he comes into a game.
-- grain: a player rostered for a game on the date. keys: game_date, player_id. date column: game_date.
-- windows: clutch_* over his last 20 games before the date and within 365 days, whatever the season and the team.
-- games_behind counts them, 0 means no history and NULL features. *_last_7_days: the seven days before the date.
-- season_games_behind: his games of the date's season, all before the date.
-- units: clutch = last five minutes of period 4 and overtimes, points from field goals (player_game_summary).
-- clutch_fga_share is the part of his attempts taken then. rest_days: 1 = he played yesterday.
-- fatigue_score runs from 0 (fresh) to 100: 15 for each game of the last 7 days, plus 40 when he played yesterday or
-- 15 when he played the day before, at most 100. Four games in a week and the second of two days make 100.
-- sources: nba_analytics.upcoming_player_game_context (same date), nba_analytics.player_game_summary (365 days before).
WITH target AS (
  SELECT game_date FROM UNNEST(@dates) AS game_date
),
due AS (
  SELECT
    context.game_date, context.game_id, context.player_id, context.player_lookup, context.player_name,
    context.team_abbr, context.opponent_abbr, context.season, context.team_rest_days
  FROM target
  JOIN `nba_analytics.upcoming_player_game_context` AS context ON context.game_date = target.game_date
  WHERE context.game_date BETWEEN @first_date AND @last_date
),
games AS (
  SELECT
    player_id, game_date, season, minutes, points, fga, clutch_fga, clutch_fgm, clutch_points,
    ROW_NUMBER() OVER player_games AS game_number,
    ROW_NUMBER() OVER season_games AS season_game_number,
    LEAD(game_date) OVER player_games AS next_game_date
  FROM `nba_analytics.player_game_summary`
  WHERE game_date >= @first_date - 365 AND game_date < @last_date
  WINDOW
    player_games AS (PARTITION BY player_id ORDER BY game_date, game_id),
    season_games AS (PARTITION BY player_id, season ORDER BY game_date, game_id)
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
    due.game_date, due.game_id, due.player_id,
    COUNT(past.game_date) AS games_behind,
    MAX(IF(latest.season = due.season, latest.season_game_number, 0)) AS season_games_behind,
    UNIX_DATE(due.game_date) - UNIX_DATE(MAX(past.game_date)) AS rest_days,
    COUNTIF(past.game_date >= due.game_date - 7) AS games_last_7_days,
    SUM(IF(past.game_date >= due.game_date - 7, past.minutes, 0)) AS minutes_last_7_days,
    SUM(past.points) AS points_20,
    SUM(past.fga) AS fga_20,
    SUM(past.clutch_fga) AS clutch_fga_20,
    SUM(past.clutch_fgm) AS clutch_fgm_20,
    SUM(past.clutch_points) AS clutch_points_20
  FROM due
  LEFT JOIN latest
    ON latest.game_date = due.game_date AND latest.player_id = due.player_id
  LEFT JOIN games AS past
    ON past.player_id = latest.player_id
    AND past.game_number BETWEEN latest.game_number - 19 AND latest.game_number
    AND past.game_date >= due.game_date - 365
  GROUP BY due.game_date, due.game_id, due.player_id
)
SELECT
  due.game_date, due.game_id, due.season, due.player_id, due.player_lookup, due.player_name,
  due.team_abbr, due.opponent_abbr,
  recent.games_behind, recent.season_games_behind,
  recent.clutch_fga_20, recent.clutch_fgm_20, recent.clutch_points_20,
  ROUND(SAFE_DIVIDE(recent.clutch_fgm_20, recent.clutch_fga_20), 6) AS clutch_fg_pct_20,
  ROUND(SAFE_DIVIDE(recent.clutch_fga_20, recent.fga_20), 6) AS clutch_fga_share_20,
  ROUND(SAFE_DIVIDE(recent.clutch_points_20, recent.points_20), 6) AS clutch_points_share_20,
  recent.rest_days, due.team_rest_days,
  IF(recent.games_behind = 0, NULL, recent.games_last_7_days) AS games_last_7_days,
  IF(recent.games_behind = 0, NULL, recent.minutes_last_7_days) AS minutes_last_7_days,
  IF(
    recent.games_behind = 0,
    NULL,
    LEAST(
      100,
      15 * recent.games_last_7_days + CASE recent.rest_days WHEN 1 THEN 40 WHEN 2 THEN 15 ELSE 0 END
    )
  ) AS fatigue_score
FROM due
JOIN recent
  ON recent.game_date = due.game_date AND recent.game_id = due.game_id AND recent.player_id = due.player_id
