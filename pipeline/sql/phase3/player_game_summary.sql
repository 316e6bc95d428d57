-- nba_analytics.player_game_summary: what a player did in a game, with his shots counted by zone and late in games.
-- grain: a player in a game he played. keys: game_id, player_id. date column: game_date.
-- units: counts, minutes are whole (0 = under half a minute), plus_minus is points.
-- sources, same date: nba_raw.bdl_player_boxscores, nba_raw.nbac_play_by_play_shots.
--
-- Five zones: both corners are one, as few players take enough shots from each. Backcourt heaves have columns of their
-- own and belong to no zone, else a habit at the buzzer would move the zone shares. The zones' attempts plus
-- backcourt_fga are fga. Late shots (clutch_*) fall in the last five minutes of period 4 or in an overtime, whatever
-- the score, clutch_points are points from field goals only (free throws carry no clock).
-- A line without shots has zeros.
WITH target AS (
  SELECT game_date FROM UNNEST(@dates) AS game_date
),
shots AS (
  SELECT
    game_id, player_id, zone, made,
    zone = 'left_corner_3' OR zone = 'right_corner_3' AS is_corner_3,
    IF(is_three, 3, 2) AS worth,
    (period = 4 AND seconds_left <= 300) OR period >= 5 AS is_clutch
  FROM `nba_raw.nbac_play_by_play_shots`
  WHERE game_date BETWEEN @first_date AND @last_date
),
shot_counts AS (
  SELECT
    game_id, player_id,
    COUNTIF(zone = 'restricted_area') AS restricted_area_fga,
    COUNTIF(zone = 'restricted_area' AND made) AS restricted_area_fgm,
    COUNTIF(zone = 'paint_non_ra') AS paint_non_ra_fga,
    COUNTIF(zone = 'paint_non_ra' AND made) AS paint_non_ra_fgm,
    COUNTIF(zone = 'mid_range') AS mid_range_fga,
    COUNTIF(zone = 'mid_range' AND made) AS mid_range_fgm,
    COUNTIF(is_corner_3) AS corner_3_fga,
    COUNTIF(is_corner_3 AND made) AS corner_3_fgm,
    COUNTIF(zone = 'above_break_3') AS above_break_3_fga,
    COUNTIF(zone = 'above_break_3' AND made) AS above_break_3_fgm,
    COUNTIF(zone = 'backcourt') AS backcourt_fga,
    COUNTIF(zone = 'backcourt' AND made) AS backcourt_fgm,
    COUNTIF(is_clutch) AS clutch_fga,
    COUNTIF(is_clutch AND made) AS clutch_fgm,
    SUM(IF(is_clutch AND made, worth, 0)) AS clutch_points
  FROM shots
  GROUP BY game_id, player_id
)
SELECT
  lines.game_date, lines.game_id, lines.season,
  lines.player_id, lines.player_lookup, lines.player_name,
  lines.team_abbr, lines.opponent_abbr, lines.is_home,
  lines.minutes, lines.points, lines.rebounds, lines.assists, lines.steals, lines.blocks, lines.turnovers,
  lines.fgm, lines.fga, lines.fg3m, lines.fg3a, lines.ftm, lines.fta, lines.plus_minus,
  COALESCE(shot_counts.restricted_area_fga, 0) AS restricted_area_fga,
  COALESCE(shot_counts.restricted_area_fgm, 0) AS restricted_area_fgm,
  COALESCE(shot_counts.paint_non_ra_fga, 0) AS paint_non_ra_fga,
  COALESCE(shot_counts.paint_non_ra_fgm, 0) AS paint_non_ra_fgm,
  COALESCE(shot_counts.mid_range_fga, 0) AS mid_range_fga,
  COALESCE(shot_counts.mid_range_fgm, 0) AS mid_range_fgm,
  COALESCE(shot_counts.corner_3_fga, 0) AS corner_3_fga,
  COALESCE(shot_counts.corner_3_fgm, 0) AS corner_3_fgm,
  COALESCE(shot_counts.above_break_3_fga, 0) AS above_break_3_fga,
  COALESCE(shot_counts.above_break_3_fgm, 0) AS above_break_3_fgm,
  COALESCE(shot_counts.backcourt_fga, 0) AS backcourt_fga,
  COALESCE(shot_counts.backcourt_fgm, 0) AS backcourt_fgm,
  COALESCE(shot_counts.clutch_fga, 0) AS clutch_fga,
  COALESCE(shot_counts.clutch_fgm, 0) AS clutch_fgm,
  COALESCE(shot_counts.clutch_points, 0) AS clutch_points
FROM target
JOIN `nba_raw.bdl_player_boxscores` AS lines ON lines.game_date = target.game_date
LEFT JOIN shot_counts
  ON shot_counts.game_id = lines.game_id AND shot_counts.player_id = lines.player_id
WHERE lines.game_date BETWEEN @first_date AND @last_date
