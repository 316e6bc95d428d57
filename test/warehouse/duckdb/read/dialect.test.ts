import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDuckDb } from "../../../../src/warehouse/duckdb/duckdb.ts";
import { toDuckDb } from "../../../../src/warehouse/duckdb/read/dialect.ts";
import type { Row } from "../../../../src/warehouse/warehouse.ts";

const sqlOf = (text: string) => toDuckDb(text).sql;

describe("the common SQL for DuckDB", () => {
  it.each([
    ["a table's name", "FROM `nba_raw.t`", 'FROM "nba_raw"."t"'],
    ["a column's name", "SELECT `from`", 'SELECT "from"'],
    ["a name with a quote in it", 'SELECT `a"b`', 'SELECT "a""b"'],
    ["a parameter", "WHERE d = @first_date", "WHERE d = $first_date"],
    ["a type", "CAST(x AS FLOAT64)", "CAST(x AS DOUBLE)"],
    ["a type in small letters", "cast(x as float64)", "cast(x as DOUBLE)"],
    [
      "an unnested parameter",
      "FROM UNNEST(@dates) AS d",
      "FROM UNNEST($dates) AS unnested_dates(d)",
    ],
    [
      "the fingerprint of columns",
      "BIT_XOR(FARM_FINGERPRINT(TO_JSON_STRING(STRUCT(`game`, `player`))))",
      'BIT_XOR(hash("game", "player"))',
    ],
    ["a comment with a hash", "SELECT 1 # why\n", "SELECT 1 -- why\n"],
  ])("has %s rewritten", (_, google, duckDb) => {
    expect(sqlOf(google)).toBe(duckDb);
  });

  it.each([
    "'`tick` @name FLOAT64'",
    "'it''s @name'",
    "'a\\'@name'",
    '"`tick` @name"',
    "-- `tick` @name FLOAT64\n",
    "/* `tick`\n@name */",
    "float64_column",
    "a > b",
  ])("leaves %j alone", (text) => {
    expect(toDuckDb(text)).toEqual({ sql: text, params: new Set() });
  });

  it("lists the parameters that are used, each once, and none of strings or comments", () => {
    const { params } = toDuckDb("SELECT @b, @a, '@c', @a -- @d\nFROM UNNEST(@dates) AS d");
    expect([...params].sort()).toEqual(["a", "b", "dates"]);
  });

  it("leaves every string as it is, wherever it stands", () => {
    const content = fc.string().map((text) => text.replaceAll(/['\\]/g, "").replaceAll("\n", " "));
    fc.assert(
      fc.property(content, (text) => {
        expect(sqlOf(`SELECT '${text}', @p`)).toBe(`SELECT '${text}', $p`);
      }),
    );
  });
});

describe("what GoogleSQL has and DuckDB lacks or answers otherwise", () => {
  it.each<[string, Row[string]]>([
    ["SAFE_DIVIDE(7, 2)", 3.5],
    ["SAFE_DIVIDE(7, 0)", null],
    ["SAFE_DIVIDE(NULL, 2)", null],
    ["UNIX_DATE(DATE '1970-01-11')", 10],
    ["UNIX_DATE(DATE '2024-11-04') - UNIX_DATE(DATE '2024-10-22')", 13],
    ["DIV(7, 2)", 3],
    ["(SELECT COUNTIF(b) FROM (SELECT CAST(NULL AS BOOL) AS b) AS t)", 0],
    ["(SELECT COUNTIF(b) FROM (SELECT TRUE AS b UNION ALL SELECT FALSE) AS t)", 1],
    ["(SELECT LOGICAL_OR(b) FROM (SELECT TRUE AS b UNION ALL SELECT FALSE) AS t)", true],
    ["(SELECT LOGICAL_AND(b) FROM (SELECT TRUE AS b UNION ALL SELECT FALSE) AS t)", false],
    ["7 / 2", 3.5],
  ])("%s is %j", async (expression, expected) => {
    await using warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
    const [row] = await warehouse.query(`SELECT ${expression} AS v`);
    expect(row?.["v"]).toBe(expected);
  });
});
