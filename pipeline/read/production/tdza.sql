-- nba_precompute.team_defense_zone_analysis.
SELECT
  analysis_date,
  team_abbr
FROM `nba_precompute.team_defense_zone_analysis`
WHERE analysis_date BETWEEN @first_date AND @last_date
