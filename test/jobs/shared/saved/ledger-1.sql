-- The small pipeline as version 0.1.0 left it before ledgers recorded content (run b-20261128T000527Z-be8d45 can be taken back).;
CREATE SCHEMA ops;
CREATE OR REPLACE TABLE ops.backfill_runs (run VARCHAR, event VARCHAR, recorded_at TIMESTAMP WITH TIME ZONE, plan_json VARCHAR, summary_json VARCHAR);
INSERT INTO ops.backfill_runs VALUES
  ('b-20261128T000527Z-057a9f', 'finished', '2026-11-28 00:05:27.823+00', NULL, '{"counts":{"done":30,"unneeded":0,"failed":0,"parked":0,"blocked":0,"pending":0},"canaryStopped":null,"controls":[],"proven":true,"cost":null,"settled":{}}'),
  ('b-20261128T000527Z-057a9f', 'started', '2026-11-28 00:05:27.019+00', '{"schemaVersion":1,"environment":"test","asOf":"2026-03-20T12:00:00.000Z","configHash":"71012b7f8b886977","tablesHash":"e42acbae02f4925f","selection":{"dates":[],"tables":[],"phases":[],"planPhases":[],"force":false,"withinGrace":false,"pastGraceOnly":false,"includeWarmUp":false,"withUpstream":false,"withDownstream":false},"batchSize":4,"includeWarmUp":false,"cells":[{"table":"sales","date":"2026-03-01","because":"table-missing:sales","state":"missing","rows":0},{"table":"sales","date":"2026-03-02","because":"table-missing:sales","state":"missing","rows":0},{"table":"sales","date":"2026-03-03","because":"table-missing:sales","state":"missing","rows":0},{"table":"sales","date":"2026-03-04","because":"table-missing:sales","state":"missing","rows":0},{"table":"sales","date":"2026-03-05","because":"table-missing:sales","state":"missing","rows":0},{"table":"sales","date":"2026-03-06","because":"table-missing:sales","state":"missing","rows":0},{"table":"sales","date":"2026-03-07","because":"table-missing:sales","state":"missing","rows":0},{"table":"sales","date":"2026-03-08","because":"table-missing:sales","state":"missing","rows":0},{"table":"sales","date":"2026-03-09","because":"table-missing:sales","state":"missing","rows":0},{"table":"sales","date":"2026-03-10","because":"table-missing:sales","state":"missing","rows":0},{"table":"totals","date":"2026-03-01","because":"table-missing:totals","state":"missing","rows":0},{"table":"totals","date":"2026-03-02","because":"table-missing:totals","state":"missing","rows":0},{"table":"totals","date":"2026-03-03","because":"table-missing:totals","state":"missing","rows":0},{"table":"totals","date":"2026-03-04","because":"table-missing:totals","state":"missing","rows":0},{"table":"totals","date":"2026-03-05","because":"table-missing:totals","state":"missing","rows":0},{"table":"totals","date":"2026-03-06","because":"table-missing:totals","state":"missing","rows":0},{"table":"totals","date":"2026-03-07","because":"table-missing:totals","state":"missing","rows":0},{"table":"totals","date":"2026-03-08","because":"table-missing:totals","state":"missing","rows":0},{"table":"totals","date":"2026-03-09","because":"table-missing:totals","state":"missing","rows":0},{"table":"totals","date":"2026-03-10","because":"table-missing:totals","state":"missing","rows":0},{"table":"trend","date":"2026-03-01","because":"table-missing:trend","state":"missing","rows":0},{"table":"trend","date":"2026-03-02","because":"table-missing:trend","state":"missing","rows":0},{"table":"trend","date":"2026-03-03","because":"table-missing:trend","state":"missing","rows":0},{"table":"trend","date":"2026-03-04","because":"table-missing:trend","state":"missing","rows":0},{"table":"trend","date":"2026-03-05","because":"table-missing:trend","state":"missing","rows":0},{"table":"trend","date":"2026-03-06","because":"table-missing:trend","state":"missing","rows":0},{"table":"trend","date":"2026-03-07","because":"table-missing:trend","state":"missing","rows":0},{"table":"trend","date":"2026-03-08","because":"table-missing:trend","state":"missing","rows":0},{"table":"trend","date":"2026-03-09","because":"table-missing:trend","state":"missing","rows":0},{"table":"trend","date":"2026-03-10","because":"table-missing:trend","state":"missing","rows":0}],"canary":[],"refused":[],"blocked":[],"becomesStale":[],"predicted":{"training":"BLOCKED","trainingAfter":"READY","average":0,"averageAfter":100,"dates":[{"date":"2026-03-01","before":0,"after":100},{"date":"2026-03-02","before":0,"after":100},{"date":"2026-03-03","before":0,"after":100},{"date":"2026-03-04","before":0,"after":100},{"date":"2026-03-05","before":0,"after":100},{"date":"2026-03-06","before":0,"after":100},{"date":"2026-03-07","before":0,"after":100},{"date":"2026-03-08","before":0,"after":100},{"date":"2026-03-09","before":0,"after":100},{"date":"2026-03-10","before":0,"after":100}]},"estimate":{"minutes":null,"basis":"unknown","billedMinutesByDate":null,"billedMinutesByBatch":null,"bytes":null,"usd":null,"dryRuns":null,"unpriced":[]},"id":"p-057a9ff1fb","hash":"057a9ff1fb5096a532347021fba01cc749c88e9fd915ff97bf3fcba43aeeb84a"}', NULL),
  ('b-20261128T000527Z-be8d45', 'finished', '2026-11-28 00:05:27.921+00', NULL, '{"counts":{"done":1,"unneeded":0,"failed":0,"parked":0,"blocked":0,"pending":0},"canaryStopped":null,"controls":[],"proven":true,"cost":null,"settled":{}}'),
  ('b-20261128T000527Z-be8d45', 'started', '2026-11-28 00:05:27.852+00', '{"schemaVersion":1,"environment":"test","asOf":"2026-03-20T12:00:00.000Z","configHash":"71012b7f8b886977","tablesHash":"d054ecf97db65d27","selection":{"dates":[{"first":"2026-03-04","last":"2026-03-04"}],"tables":["sales"],"phases":[],"planPhases":[],"force":true,"withinGrace":false,"pastGraceOnly":false,"includeWarmUp":false,"withUpstream":false,"withDownstream":false},"batchSize":4,"includeWarmUp":false,"cells":[{"table":"sales","date":"2026-03-04","because":"force","state":"complete","rows":2}],"canary":[],"refused":[],"blocked":[],"becomesStale":[{"table":"totals","date":"2026-03-04"},{"table":"trend","date":"2026-03-04"},{"table":"trend","date":"2026-03-05"},{"table":"trend","date":"2026-03-06"}],"predicted":{"training":"READY","trainingAfter":"READY","average":100,"averageAfter":100,"dates":[{"date":"2026-03-04","before":100,"after":100}]},"estimate":{"minutes":0,"basis":"measured","billedMinutesByDate":1,"billedMinutesByBatch":1,"bytes":null,"usd":null,"dryRuns":null,"unpriced":[]},"id":"p-be8d4530ed","hash":"be8d4530ed8a9902b986335c29c0a179eb71d76dbc62bb2ce60b4ca2a84fb22e"}', NULL);
CREATE OR REPLACE TABLE ops.kept__shop__sales (kept_run VARCHAR, kept_at TIMESTAMP WITH TIME ZONE, game_date DATE, item VARCHAR, amount INTEGER);
INSERT INTO ops.kept__shop__sales VALUES
  ('b-20261128T000527Z-be8d45', '2026-11-28 00:05:27.877554+00', '2026-03-04', 'cup', '5'),
  ('b-20261128T000527Z-be8d45', '2026-11-28 00:05:27.877554+00', '2026-03-04', 'tea', '2');
CREATE OR REPLACE TABLE ops.partition_writes (run VARCHAR, kind VARCHAR, table_id VARCHAR, game_date DATE, row_count BIGINT, rows_before BIGINT, fingerprint VARCHAR, fingerprint_before VARCHAR, upstream_fingerprint VARCHAR, seconds DOUBLE, written_at TIMESTAMP WITH TIME ZONE, position BIGINT);
INSERT INTO ops.partition_writes VALUES
  ('b-20261128T000527Z-057a9f', 'replace', 'sales', '2026-03-01', '2', '0', '2-28475025329194993574', '', '', '0.010933776249999937', '2026-11-28 00:05:27.080358+00', '1'),
  ('b-20261128T000527Z-057a9f', 'replace', 'sales', '2026-03-02', '2', '0', '2-23383285152113576034', '', '', '0.010933776249999937', '2026-11-28 00:05:27.080358+00', '1'),
  ('b-20261128T000527Z-057a9f', 'replace', 'sales', '2026-03-03', '2', '0', '2-26017833596331244373', '', '', '0.010933776249999937', '2026-11-28 00:05:27.080358+00', '1'),
  ('b-20261128T000527Z-057a9f', 'replace', 'sales', '2026-03-04', '2', '0', '2-23604631927141092837', '', '', '0.010933776249999937', '2026-11-28 00:05:27.080358+00', '1'),
  ('b-20261128T000527Z-057a9f', 'replace', 'sales', '2026-03-05', '2', '0', '2-10008650216342659906', '', '', '0.008444812249999814', '2026-11-28 00:05:27.179659+00', '4'),
  ('b-20261128T000527Z-057a9f', 'replace', 'sales', '2026-03-06', '2', '0', '2-10635623737994333726', '', '', '0.008444812249999814', '2026-11-28 00:05:27.179659+00', '4'),
  ('b-20261128T000527Z-057a9f', 'replace', 'sales', '2026-03-07', '2', '0', '2-8542523060031926285', '', '', '0.008444812249999814', '2026-11-28 00:05:27.179659+00', '4'),
  ('b-20261128T000527Z-057a9f', 'replace', 'sales', '2026-03-08', '2', '0', '2-9941024950258413878', '', '', '0.008444812249999814', '2026-11-28 00:05:27.179659+00', '4'),
  ('b-20261128T000527Z-057a9f', 'replace', 'sales', '2026-03-09', '2', '0', '2-21405399111706599320', '', '', '0.015082570000000031', '2026-11-28 00:05:27.672355+00', '7'),
  ('b-20261128T000527Z-057a9f', 'replace', 'sales', '2026-03-10', '2', '0', '2-24374537891393638540', '', '', '0.015082570000000031', '2026-11-28 00:05:27.672355+00', '7'),
  ('b-20261128T000527Z-057a9f', 'replace', 'totals', '2026-03-01', '1', '0', '1-14974310161793583362', '', '725796aa94bc9ea2', '0.0035095032499998526', '2026-11-28 00:05:27.108217+00', '2'),
  ('b-20261128T000527Z-057a9f', 'replace', 'totals', '2026-03-02', '1', '0', '1-17844406157106744454', '', '401d64848cd6ad24', '0.0035095032499998526', '2026-11-28 00:05:27.108217+00', '2'),
  ('b-20261128T000527Z-057a9f', 'replace', 'totals', '2026-03-03', '1', '0', '1-17120922260854820447', '', '4b8d671ba50a056d', '0.0035095032499998526', '2026-11-28 00:05:27.108217+00', '2'),
  ('b-20261128T000527Z-057a9f', 'replace', 'totals', '2026-03-04', '1', '0', '1-3672434178974487124', '', 'd8b962aa64f45893', '0.0035095032499998526', '2026-11-28 00:05:27.108217+00', '2'),
  ('b-20261128T000527Z-057a9f', 'replace', 'totals', '2026-03-05', '1', '0', '1-15278293451688965241', '', '2ab5f1ef57bdf5af', '0.05596934549999992', '2026-11-28 00:05:27.537362+00', '5'),
  ('b-20261128T000527Z-057a9f', 'replace', 'totals', '2026-03-06', '1', '0', '1-16085251035910407478', '', '1f9960bc5fc206b6', '0.05596934549999992', '2026-11-28 00:05:27.537362+00', '5'),
  ('b-20261128T000527Z-057a9f', 'replace', 'totals', '2026-03-07', '1', '0', '1-13215037094153746972', '', '2dd6c7a10b312794', '0.05596934549999992', '2026-11-28 00:05:27.537362+00', '5'),
  ('b-20261128T000527Z-057a9f', 'replace', 'totals', '2026-03-08', '1', '0', '1-16144651508713190044', '', 'de4561b19b19dc94', '0.05596934549999992', '2026-11-28 00:05:27.537362+00', '5'),
  ('b-20261128T000527Z-057a9f', 'replace', 'totals', '2026-03-09', '1', '0', '1-611117467774002887', '', 'e44fc65589c95791', '0.02329614900000024', '2026-11-28 00:05:27.737884+00', '8'),
  ('b-20261128T000527Z-057a9f', 'replace', 'totals', '2026-03-10', '1', '0', '1-9553394690893131095', '', '98d629e061af6e93', '0.02329614900000024', '2026-11-28 00:05:27.737884+00', '8'),
  ('b-20261128T000527Z-057a9f', 'replace', 'trend', '2026-03-01', '1', '0', '1-14974310161793583362', '', '8b08325baebb2080', '0.002775591249999934', '2026-11-28 00:05:27.133437+00', '3'),
  ('b-20261128T000527Z-057a9f', 'replace', 'trend', '2026-03-02', '1', '0', '1-18263647944665382322', '', 'e9c80798c0230f7c', '0.002775591249999934', '2026-11-28 00:05:27.133437+00', '3'),
  ('b-20261128T000527Z-057a9f', 'replace', 'trend', '2026-03-03', '1', '0', '1-4196310960764727155', '', '7b46f253e9795642', '0.002775591249999934', '2026-11-28 00:05:27.133437+00', '3'),
  ('b-20261128T000527Z-057a9f', 'replace', 'trend', '2026-03-04', '1', '0', '1-7836232375024674857', '', '8e23095bf32b31d9', '0.002775591249999934', '2026-11-28 00:05:27.133437+00', '3'),
  ('b-20261128T000527Z-057a9f', 'replace', 'trend', '2026-03-05', '1', '0', '1-3114734081076943647', '', '4365ea4a85027e36', '0.014809272500000132', '2026-11-28 00:05:27.609069+00', '6'),
  ('b-20261128T000527Z-057a9f', 'replace', 'trend', '2026-03-06', '1', '0', '1-9748427187124684949', '', '3ba93dfdb8f1bb12', '0.014809272500000132', '2026-11-28 00:05:27.609069+00', '6'),
  ('b-20261128T000527Z-057a9f', 'replace', 'trend', '2026-03-07', '1', '0', '1-1224902187815528906', '', 'f7c085ad6139bfcd', '0.014809272500000132', '2026-11-28 00:05:27.609069+00', '6'),
  ('b-20261128T000527Z-057a9f', 'replace', 'trend', '2026-03-08', '1', '0', '1-15287559208551951626', '', '256fe1de4cee144c', '0.014809272500000132', '2026-11-28 00:05:27.609069+00', '6'),
  ('b-20261128T000527Z-057a9f', 'replace', 'trend', '2026-03-09', '1', '0', '1-6510292204166244860', '', 'c472a5f7abf696b7', '0.009371090500000264', '2026-11-28 00:05:27.782401+00', '9'),
  ('b-20261128T000527Z-057a9f', 'replace', 'trend', '2026-03-10', '1', '0', '1-18223372046358431957', '', '0001b123c47cb531', '0.009371090500000264', '2026-11-28 00:05:27.782401+00', '9'),
  ('b-20261128T000527Z-be8d45', 'replace', 'sales', '2026-03-04', '2', '2', '2-22946222171982328386', '2-23604631927141092837', '', '0.011813090999999986', '2026-11-28 00:05:27.877554+00', '10');
CREATE OR REPLACE TABLE shop.sales (game_date DATE, item VARCHAR, amount INTEGER);
INSERT INTO shop.sales VALUES
  ('2026-03-01', 'cup', '5'),
  ('2026-03-01', 'tea', '2'),
  ('2026-03-02', 'cup', '5'),
  ('2026-03-02', 'tea', '2'),
  ('2026-03-03', 'cup', '5'),
  ('2026-03-03', 'tea', '2'),
  ('2026-03-04', 'cup', '6'),
  ('2026-03-04', 'tea', '3'),
  ('2026-03-05', 'cup', '5'),
  ('2026-03-05', 'tea', '2'),
  ('2026-03-06', 'cup', '5'),
  ('2026-03-06', 'tea', '2'),
  ('2026-03-07', 'cup', '5'),
  ('2026-03-07', 'tea', '2'),
  ('2026-03-08', 'cup', '5'),
  ('2026-03-08', 'tea', '2'),
  ('2026-03-09', 'cup', '5'),
  ('2026-03-09', 'tea', '2'),
  ('2026-03-10', 'cup', '5'),
  ('2026-03-10', 'tea', '2');
CREATE OR REPLACE TABLE shop.totals (game_date DATE, total BIGINT);
INSERT INTO shop.totals VALUES
  ('2026-03-01', '7'),
  ('2026-03-02', '7'),
  ('2026-03-03', '7'),
  ('2026-03-04', '7'),
  ('2026-03-05', '7'),
  ('2026-03-06', '7'),
  ('2026-03-07', '7'),
  ('2026-03-08', '7'),
  ('2026-03-09', '7'),
  ('2026-03-10', '7');
CREATE OR REPLACE TABLE shop.trend (game_date DATE, total BIGINT);
INSERT INTO shop.trend VALUES
  ('2026-03-01', '7'),
  ('2026-03-02', '14'),
  ('2026-03-03', '21'),
  ('2026-03-04', '21'),
  ('2026-03-05', '21'),
  ('2026-03-06', '21'),
  ('2026-03-07', '21'),
  ('2026-03-08', '21'),
  ('2026-03-09', '21'),
  ('2026-03-10', '21');
CREATE OR REPLACE TABLE src.sales (game_date DATE, item VARCHAR, amount INTEGER);
INSERT INTO src.sales VALUES
  ('2026-03-01', 'cup', '5'),
  ('2026-03-01', 'tea', '2'),
  ('2026-03-02', 'cup', '5'),
  ('2026-03-02', 'tea', '2'),
  ('2026-03-03', 'cup', '5'),
  ('2026-03-03', 'tea', '2'),
  ('2026-03-04', 'cup', '6'),
  ('2026-03-04', 'tea', '3'),
  ('2026-03-05', 'cup', '5'),
  ('2026-03-05', 'tea', '2'),
  ('2026-03-06', 'cup', '5'),
  ('2026-03-06', 'tea', '2'),
  ('2026-03-07', 'cup', '5'),
  ('2026-03-07', 'tea', '2'),
  ('2026-03-08', 'cup', '5'),
  ('2026-03-08', 'tea', '2'),
  ('2026-03-09', 'cup', '5'),
  ('2026-03-09', 'tea', '2'),
  ('2026-03-10', 'cup', '5'),
  ('2026-03-10', 'tea', '2');
