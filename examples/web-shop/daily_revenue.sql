-- One row a day: what was ordered on it.
SELECT
  order_date,
  COUNT(*) AS orders,
  CAST(SUM(quantity) AS INT64) AS pieces,
  SUM(quantity * price) AS revenue
FROM `shop.orders`
WHERE order_date IN (SELECT d FROM UNNEST(@dates) AS d)
GROUP BY order_date
