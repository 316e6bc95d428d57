-- nba_analytics.team_defense_game_summary: what a team allowed in a game, and its own defensive counts.
-- grain: a defending team in a game, two rows a game. keys: game_id, defending_team_abbr. date column: game_date.
-- units: counts and points. opponent_* and zone columns are the attackers', steals, blocks and rebounds the defender's.
-- sources, same date: nba_raw.bdl_player_boxscores, nba_raw.nbac_play_by_play_shots.
--
-- Zones as in player_game_summary: both corners are one, backcourt heaves belong to none. A game whose player lines
-- hold one team only has no row: half of it would be a defence against nobody.
WITH target AS (
  SELECT game_date FROM UNNEST(@dates) AS game_date
),
teams AS (
  SELECT
    lines.game_date, lines.game_id, lines.season, lines.team_abbr, lines.opponent_abbr, lines.is_home,
    SUM(lines.points) AS points,
    SUM(lines.fgm) AS fgm,
    SUM(lines.fga) AS fga,
    SUM(lines.steals) AS steals,
    SUM(lines.blocks) AS blocks,
    SUM(lines.rebounds) AS rebounds
  FROM target
  JOIN `nba_raw.bdl_player_boxscores` AS lines ON lines.game_date = target.game_date
  WHERE lines.game_date BETWEEN @first_date AND @last_date
  GROUP BY
    lines.game_date, lines.game_id, lines.season, lines.team_abbr, lines.opponent_abbr, lines.is_home
),
shot_counts AS (
  SELECT
    game_id, team_abbr,
    COUNTIF(zone = 'restricted_area') AS restricted_area_fga,
    COUNTIF(zone = 'restricted_area' AND made) AS restricted_area_fgm,
    COUNTIF(zone = 'paint_non_ra') AS paint_non_ra_fga,
    COUNTIF(zone = 'paint_non_ra' AND made) AS paint_non_ra_fgm,
    COUNTIF(zone = 'mid_range') AS mid_range_fga,
    COUNTIF(zone = 'mid_range' AND made) AS mid_range_fgm,
    COUNTIF(zone = 'left_corner_3' OR zone = 'right_corner_3') AS corner_3_fga,
    COUNTIF((zone = 'left_corner_3' OR zone = 'right_corner_3') AND made) AS corner_3_fgm,
    COUNTIF(zone = 'above_break_3') AS above_break_3_fga,
    COUNTIF(zone = 'above_break_3' AND made) AS above_break_3_fgm
  FROM `nba_raw.nbac_play_by_play_shots`
  WHERE game_date BETWEEN @first_date AND @last_date
  GROUP BY game_id, team_abbr
)
SELECT
  defence.game_date, defence.game_id, defence.season,
  defence.team_abbr AS defending_team_abbr, attack.team_abbr AS opponent_abbr, defence.is_home,
  attack.points AS opponent_points,
  attack.fgm AS opponent_fgm,
  attack.fga AS opponent_fga,
  defence.steals, defence.blocks, defence.rebounds,
  COALESCE(shot_counts.restricted_area_fga, 0) AS restricted_area_fga,
  COALESCE(shot_counts.restricted_area_fgm, 0) AS restricted_area_fgm,
  COALESCE(shot_counts.paint_non_ra_fga, 0) AS paint_non_ra_fga,
  COALESCE(shot_counts.paint_non_ra_fgm, 0) AS paint_non_ra_fgm,
  COALESCE(shot_counts.mid_range_fga, 0) AS mid_range_fga,
  COALESCE(shot_counts.mid_range_fgm, 0) AS mid_range_fgm,
  COALESCE(shot_counts.corner_3_fga, 0) AS corner_3_fga,
  COALESCE(shot_counts.corner_3_fgm, 0) AS corner_3_fgm,
  COALESCE(shot_counts.above_break_3_fga, 0) AS above_break_3_fga,
  COALESCE(shot_counts.above_break_3_fgm, 0) AS above_break_3_fgm
FROM teams AS defence
JOIN teams AS attack
  ON attack.game_id = defence.game_id AND attack.team_abbr = defence.opponent_abbr
LEFT JOIN shot_counts
  ON shot_counts.game_id = attack.game_id AND shot_counts.team_abbr = attack.team_abbr
