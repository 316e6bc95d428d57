-- nba_predictions.ml_feature_store_v2. Placeholder rows, whose features are NULL, are read as no row (real: in pipeline.yaml).
SELECT
  game_date,
  game_id,
  player_lookup AS player_id,
  player_lookup,
  feature_0_value,
  feature_1_value
FROM `nba_predictions.ml_feature_store_v2`
WHERE game_date BETWEEN @first_date AND @last_date
