-- nba_precompute.player_shot_zone_analysis.
SELECT
  analysis_date,
  player_lookup AS player_id,
  player_lookup
FROM `nba_precompute.player_shot_zone_analysis`
WHERE analysis_date BETWEEN @first_date AND @last_date
