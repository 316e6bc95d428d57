-- nba_precompute.player_shot_zone_analysis (psza): where a player takes his shots, and what he makes there.
-- grain: a player as of a date: who played in the 365 days before it, and who is rostered for a game on it.
-- keys: analysis_date, player_id. date column: analysis_date.
-- windows: the player's last 10 and 20 games before the date and within 365 days, whatever the season and the team.
-- games_behind counts the games of the longer one, 0 means no history and NULL features.
-- units: *_fga and *_fgm are counts over the window, *_share of the attempts in the five zones (backcourt heaves left
-- out), primary_zone is the zone of most attempts over 20 games, ties in the order nearest the hoop first.
-- sources: nba_analytics.player_game_summary (365 days before the date), nba_raw.rosters (same date).
WITH target AS (
  SELECT game_date FROM UNNEST(@dates) AS game_date
),
games AS (
  SELECT
    player_id, player_lookup, player_name, game_date,
    restricted_area_fga, restricted_area_fgm, paint_non_ra_fga, paint_non_ra_fgm, mid_range_fga, mid_range_fgm,
    corner_3_fga, corner_3_fgm, above_break_3_fga, above_break_3_fgm,
    ROW_NUMBER() OVER player_games AS game_number,
    LEAD(game_date) OVER player_games AS next_game_date
  FROM `nba_analytics.player_game_summary`
  WHERE game_date >= @first_date - 365 AND game_date < @last_date
  WINDOW player_games AS (PARTITION BY player_id ORDER BY game_date, game_id)
),
-- A game is a player's latest from the day after it to the day of his next one.
latest AS (
  SELECT
    target.game_date AS analysis_date,
    games.player_id, games.player_lookup, games.player_name, games.game_number
  FROM target
  JOIN games
    ON games.game_date < target.game_date
    AND games.game_date >= target.game_date - 365
    AND (games.next_game_date IS NULL OR games.next_game_date >= target.game_date)
),
rostered AS (
  SELECT rosters.game_date AS analysis_date, rosters.player_id, rosters.player_lookup, rosters.player_name
  FROM target
  JOIN `nba_raw.rosters` AS rosters ON rosters.game_date = target.game_date
  WHERE rosters.game_date BETWEEN @first_date AND @last_date
),
players AS (
  SELECT
    COALESCE(latest.analysis_date, rostered.analysis_date) AS analysis_date,
    COALESCE(latest.player_id, rostered.player_id) AS player_id,
    COALESCE(latest.player_lookup, rostered.player_lookup) AS player_lookup,
    COALESCE(latest.player_name, rostered.player_name) AS player_name,
    latest.game_number
  FROM latest
  FULL JOIN rostered
    ON rostered.analysis_date = latest.analysis_date AND rostered.player_id = latest.player_id
),
recent AS (
  SELECT
    players.analysis_date, players.player_id, players.player_lookup, players.player_name,
    players.game_number - games.game_number < 10 AS in_10, games.game_date,
    games.restricted_area_fga, games.restricted_area_fgm, games.paint_non_ra_fga, games.paint_non_ra_fgm,
    games.mid_range_fga, games.mid_range_fgm, games.corner_3_fga, games.corner_3_fgm,
    games.above_break_3_fga, games.above_break_3_fgm
  FROM players
  LEFT JOIN games
    ON games.player_id = players.player_id
    AND games.game_number BETWEEN players.game_number - 19 AND players.game_number
    AND games.game_date >= players.analysis_date - 365
),
totals AS (
  SELECT
    analysis_date, player_id, player_lookup, player_name, COUNT(game_date) AS games_behind,
    SUM(IF(in_10, restricted_area_fga, NULL)) AS restricted_area_fga_10,
    SUM(IF(in_10, restricted_area_fgm, NULL)) AS restricted_area_fgm_10,
    SUM(IF(in_10, paint_non_ra_fga, NULL)) AS paint_non_ra_fga_10,
    SUM(IF(in_10, paint_non_ra_fgm, NULL)) AS paint_non_ra_fgm_10,
    SUM(IF(in_10, mid_range_fga, NULL)) AS mid_range_fga_10,
    SUM(IF(in_10, mid_range_fgm, NULL)) AS mid_range_fgm_10,
    SUM(IF(in_10, corner_3_fga, NULL)) AS corner_3_fga_10,
    SUM(IF(in_10, corner_3_fgm, NULL)) AS corner_3_fgm_10,
    SUM(IF(in_10, above_break_3_fga, NULL)) AS above_break_3_fga_10,
    SUM(IF(in_10, above_break_3_fgm, NULL)) AS above_break_3_fgm_10,
    SUM(restricted_area_fga) AS restricted_area_fga_20, SUM(restricted_area_fgm) AS restricted_area_fgm_20,
    SUM(paint_non_ra_fga) AS paint_non_ra_fga_20, SUM(paint_non_ra_fgm) AS paint_non_ra_fgm_20,
    SUM(mid_range_fga) AS mid_range_fga_20, SUM(mid_range_fgm) AS mid_range_fgm_20,
    SUM(corner_3_fga) AS corner_3_fga_20, SUM(corner_3_fgm) AS corner_3_fgm_20,
    SUM(above_break_3_fga) AS above_break_3_fga_20, SUM(above_break_3_fgm) AS above_break_3_fgm_20
  FROM recent
  GROUP BY analysis_date, player_id, player_lookup, player_name
),
sums AS (
  SELECT
    *,
    restricted_area_fga_10 + paint_non_ra_fga_10 + mid_range_fga_10 + corner_3_fga_10
      + above_break_3_fga_10 AS zones_fga_10,
    restricted_area_fga_20 + paint_non_ra_fga_20 + mid_range_fga_20 + corner_3_fga_20
      + above_break_3_fga_20 AS zones_fga_20,
    GREATEST(
      restricted_area_fga_20, paint_non_ra_fga_20, mid_range_fga_20, corner_3_fga_20, above_break_3_fga_20
    ) AS most_fga_20
  FROM totals
)
SELECT
  analysis_date, player_id, player_lookup, player_name, games_behind,
  CASE
    WHEN most_fga_20 IS NULL OR most_fga_20 = 0 THEN NULL
    WHEN restricted_area_fga_20 = most_fga_20 THEN 'restricted_area'
    WHEN paint_non_ra_fga_20 = most_fga_20 THEN 'paint_non_ra'
    WHEN mid_range_fga_20 = most_fga_20 THEN 'mid_range'
    WHEN corner_3_fga_20 = most_fga_20 THEN 'corner_3'
    WHEN above_break_3_fga_20 = most_fga_20 THEN 'above_break_3'
  END AS primary_zone,
  zones_fga_10, zones_fga_20,
  restricted_area_fga_10, restricted_area_fgm_10, restricted_area_fga_20, restricted_area_fgm_20,
  ROUND(SAFE_DIVIDE(restricted_area_fga_10, zones_fga_10), 6) AS restricted_area_share_10,
  ROUND(SAFE_DIVIDE(restricted_area_fga_20, zones_fga_20), 6) AS restricted_area_share_20,
  paint_non_ra_fga_10, paint_non_ra_fgm_10, paint_non_ra_fga_20, paint_non_ra_fgm_20,
  ROUND(SAFE_DIVIDE(paint_non_ra_fga_10, zones_fga_10), 6) AS paint_non_ra_share_10,
  ROUND(SAFE_DIVIDE(paint_non_ra_fga_20, zones_fga_20), 6) AS paint_non_ra_share_20,
  mid_range_fga_10, mid_range_fgm_10, mid_range_fga_20, mid_range_fgm_20,
  ROUND(SAFE_DIVIDE(mid_range_fga_10, zones_fga_10), 6) AS mid_range_share_10,
  ROUND(SAFE_DIVIDE(mid_range_fga_20, zones_fga_20), 6) AS mid_range_share_20,
  corner_3_fga_10, corner_3_fgm_10, corner_3_fga_20, corner_3_fgm_20,
  ROUND(SAFE_DIVIDE(corner_3_fga_10, zones_fga_10), 6) AS corner_3_share_10,
  ROUND(SAFE_DIVIDE(corner_3_fga_20, zones_fga_20), 6) AS corner_3_share_20,
  above_break_3_fga_10, above_break_3_fgm_10, above_break_3_fga_20, above_break_3_fgm_20,
  ROUND(SAFE_DIVIDE(above_break_3_fga_10, zones_fga_10), 6) AS above_break_3_share_10,
  ROUND(SAFE_DIVIDE(above_break_3_fga_20, zones_fga_20), 6) AS above_break_3_share_20
FROM sums
