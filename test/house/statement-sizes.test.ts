import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { evidenceSql, type Known, lostSql } from "../../src/backfill/run/losses-sql.ts";
import { addDays, type CivilDate } from "../../src/dates/civil-date.ts";
import { statesSql } from "../../src/warehouse/bigquery/read/states.ts";
import { insertOps } from "../../src/warehouse/bigquery/write/ops.ts";
import type { ReplaceRequest, RestoreRequest } from "../../src/warehouse/warehouse.ts";
import type { Asked } from "../support/bigquery/recorded-jobs.ts";
import { idOf, isInsert, isRows, openRecorded } from "../support/bigquery/recorded-warehouse.ts";
import {
  MAX_CHANGES,
  MAX_PARAMETERS,
  MAX_TABLES_A_TRANSACTION,
  MAX_TEXT_BYTES,
} from "../support/bigquery/strict.ts";
import { day } from "../support/pipelines/declarations.ts";

/*
 * Every statement at 500 tables of 1,000 dates, held to what BigQuery takes. Which they are is found in the code: a file
 * that makes SQL and is not listed here fails.
 */

const TABLES = Array.from({ length: 500 }, (_, n) => `a_table_with_quite_a_long_name_${n}`);
const DATES = Array.from({ length: 1_000 }, (_, n) => addDays(day("2023-10-24"), n));
const FINGERPRINT = "f1.a1b2c3:12345-1234567890123456-1234567890123456";
const UPSTREAM = "x".repeat(64);
const RUN = "b-20260126T120000Z-1a2b3c";
const TABLE = "nba_precompute.a_table_with_quite_a_long_name";
/** As many as the operators' widest table has. */
const FIELDS = [
  { name: "game_date", type: "DATE" },
  ...Array.from({ length: 262 }, (_, n) => ({
    name: `a_feature_with_a_long_name_${n}`,
    type: "NUMERIC",
    precision: "5",
    scale: "1",
  })),
];
const byDate = <T>(value: T) => new Map(DATES.map((date) => [date, value]));
const LEDGER = {
  run: RUN,
  tableId: "t",
  kind: "replace" as const,
  upstreamFingerprints: byDate(UPSTREAM),
};

/** What is sent of a warehouse whose every date holds rows, before and after. */
async function sent(
  work: (warehouse: Awaited<ReturnType<typeof openRecorded>>["warehouse"]) => Promise<unknown>,
  { staged = FINGERPRINT, kept = false } = {},
): Promise<Sent[]> {
  const { warehouse, server } = await openRecorded(
    (asked) => {
      if (asked.method === "GET" && asked.path.includes("/tables/"))
        return {
          json: {
            type: "TABLE",
            schema: { fields: FIELDS },
            timePartitioning: { type: "DAY", field: "game_date" },
          },
        };
      if (asked.path.endsWith("/tables")) return { json: { tables: kept ? KEPT_TABLES : [] } };
      if (isInsert(asked) && asked.body.configuration.dryRun === true)
        return { json: { status: { state: "DONE" }, statistics: { totalBytesProcessed: "1" } } };
      return isRows(asked) ? rowsOf(asked, staged) : undefined;
    },
    { jobDeadlineMs: 60_000 },
  );
  await work(warehouse);
  return server.asked.filter(isInsert).map(({ body }) => body.configuration.query as Sent);
}

type Sent = { readonly query: string; readonly queryParameters?: readonly unknown[] };
const KEPT_TABLES = ["0a1b2c3d", "1a1b2c3d"].map((hash) => ({
  tableReference: { tableId: `kept__${TABLE.replace(".", "__")}__${hash}` },
}));

/** A look's counts of every side, an answer of rows written, or nothing. */
function rowsOf(asked: Asked, staged: string) {
  const names = [
    "side",
    "d",
    "n",
    "fingerprint",
    "rows_before",
    "fingerprint_before",
    "position",
    "run",
  ];
  const sides = [
    "staged",
    "before",
    ...KEPT_TABLES.map(({ tableReference }) => `ops.${tableReference.tableId}`),
  ];
  const rows = /^ops-(look|replace|restore)/.test(idOf(asked))
    ? sides.flatMap((side) =>
        DATES.map((date) => [
          side,
          date,
          "6",
          side === "staged" ? staged : FINGERPRINT,
          "6",
          FINGERPRINT,
          "1",
          "other",
        ]),
      )
    : [];
  return {
    json: {
      ...{
        jobReference: { jobId: idOf(asked) },
        jobComplete: true,
        totalRows: String(rows.length),
      },
      schema: { fields: names.map((name) => ({ name, type: "STRING" })) },
      rows: rows.map((cells) => ({ f: cells.map((v) => ({ v })) })),
    },
  };
}

const aWrite = (sql = "SELECT d AS game_date FROM UNNEST(@dates) AS d"): ReplaceRequest => ({
  ...{ table: TABLE, dateColumn: "game_date", dates: DATES, source: { kind: "select", sql } },
  ...{ ledger: LEDGER, allowShrink: true, rowsExpected: true },
});

const aRestore: RestoreRequest = {
  ...{ run: RUN, undoRun: `u-${RUN}` },
  tables: ["one", "two", "three"].map((tableId) => ({
    ...{ tableId, table: TABLE, dateColumn: "game_date", dates: DATES },
    ...{ fingerprints: byDate(FINGERPRINT), rowsBefore: byDate(12) },
    upstreamFingerprints: byDate(UPSTREAM),
  })),
};

const texts = (all: readonly string[]): Sent[] => all.map((query) => ({ query }));

const KNOWN: Known = {
  read: (_, relation = `\`${TABLE}\``) => relation,
  ...{ dateColumn: "game_date", keys: ["game_id", "player_lookup"], game: "game_id" },
  witnesses: TABLES.map((id) => ({
    ...{
      id,
      read: () => `\`nba_raw.${id}\``,
      dateColumn: "game_date",
      game: "game_id",
      hasKeys: true,
    },
  })),
  schedule: {
    ...{ read: "`nba_raw.nbac_schedule`", movedTo: null, dateColumn: "game_date" },
    ...{ game: "game_id", isRebuilt: true },
  },
};
const RELATIONS = { before: `\`${TABLE}\``, after: "`ops.stage`", dates: DATES };
const replaced = () => sent((warehouse) => warehouse.replaceDates(aWrite()), { staged: "f1:new" });
const restored = () => sent((warehouse) => warehouse.restore(aRestore), { kept: true });
const witnessed = () =>
  sent((warehouse) => warehouse.witness({ ...aWrite(), ledger: LEDGER }, async () => undefined));

/** By the file that makes them. */
const SIZED: Readonly<Record<string, () => Promise<readonly Sent[]>>> = {
  "warehouse/bigquery/write/write.ts": replaced,
  "warehouse/bigquery/write/look.ts": replaced,
  "warehouse/bigquery/write/kept.ts": replaced,
  "warehouse/bigquery/read/counts.ts": replaced,
  "warehouse/bigquery/read/inserted.ts": replaced,
  "warehouse/bigquery/write/restore.ts": restored,
  "warehouse/bigquery/write/stage.ts": async () => {
    const models = globSync("pipeline/sql/**/*.sql").map((file) => readFileSync(file, "utf8"));
    const all: Sent[] = [];
    for (const sql of models) all.push(...(await sent((one) => one.replaceDates(aWrite(sql)))));
    const values = Array.from({ length: 15_000 }, (_, n) => `20260123_MEMCLE${n}`);
    const only = { column: "game_id", values };
    const source = { kind: "rows", rows: [], only } as const;
    return [
      ...all,
      ...(await sent((one) => one.replaceDates({ ...aWrite(), source }).catch(() => undefined))),
    ];
  },
  "warehouse/bigquery/write/witness.ts": witnessed,
  "warehouse/bigquery/write/ops.ts": async () => {
    const row = Object.fromEntries(
      ["run", "event", "plan_json", "summary_json"].map((name) => [name, UPSTREAM]),
    );
    const { work } = insertOps("backfill_runs", row);
    const lines = TABLES.slice(0, 5).flatMap((tableId) =>
      DATES.map((date) => ({
        ...{ tableId, date, rows: 123_456, rowsBefore: 123_456, fingerprint: FINGERPRINT },
        ...{ fingerprintBefore: FINGERPRINT, upstreamFingerprint: UPSTREAM },
      })),
    );
    const observed = await sent((one) => one.recordObserved({ run: RUN, kind: "seen", lines }));
    expect(observed).toHaveLength(5);
    return [...(work.kind === "query" ? [work.query] : []), ...observed];
  },
  "warehouse/bigquery/read/partitions.ts": () =>
    sent((one) =>
      one.partitionRows(TABLES.map((id) => ({ table: `nba_raw.${id}`, dateColumn: "game_date" }))),
    ),
  "warehouse/bigquery/read/fingerprint.ts": () =>
    sent((one) =>
      one.fingerprints({
        table: TABLE,
        dateColumn: "game_date",
        volatileColumns: [],
        dates: DATES,
      }),
    ),
  "warehouse/bigquery/read/estimate.ts": () =>
    sent((one) =>
      one.estimateReplace({
        table: TABLE,
        dateColumn: "game_date",
        dates: DATES,
        select: "SELECT * FROM UNNEST(@dates)",
      }),
    ),
  "backfill/run/losses-sql.ts": async () =>
    texts([lostSql(KNOWN, RELATIONS), ...evidenceSql(KNOWN, RELATIONS)]),
  "warehouse/bigquery/read/states.ts": async () => [
    { query: statesSql(TABLES.map((table) => `nba_precompute.${table}`)) },
  ],
};

/** Of these no text grows with tables or dates. */
const OF_ONE_TABLE = "one table, and a range by its two ends";
const CONSTANT: Readonly<Record<string, string>> = {
  "backfill/ledger/lineage.ts": "a range and a run as parameters",
  "jobs/shared/ledger.ts": "a run, or a cell, as parameters",
  "jobs/shared/reading-columns.ts": OF_ONE_TABLE,
  "jobs/shared/control-rows.ts": "one table on one date",
  "jobs/repair/run/take-out.ts": "one table on one date; the games of that date",
  "pipeline/sql/read-from.ts": OF_ONE_TABLE,
  "pipeline/readings.ts": OF_ONE_TABLE,
  "grid/observe/compare.ts": OF_ONE_TABLE,
  "grid/observe/withheld.ts": OF_ONE_TABLE,
  "grid/observe/counts.ts": OF_ONE_TABLE,
  "grid/observe/placement.ts": OF_ONE_TABLE,
  "grid/observe/placement-sql.ts": OF_ONE_TABLE,
  "grid/observe/placement-keys.ts": "one table and the one that it covers",
  "producers/service/rows.ts": "one table on the dates of one call",
  "producers/scrapers/write-date.ts": "one table on one date",
  "producers/scrapers/game/games.ts": "one table on one date",
  "producers/scrapers/schedule/refresh.ts": OF_ONE_TABLE,
  "producers/scrapers/sources/tables.ts": OF_ONE_TABLE,
  "warehouse/losses.ts": "a piece of what losses-sql.ts makes",
  "warehouse/bigquery/admin.ts": "SELECT 1",
  "warehouse/bigquery/write/guards.ts": "what a person is told to run",
  "warehouse/bigquery/write/recorded.ts": "for the embedded engine",
  "jobs/sample/may-replace.ts": OF_ONE_TABLE,
  "jobs/sample/source.ts": "for the embedded engine",
  "jobs/sample/load-sample.ts": "for the embedded engine",
  "jobs/sample/load-tables.ts": OF_ONE_TABLE,
  "jobs/drill/facts.ts": "for the embedded engine",
  "jobs/leak/leak.ts": "for the embedded engine",
  "jobs/leak/views.ts": "for the embedded engine",
  "drill/sql.ts": "for the embedded engine",
  "drill/kinds-schedule.ts": "for the embedded engine",
};

/** What is only said to people, or checked. */
const WORDS =
  /^(render|advice|explain)\/|^warehouse\/duckdb\/|^jobs\/doctor\/|^jobs\/validate\/check-columns|^pipeline\/schema|^warehouse\/warehouse\.ts/;
const SQL =
  /[`"'][^`"']*\b(SELECT|INSERT INTO|DELETE FROM|CREATE TABLE|ALTER TABLE|UNION ALL|MERGE)\b/;

it("every file that makes SQL is listed", () => {
  const making = globSync("src/**/*.ts")
    .map((file) => file.replaceAll("\\", "/").replace(/^src\//, ""))
    .filter(
      (file) => !WORDS.test(file) && SQL.test(withoutComments(readFileSync(`src/${file}`, "utf8"))),
    );
  const listed = [...Object.keys(SIZED), ...Object.keys(CONSTANT)];
  expect(making.filter((file) => !listed.includes(file)).sort()).toEqual([]);
  const gone = listed.filter((file) => !globSync(`src/${file}`).length);
  expect(gone).toEqual([]);
});

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

it.each(Object.entries(SIZED))(
  "what %s makes of 500 tables and 1,000 dates is no longer than BigQuery takes",
  async (_, make) => {
    const all = await make();
    expect(all.length).toBeGreaterThan(0);
    const dates = new Set<CivilDate>();
    for (const { query, queryParameters = [] } of all) {
      expect(Buffer.byteLength(query), query.slice(0, 200)).toBeLessThanOrEqual(MAX_TEXT_BYTES);
      expect(queryParameters.length).toBeLessThanOrEqual(MAX_PARAMETERS);
      const changed = [...query.matchAll(/\b(?:INSERT INTO|DELETE FROM) (`[\w.]+`)/g)].map(
        ([, name]) => name,
      );
      expect(new Set(changed).size).toBeLessThanOrEqual(MAX_TABLES_A_TRANSACTION);
      const most = Math.max(
        0,
        ...[...Map.groupBy(changed, (name) => name).values()].map((list) => list.length),
      );
      expect(most).toBeLessThanOrEqual(MAX_CHANGES);
      for (const [, date] of query.matchAll(/DATE '([\d-]+)'/g)) dates.add(date as CivilDate);
    }
    const largest = Math.max(...all.map(({ query }) => Buffer.byteLength(query)));
    console.log(
      `${_}: ${all.length} statements, the longest ${Math.ceil(largest / 1024)} kB, ${dates.size} dates`,
    );
  },
  60_000,
);
