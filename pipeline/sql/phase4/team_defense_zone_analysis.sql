-- nba_precompute.team_defense_zone_analysis (tdza): what opponents attempt and make against a team in each shot zone.
-- grain: a team as of a date, every team of that date's season, whether it plays on it or not.
-- keys: analysis_date, team_abbr. date column: analysis_date.
-- windows: the team's last 15 games before the date and within 365 days, whatever the season. games_behind counts them,
-- 0 means no history and NULL features. The league it is held against is every team's games of the last 30 days, or of
-- the last 365 while those hold fewer than 30 games (a season's start, late playoffs). league_games counts them.
-- units: *_fga and *_fgm are counts over the window, *_pct makes per attempt, *_share a zone's part of the attempts in
-- the five zones, *_pct_vs_league pct less the league's (positive: opponents score more easily than elsewhere).
-- sources: nba_analytics.team_defense_game_summary (365 days before the date), nba_raw.nbac_schedule (365 days on
-- either side of it, for the season and its teams: they are known before its scores).
WITH target AS (
  SELECT game_date FROM UNNEST(@dates) AS game_date
),
regular_season AS (
  SELECT game_date, season, home_team
  FROM `nba_raw.nbac_schedule`
  WHERE game_date BETWEEN @first_date - 365 AND @last_date + 365 AND season_type = 'regular_season'
),
-- A date belongs to the season that opened last, so a game that is scheduled on it but never played moves nothing.
seasons AS (
  SELECT target.game_date, MAX(regular_season.season) AS season
  FROM target
  JOIN regular_season
    ON regular_season.game_date <= target.game_date AND regular_season.game_date >= target.game_date - 365
  GROUP BY target.game_date
),
-- A season lies within a year of each of its dates, so a wider set of dates adds no team to it.
teams AS (
  SELECT DISTINCT season, home_team AS team_abbr FROM regular_season
),
games AS (
  SELECT
    defending_team_abbr AS team_abbr, game_date, season,
    restricted_area_fga, restricted_area_fgm, paint_non_ra_fga, paint_non_ra_fgm, mid_range_fga, mid_range_fgm,
    corner_3_fga, corner_3_fgm, above_break_3_fga, above_break_3_fgm,
    ROW_NUMBER() OVER team_games AS game_number,
    ROW_NUMBER() OVER season_games AS season_game_number,
    LEAD(game_date) OVER team_games AS next_game_date
  FROM `nba_analytics.team_defense_game_summary`
  WHERE game_date >= @first_date - 365 AND game_date < @last_date
  WINDOW
    team_games AS (PARTITION BY defending_team_abbr ORDER BY game_date, game_id),
    season_games AS (PARTITION BY defending_team_abbr, season ORDER BY game_date, game_id)
),
-- The last game before the date, then the fourteen before that one which are not older than 365 days.
recent AS (
  SELECT
    seasons.game_date AS analysis_date, seasons.season, teams.team_abbr,
    COUNT(past.game_date) AS games_behind,
    MAX(IF(latest.season = seasons.season, latest.season_game_number, 0)) AS season_games_behind,
    SUM(past.restricted_area_fga) AS restricted_area_fga, SUM(past.restricted_area_fgm) AS restricted_area_fgm,
    SUM(past.paint_non_ra_fga) AS paint_non_ra_fga, SUM(past.paint_non_ra_fgm) AS paint_non_ra_fgm,
    SUM(past.mid_range_fga) AS mid_range_fga, SUM(past.mid_range_fgm) AS mid_range_fgm,
    SUM(past.corner_3_fga) AS corner_3_fga, SUM(past.corner_3_fgm) AS corner_3_fgm,
    SUM(past.above_break_3_fga) AS above_break_3_fga, SUM(past.above_break_3_fgm) AS above_break_3_fgm,
    SUM(past.restricted_area_fga + past.paint_non_ra_fga + past.mid_range_fga + past.corner_3_fga
      + past.above_break_3_fga) AS zones_fga
  FROM seasons
  JOIN teams ON teams.season = seasons.season
  LEFT JOIN games AS latest
    ON latest.team_abbr = teams.team_abbr
    AND latest.game_date < seasons.game_date
    AND latest.game_date >= seasons.game_date - 365
    AND (latest.next_game_date IS NULL OR latest.next_game_date >= seasons.game_date)
  LEFT JOIN games AS past
    ON past.team_abbr = latest.team_abbr
    AND past.game_number BETWEEN latest.game_number - 14 AND latest.game_number
    AND past.game_date >= seasons.game_date - 365
  GROUP BY seasons.game_date, seasons.season, teams.team_abbr
),
league_days AS (
  SELECT
    game_date, COUNT(DISTINCT game_id) AS games,
    SUM(restricted_area_fga) AS restricted_area_fga, SUM(restricted_area_fgm) AS restricted_area_fgm,
    SUM(paint_non_ra_fga) AS paint_non_ra_fga, SUM(paint_non_ra_fgm) AS paint_non_ra_fgm,
    SUM(mid_range_fga) AS mid_range_fga, SUM(mid_range_fgm) AS mid_range_fgm,
    SUM(corner_3_fga) AS corner_3_fga, SUM(corner_3_fgm) AS corner_3_fgm,
    SUM(above_break_3_fga) AS above_break_3_fga, SUM(above_break_3_fgm) AS above_break_3_fgm
  FROM `nba_analytics.team_defense_game_summary`
  WHERE game_date >= @first_date - 365 AND game_date < @last_date
  GROUP BY game_date
),
league_spans AS (
  SELECT
    target.game_date,
    IF(
      SUM(IF(league_days.game_date >= target.game_date - 30, league_days.games, 0)) >= 30,
      target.game_date - 30, target.game_date - 365
    ) AS since_date
  FROM target
  JOIN league_days
    ON league_days.game_date >= target.game_date - 365 AND league_days.game_date < target.game_date
  GROUP BY target.game_date
),
league AS (
  SELECT
    league_spans.game_date, SUM(league_days.games) AS games,
    SAFE_DIVIDE(SUM(league_days.restricted_area_fgm), SUM(league_days.restricted_area_fga)) AS restricted_area_pct,
    SAFE_DIVIDE(SUM(league_days.paint_non_ra_fgm), SUM(league_days.paint_non_ra_fga)) AS paint_non_ra_pct,
    SAFE_DIVIDE(SUM(league_days.mid_range_fgm), SUM(league_days.mid_range_fga)) AS mid_range_pct,
    SAFE_DIVIDE(SUM(league_days.corner_3_fgm), SUM(league_days.corner_3_fga)) AS corner_3_pct,
    SAFE_DIVIDE(SUM(league_days.above_break_3_fgm), SUM(league_days.above_break_3_fga)) AS above_break_3_pct
  FROM league_spans
  JOIN league_days
    ON league_days.game_date >= league_spans.since_date AND league_days.game_date < league_spans.game_date
  GROUP BY league_spans.game_date
)
SELECT
  recent.analysis_date, recent.team_abbr, recent.season,
  recent.games_behind, recent.season_games_behind, COALESCE(league.games, 0) AS league_games,
  recent.restricted_area_fga, recent.restricted_area_fgm,
  ROUND(SAFE_DIVIDE(recent.restricted_area_fgm, recent.restricted_area_fga), 6) AS restricted_area_pct,
  ROUND(SAFE_DIVIDE(recent.restricted_area_fga, recent.zones_fga), 6) AS restricted_area_share,
  ROUND(
    SAFE_DIVIDE(recent.restricted_area_fgm, recent.restricted_area_fga) - league.restricted_area_pct, 6
  ) AS restricted_area_pct_vs_league,
  recent.paint_non_ra_fga, recent.paint_non_ra_fgm,
  ROUND(SAFE_DIVIDE(recent.paint_non_ra_fgm, recent.paint_non_ra_fga), 6) AS paint_non_ra_pct,
  ROUND(SAFE_DIVIDE(recent.paint_non_ra_fga, recent.zones_fga), 6) AS paint_non_ra_share,
  ROUND(
    SAFE_DIVIDE(recent.paint_non_ra_fgm, recent.paint_non_ra_fga) - league.paint_non_ra_pct, 6
  ) AS paint_non_ra_pct_vs_league,
  recent.mid_range_fga, recent.mid_range_fgm,
  ROUND(SAFE_DIVIDE(recent.mid_range_fgm, recent.mid_range_fga), 6) AS mid_range_pct,
  ROUND(SAFE_DIVIDE(recent.mid_range_fga, recent.zones_fga), 6) AS mid_range_share,
  ROUND(
    SAFE_DIVIDE(recent.mid_range_fgm, recent.mid_range_fga) - league.mid_range_pct, 6
  ) AS mid_range_pct_vs_league,
  recent.corner_3_fga, recent.corner_3_fgm,
  ROUND(SAFE_DIVIDE(recent.corner_3_fgm, recent.corner_3_fga), 6) AS corner_3_pct,
  ROUND(SAFE_DIVIDE(recent.corner_3_fga, recent.zones_fga), 6) AS corner_3_share,
  ROUND(
    SAFE_DIVIDE(recent.corner_3_fgm, recent.corner_3_fga) - league.corner_3_pct, 6
  ) AS corner_3_pct_vs_league,
  recent.above_break_3_fga, recent.above_break_3_fgm,
  ROUND(SAFE_DIVIDE(recent.above_break_3_fgm, recent.above_break_3_fga), 6) AS above_break_3_pct,
  ROUND(SAFE_DIVIDE(recent.above_break_3_fga, recent.zones_fga), 6) AS above_break_3_share,
  ROUND(
    SAFE_DIVIDE(recent.above_break_3_fgm, recent.above_break_3_fga) - league.above_break_3_pct, 6
  ) AS above_break_3_pct_vs_league
FROM recent
LEFT JOIN league ON league.game_date = recent.analysis_date
