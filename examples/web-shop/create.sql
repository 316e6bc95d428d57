-- The shop's warehouse as it was found: from 8 to 10 March the export did not run, and nobody noticed.
CREATE SCHEMA shop;

CREATE TABLE shop.orders AS
SELECT CAST(order_id AS BIGINT) AS order_id, CAST(order_date AS DATE) AS order_date, item, CAST(quantity AS BIGINT) AS quantity, CAST(price AS DOUBLE) AS price
FROM read_csv('examples/web-shop/orders.csv')
WHERE order_date NOT BETWEEN DATE '2026-03-08' AND DATE '2026-03-10';

CREATE TABLE shop.daily_revenue AS
SELECT order_date, COUNT(*) AS orders, CAST(SUM(quantity) AS BIGINT) AS pieces, SUM(quantity * price) AS revenue
FROM shop.orders GROUP BY order_date;

CREATE TABLE shop.weekly_revenue AS
SELECT d.order_date, COUNT(*) AS days, SUM(r.revenue) AS revenue
FROM shop.daily_revenue AS d JOIN shop.daily_revenue AS r ON r.order_date BETWEEN d.order_date - 6 AND d.order_date
GROUP BY d.order_date;
