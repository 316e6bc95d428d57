-- nba_predictions.prediction_accuracy, which is filled; prediction_grades was its first form and is not filled any more.
SELECT
  game_date,
  game_id,
  player_lookup,
  system_id,
  prediction_correct
FROM `nba_predictions.prediction_accuracy`
WHERE game_date BETWEEN @first_date AND @last_date
  AND NOT COALESCE(is_superseded_prediction, FALSE)
