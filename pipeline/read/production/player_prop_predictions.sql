-- nba_predictions.player_prop_predictions: a re-run supersedes, so only active rows count; one made after the game began is no prediction.
SELECT
  game_date,
  game_id,
  player_lookup,
  system_id
FROM `nba_predictions.player_prop_predictions`
WHERE game_date BETWEEN @first_date AND @last_date
  AND is_active AND COALESCE(prediction_made_before_game, TRUE)
