-- One row a day: the revenue of the seven days that end on it.
SELECT
  d AS order_date,
  COUNT(*) AS days,
  SUM(revenue) AS revenue
FROM UNNEST(@dates) AS d
JOIN `shop.daily_revenue` AS r
  ON unix_date(d) - unix_date(r.order_date) BETWEEN 0 AND 6
GROUP BY d
