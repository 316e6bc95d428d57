-- nba_predictions.prediction_grades: each prediction held against what the player did.
-- grain: a graded prediction. keys: game_date, player_lookup, system_id. date column: game_date.
-- units: points. absolute_error is |predicted_points - actual_points|.
-- sources, same date: nba_predictions.player_prop_predictions, nba_analytics.player_game_summary.
--
-- outcome: correct, wrong, or void where there is nothing to judge: the player did not play (actual_points NULL) or
-- he scored the line exactly (a push). prediction_correct is NULL for void, so its mean is the win rate.
-- A prediction for a game without a single player line is not graded at all: not even that somebody stayed on the
-- bench is known (the play-in games and the Cup finals of the sample, and any game whose box score is late).
WITH target AS (
  SELECT game_date FROM UNNEST(@dates) AS game_date
),
lines AS (
  SELECT game_date, game_id, player_id, points
  FROM `nba_analytics.player_game_summary`
  WHERE game_date BETWEEN @first_date AND @last_date
),
games_with_lines AS (
  SELECT DISTINCT game_date, game_id FROM lines
),
judged AS (
  SELECT
    predictions.game_date, predictions.game_id, predictions.player_id, predictions.player_lookup,
    predictions.system_id, predictions.predicted_points, predictions.line_value, predictions.recommendation,
    lines.points AS actual_points,
    CASE
      WHEN lines.points IS NULL OR lines.points = predictions.line_value THEN 'void'
      WHEN IF(lines.points > predictions.line_value, 'OVER', 'UNDER') = predictions.recommendation THEN 'correct'
      ELSE 'wrong'
    END AS outcome
  FROM target
  JOIN `nba_predictions.player_prop_predictions` AS predictions ON predictions.game_date = target.game_date
  JOIN games_with_lines
    ON games_with_lines.game_date = predictions.game_date AND games_with_lines.game_id = predictions.game_id
  LEFT JOIN lines
    ON lines.game_date = predictions.game_date AND lines.game_id = predictions.game_id
    AND lines.player_id = predictions.player_id
  WHERE predictions.game_date BETWEEN @first_date AND @last_date
)
SELECT
  game_date, player_lookup, system_id, game_id, player_id,
  predicted_points, line_value, recommendation, actual_points,
  ROUND(ABS(predicted_points - actual_points), 6) AS absolute_error,
  outcome,
  CASE outcome WHEN 'correct' THEN TRUE WHEN 'wrong' THEN FALSE ELSE NULL END AS prediction_correct
FROM judged
