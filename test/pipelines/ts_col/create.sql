CREATE SCHEMA s;
-- Twelve days without the sixth, a row a day at its last second.
CREATE TABLE s.src (id INTEGER, ts TIMESTAMP, v INTEGER);
INSERT INTO s.src
SELECT i, TIMESTAMP '2026-03-01 23:59:59' + to_days(i::INTEGER), i FROM range(0, 12) AS t(i) WHERE i <> 5;
CREATE TABLE s.mart AS SELECT CAST(ts AS DATE) AS d, SUM(v)::BIGINT AS v FROM s.src GROUP BY 1;
