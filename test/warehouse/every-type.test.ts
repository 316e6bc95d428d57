import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../src/producers/command.ts";
import { type DuckDbWarehouse, openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import type { LedgerNote, ReplaceRequest } from "../../src/warehouse/warehouse.ts";
import { day } from "../support/pipelines/declarations.ts";
import { ownFolder } from "../support/warehouses.ts";

const DAY = day("2026-03-01");

/** Type of the column, what a command writes after the colon, and what the column then holds as text. */
const KEPT: readonly (readonly [type: string, json: string, text: string])[] = [
  ["TINYINT", "-128", "-128"],
  ["SMALLINT", "-32768", "-32768"],
  ["INTEGER", "2147483647", "2147483647"],
  ["BIGINT", "9007199254740993", "9007199254740993"],
  ["BIGINT", '"-9223372036854775808"', "-9223372036854775808"],
  ["BIGINT", "3.0", "3"],
  ["BIGINT", "1e3", "1000"],
  ["UBIGINT", "18446744073709551615", "18446744073709551615"],
  ["HUGEINT", "170141183460469231731687303715884105727", "170141183460469231731687303715884105727"],
  [
    "UHUGEINT",
    "340282366920938463463374607431768211455",
    "340282366920938463463374607431768211455",
  ],
  ["DECIMAL(38,9)", "12345678901234567890.123456789", "12345678901234567890.123456789"],
  ["DECIMAL(38,9)", "-1e-9", "-0.000000001"],
  ["DECIMAL(9,2)", "0.10", "0.10"],
  ["FLOAT", "0.1", "0.1"],
  ["DOUBLE", "0.1", "0.1"],
  ["DOUBLE", "0.10000000000000001", "0.1"],
  ["DOUBLE", "1.7976931348623157e308", "1.7976931348623157e+308"],
  ["DOUBLE", '"NaN"', "nan"],
  ["DOUBLE", '"-Infinity"', "-inf"],
  ["BOOLEAN", "false", "false"],
  ["VARCHAR", '""', ""],
  ["VARCHAR", '"a\\"b\\u0000ć\'{}"', "a\"b\u0000ć'{}"],
  ["VARCHAR", "9007199254740993", "9007199254740993"],
  ["DATE", '"2026-03-01"', "2026-03-01"],
  ["DATE", '"2026-03-01T00:00:00Z"', "2026-03-01"],
  ["TIME", '"23:59:59.999999"', "23:59:59.999999"],
  ["TIMETZ", '"23:59:59.999999+02"', "23:59:59.999999+02"],
  ["TIMESTAMP", '"2026-03-01T23:59:59.123456"', "2026-03-01 23:59:59.123456"],
  ["TIMESTAMP_S", '"2026-03-01 23:59:59.000"', "2026-03-01 23:59:59"],
  ["TIMESTAMP_MS", '"2026-03-01 23:59:59.123"', "2026-03-01 23:59:59.123"],
  ["TIMESTAMP_NS", '"2026-03-01 23:59:59.123456789"', "2026-03-01 23:59:59.123456789"],
  ["TIMESTAMPTZ", '"2026-03-08T02:30:00.000001-05:00"', "2026-03-08 07:30:00.000001+00"],
  ["INTERVAL", '"1 month 2 days"', "1 month 2 days"],
  ["UUID", '"550e8400-e29b-41d4-a716-446655440000"', "550e8400-e29b-41d4-a716-446655440000"],
  ["BLOB", '"\\\\xAA\\\\x00"', "\\xAA\\x00"],
  ["BIT", '"101"', "101"],
  ["ENUM('low', 'high')", '"high"', "high"],
  ["JSON", '"{\\"a\\": 9007199254740993}"', '{"a": 9007199254740993}'],
  ["INTEGER[]", '"[1, 2, NULL]"', "[1, 2, NULL]"],
  ["INTEGER[2]", '"[1, 2]"', "[1, 2]"],
  ["STRUCT(a INTEGER, b VARCHAR)", "\"{'a': 1, 'b': NULL}\"", "{'a': 1, 'b': NULL}"],
  ["MAP(VARCHAR, INTEGER)", '"{a=1}"', "{a=1}"],
  ["UNION(n INTEGER, s VARCHAR)", '"x"', "x"],
  ["BIGINT", "null", "NULL"],
];

/** What no column of the type keeps, and would round without a word. */
const REFUSED: readonly (readonly [type: string, json: string, reason: RegExp])[] = [
  ["BIGINT", "1.5", /column "v" \(BIGINT\) would not keep all of 1\.5/],
  ["BIGINT", "9223372036854775808", /column "v" \(BIGINT\) cannot hold 9223372036854775808/],
  [
    "DECIMAL(38,9)",
    "0.1234567891",
    /column "v" \(DECIMAL\(38,9\)\) would not keep all of 0\.1234567891/,
  ],
  ["DOUBLE", "9007199254740993", /column "v" \(DOUBLE\) would not keep all of 9007199254740993/],
  ["FLOAT", "16777217", /column "v" \(FLOAT\) would not keep all of 16777217/],
  ["TIMESTAMP", '"2026-03-01 12:00:00.1234567"', /"v" \(TIMESTAMP\) would not keep all of 2026/],
  ["TIME", '"12:00:00.1234567"', /column "v" \(TIME\) would not keep all of 12:00:00\.1234567/],
  ["TIMESTAMP_S", '"2026-03-01 12:00:00.5"', /column "v" \(TIMESTAMP_S\) would not keep/],
  ["DATE", '"2026-03-01 12:30:00"', /column "v" \(DATE\) would not keep all of 2026-03-01 12/],
  ["INTEGER", '"many"', /column "v" \(INTEGER\) cannot hold many/],
  ["BIGINT", '"NaN"', /column "v" \(BIGINT\) cannot hold NaN/],
  ["INTEGER[]", "[1, 2]", /whose "v" is not a plain value: \[1,2\]/],
  ["DOUBLE", "NaN", /which is not JSON: write NaN as the text "NaN"/],
];

async function tableOf(type: string) {
  const warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
  await warehouse.native("CREATE SCHEMA s");
  await warehouse.native(`CREATE TABLE s.t (id INTEGER, d DATE, v ${type})`);
  return warehouse;
}

/** Runs a real program that prints this line, and writes its rows. */
async function written(
  warehouse: DuckDbWarehouse,
  json: string,
  over: Partial<ReplaceRequest> = {},
) {
  const root = ownFolder();
  writeFileSync(join(root, "line.json"), `{"id": 1, "d": "${DAY}", "v": ${json}}\n`);
  const argv = ["node", "-e", "process.stdout.write(require('fs').readFileSync('line.json'))"];
  const rows = await runCommand(
    { kind: "command", argv, timeoutSeconds: 60 } as never,
    { table: { id: "t" }, dates: [DAY], signal: new AbortController().signal } as never,
    root,
  );
  return warehouse.replaceDates({
    ...{ table: "s.t", dateColumn: "d", dates: [DAY], ledger: null },
    ...{ allowShrink: true, rowsExpected: true, source: { kind: "rows", rows } },
    ...over,
  });
}

const textIn = async (warehouse: DuckDbWarehouse, where = "TRUE") =>
  (
    await warehouse.query(
      `SELECT COALESCE(CAST(v AS STRING), 'NULL') AS v FROM \`s.t\` WHERE ${where}`,
    )
  ).map((row) => row["v"]);

describe("what a command prints is in the column to the last digit:", () => {
  it.each(KEPT)("%s %s", async (type, json, text) => {
    await using warehouse = await tableOf(type);
    await written(warehouse, json);
    expect(await textIn(warehouse)).toEqual([text]);
  });
});

describe("what a column would round is refused with the column and the value:", () => {
  it.each(REFUSED)("%s %s", async (type, json, reason) => {
    await using warehouse = await tableOf(type);
    await expect(written(warehouse, json)).rejects.toThrow(reason);
    expect(await textIn(warehouse)).toEqual([]);
  });
});

const note = (run: string): LedgerNote => ({
  ...{ run, tableId: "t", kind: "replace", upstreamFingerprints: new Map() },
});

describe("rows that stay beside new ones, and rows that an undo puts back, keep every digit:", () => {
  it.each(KEPT)("%s %s", async (type, json, text) => {
    await using warehouse = await tableOf(type);
    await written(warehouse, json);
    await warehouse.native("UPDATE s.t SET id = 2");
    const other = { id: 1, d: DAY, v: null };
    const change = {
      ...{ table: "s.t", dateColumn: "d", dates: [DAY], allowShrink: true, rowsExpected: true },
    };
    const [one] = await warehouse.replaceDates({
      ...change,
      ledger: note("b-1"),
      source: { kind: "rows", rows: [other], only: { column: "id", values: ["1"] } },
    });
    expect(await textIn(warehouse, "id = 2")).toEqual([text]);
    expect(one).toMatchObject({ rows: 2, rowsBefore: 1 });
    await warehouse.restore({
      run: "b-1",
      undoRun: "u-1",
      tables: [
        {
          ...{ tableId: "t", table: "s.t", dateColumn: "d", dates: [DAY] },
          fingerprints: new Map([[DAY, one?.fingerprint ?? ""]]),
          rowsBefore: new Map([[DAY, 1]]),
          upstreamFingerprints: new Map(),
        },
      ],
    });
    expect(await textIn(warehouse)).toEqual([text]);
  });
});

describe("columns that the engine computes", () => {
  it("are left to it by rows, by models, by rows that stay and by an undo", async () => {
    await using warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
    await warehouse.native("CREATE SCHEMA s");
    await warehouse.native(
      "CREATE TABLE s.t (id INTEGER, d DATE, twice INTEGER GENERATED ALWAYS AS (id * 2), n INTEGER DEFAULT 7)",
    );
    const change = {
      ...{ table: "s.t", dateColumn: "d", dates: [DAY], allowShrink: true, rowsExpected: true },
    };
    const all = async () =>
      (await warehouse.query("SELECT id, twice, n FROM `s.t` ORDER BY id")).map((row) => [
        ...[row["id"], row["twice"], row["n"]],
      ]);
    await warehouse.replaceDates({
      ...change,
      ledger: null,
      source: { kind: "rows", rows: [{ id: 1, d: DAY, n: 3 }] },
    });
    expect(await all()).toEqual([[1, 2, 3]]);
    const [one] = await warehouse.replaceDates({
      ...change,
      ledger: note("b-1"),
      source: {
        kind: "rows",
        rows: [{ id: 5, d: DAY, twice: 99 }],
        only: { column: "id", values: ["5"] },
      },
    });
    expect((await all()).map(([id, twice]) => [id, twice])).toEqual([
      [1, 2],
      [5, 10],
    ]);
    await warehouse.restore({
      run: "b-1",
      undoRun: "u-1",
      tables: [
        {
          ...{ tableId: "t", table: "s.t", dateColumn: "d", dates: [DAY] },
          fingerprints: new Map([[DAY, one?.fingerprint ?? ""]]),
          rowsBefore: new Map([[DAY, 1]]),
          upstreamFingerprints: new Map(),
        },
      ],
    });
    expect(await all()).toEqual([[1, 2, 3]]);
    await warehouse.replaceDates({
      ...change,
      ledger: null,
      source: { kind: "select", sql: "SELECT 4 AS id, DATE '2026-03-01' AS d, 1 AS n" },
    });
    expect(await all()).toEqual([[4, 8, 1]]);
  });
});

describe("what is read from the warehouse is exact, or refused with the column:", () => {
  it.each([
    ["TIMESTAMP '2026-03-01 23:59:59.123456'", "2026-03-01T23:59:59.123456Z"],
    ["TIMESTAMP '1969-12-31 23:59:59.999999'", "1969-12-31T23:59:59.999999Z"],
    ["CAST(0.1 AS DECIMAL(38,9))", 0.1],
  ])("%s", async (sql, value) => {
    await using warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
    expect(await warehouse.query(`SELECT ${sql} AS v`)).toEqual([{ v: value }]);
  });
  it.each([
    ["CAST('12345678901234567890.123456789' AS DECIMAL(38,9))"],
    ["CAST(9007199254740993 AS BIGINT)"],
    ["[1, 2]"],
  ])("%s", async (sql) => {
    await using warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
    await expect(warehouse.query(`SELECT ${sql} AS v`)).rejects.toThrow(/Column "v" .*\d/);
  });
});
