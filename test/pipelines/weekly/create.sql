CREATE SCHEMA s;
-- Three weeks from Sunday, 2026-03-01.
CREATE TABLE s.src (id INTEGER, d DATE, v INTEGER);
INSERT INTO s.src SELECT i, DATE '2026-03-01' + i::INTEGER, 1 FROM range(0, 21) AS t(i);
CREATE TABLE s.mart AS SELECT d, 7 AS v FROM s.src WHERE dayname(d) = 'Sunday';
