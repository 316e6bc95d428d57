-- nba_analytics.upcoming_player_game_context: who is due to play, against whom, and how rested the two teams are.
-- grain: a rostered player of a game due on the date. keys: game_id, player_id. date column: game_date.
-- units: rest_days count from the team's previous game (1 = played yesterday), NULL without one in the last 365 days.
-- windows: the team's final games in the last 365 days, 7 days and of the season so far, all before the date.
-- sources: nba_raw.rosters (same date), nba_raw.nbac_schedule (same date, and 365 days before it).
--
-- Only rostered games are due and only final games count as rest's other side: a game that stands in the schedule
-- but is never played (moved, postponed) has no roster and no final score, so it changes no row.
WITH target AS (
  SELECT game_date FROM UNNEST(@dates) AS game_date
),
due AS (
  SELECT
    rosters.game_date, rosters.game_id, schedule.season, schedule.season_type,
    rosters.player_id, rosters.player_lookup, rosters.player_name,
    rosters.team_abbr, rosters.opponent_abbr, rosters.is_home
  FROM target
  JOIN `nba_raw.rosters` AS rosters ON rosters.game_date = target.game_date
  JOIN `nba_raw.nbac_schedule` AS schedule
    ON schedule.game_id = rosters.game_id AND schedule.game_date = rosters.game_date
  WHERE rosters.game_date BETWEEN @first_date AND @last_date
    AND schedule.game_date BETWEEN @first_date AND @last_date
),
played AS (
  SELECT game_date, season, home_team AS team_abbr
  FROM `nba_raw.nbac_schedule`
  WHERE game_date >= @first_date - 365 AND game_date < @last_date AND game_status = 'final'
  UNION ALL
  SELECT game_date, season, away_team AS team_abbr
  FROM `nba_raw.nbac_schedule`
  WHERE game_date >= @first_date - 365 AND game_date < @last_date AND game_status = 'final'
),
due_teams AS (
  SELECT DISTINCT game_date, season, team_abbr FROM due
),
rest AS (
  SELECT
    due_teams.game_date, due_teams.team_abbr,
    UNIX_DATE(due_teams.game_date) - UNIX_DATE(MAX(played.game_date)) AS rest_days,
    COUNTIF(played.game_date >= due_teams.game_date - 7) AS games_last_7_days,
    COUNTIF(played.season = due_teams.season) AS season_games_behind,
    COUNT(played.game_date) AS games_behind
  FROM due_teams
  LEFT JOIN played
    ON played.team_abbr = due_teams.team_abbr
    AND played.game_date < due_teams.game_date
    AND played.game_date >= due_teams.game_date - 365
  GROUP BY due_teams.game_date, due_teams.team_abbr
)
SELECT
  due.game_date, due.game_id, due.season, due.season_type,
  due.player_id, due.player_lookup, due.player_name,
  due.team_abbr, due.opponent_abbr, due.is_home,
  own.rest_days AS team_rest_days,
  own.games_last_7_days AS team_games_last_7_days,
  own.season_games_behind AS team_season_games_behind,
  own.games_behind AS team_games_behind,
  opponents.rest_days AS opponent_rest_days,
  opponents.games_last_7_days AS opponent_games_last_7_days
FROM due
JOIN rest AS own ON own.game_date = due.game_date AND own.team_abbr = due.team_abbr
LEFT JOIN rest AS opponents
  ON opponents.game_date = due.game_date AND opponents.team_abbr = due.opponent_abbr
