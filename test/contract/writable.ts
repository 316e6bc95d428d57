import { describe, expect, it } from "vitest";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import type { ReplaceRequest, WritableWarehouse } from "../../src/warehouse/warehouse.ts";
import { day } from "../support/pipelines/declarations.ts";

const TABLE = "raw.visits";
const [FIRST, SECOND, THIRD] = [day("2026-01-02"), day("2026-01-03"), day("2026-01-04")];

/** A first load: nothing is kept, nothing goes to the ledger, and no guard stands in the way. */
const aRequest = (
  dates: readonly CivilDate[],
  sql: string,
  over: Partial<ReplaceRequest> = {},
): ReplaceRequest => ({
  table: TABLE,
  dateColumn: "game_date",
  dates,
  source: { kind: "select", sql },
  ledger: null,
  allowShrink: true,
  rowsExpected: false,
  ...over,
});

/** Rows of these texts for every claimed date. */
const rowsOfEach = (...texts: string[]): string =>
  texts
    .map((text) => `SELECT d AS game_date, '${text}' AS visitor FROM UNNEST(@dates) AS d`)
    .join(" UNION ALL ");

/** What a warehouse does when dates are replaced. Each test opens its own. */
export function describeWritable(name: string, open: () => Promise<WritableWarehouse>): void {
  async function content(warehouse: WritableWarehouse): Promise<string[]> {
    const rows = await warehouse.query(
      `SELECT game_date, visitor FROM \`${TABLE}\` ORDER BY game_date, visitor`,
    );
    return rows.map((row) => `${row["game_date"]} ${row["visitor"]}`);
  }
  async function loaded() {
    const warehouse = await open();
    await warehouse.replaceDates(aRequest([FIRST, SECOND, THIRD], rowsOfEach("old")));
    return warehouse;
  }
  const OLD = [`${FIRST} old`, `${SECOND} old`, `${THIRD} old`];

  describe(`${name}: replacing dates`, () => {
    it("makes the table where there is none, and says how many rows each date has", async () => {
      await using warehouse = await open();
      const written = await warehouse.replaceDates(aRequest([FIRST, SECOND], rowsOfEach("a", "b")));
      expect(written.map(({ date, rows, rowsBefore }) => [date, rows, rowsBefore])).toEqual([
        [FIRST, 2, 0],
        [SECOND, 2, 0],
      ]);
      expect(await content(warehouse)).toHaveLength(4);
    });

    it("leaves the same rows when it is done twice", async () => {
      await using warehouse = await open();
      for (const _ of [1, 2]) await warehouse.replaceDates(aRequest([FIRST], rowsOfEach("a", "b")));
      expect(await content(warehouse)).toEqual([`${FIRST} a`, `${FIRST} b`]);
    });

    it("leaves the dates beside them as they are", async () => {
      await using warehouse = await loaded();
      await warehouse.replaceDates(aRequest([SECOND], rowsOfEach("new")));
      expect(await content(warehouse)).toEqual([OLD[0], `${SECOND} new`, OLD[2]]);
    });

    it("replaces the rows of some values alone, and lets the engine copy the others", async () => {
      await using warehouse = await loaded();
      await warehouse.replaceDates(aRequest([FIRST, SECOND], rowsOfEach("a", "b")));
      const rows = [{ game_date: FIRST, visitor: "a" }];
      const only = { column: "visitor", values: ["b", "c"] };
      const written = await warehouse.replaceDates({
        ...aRequest([FIRST], ""),
        source: { kind: "rows", rows, only },
      });
      expect(written.map((one) => one.rows)).toEqual([2]);
      // The new row beside the one that stayed; b is gone.
      expect(await content(warehouse)).toEqual([
        ...[`${FIRST} a`, `${FIRST} a`],
        ...[`${SECOND} a`, `${SECOND} b`, OLD[2]],
      ]);
    });

    it("takes numbers beyond 2^53 to the last digit, and refuses what a column would round", async () => {
      await using warehouse = await open();
      await warehouse.replaceDates(
        aRequest([FIRST], "SELECT d AS game_date, CAST(1 AS INT64) AS n FROM UNNEST(@dates) AS d"),
      );
      const of = (n: string | number) => ({
        ...aRequest([FIRST], ""),
        source: { kind: "rows" as const, rows: [{ game_date: FIRST, n }] },
      });
      await warehouse.replaceDates(of("9007199254740993"));
      const [row] = await warehouse.query(`SELECT CAST(n AS STRING) AS n FROM \`${TABLE}\``);
      expect(row).toEqual({ n: "9007199254740993" });
      await expect(warehouse.replaceDates(of(1.5))).rejects.toThrow(
        /column "n" \(\w+\) would not keep all of 1\.5/,
      );
    });

    it("empties a date for which there is no row now", async () => {
      await using warehouse = await loaded();
      const sql = `SELECT * FROM (${rowsOfEach("new")}) AS t WHERE game_date <> DATE '${FIRST}'`;
      const written = await warehouse.replaceDates(aRequest([FIRST, SECOND], sql));
      expect(written.map(({ rows }) => rows)).toEqual([0, 1]);
      expect(await content(warehouse)).toEqual([`${SECOND} new`, OLD[2]]);
    });

    it("empties all its dates where there is no row at all", async () => {
      await using warehouse = await loaded();
      const sql = `SELECT * FROM (${rowsOfEach("new")}) AS t WHERE 1 = 2`;
      await warehouse.replaceDates(aRequest([FIRST, SECOND], sql));
      expect(await content(warehouse)).toEqual([OLD[2]]);
    });

    it("changes nothing where the rows cannot be computed", async () => {
      await using warehouse = await loaded();
      const sql =
        "SELECT d AS game_date, CAST(CAST('x' AS INT64) AS STRING) AS visitor FROM UNNEST(@dates) AS d";
      await expect(warehouse.replaceDates(aRequest([FIRST, SECOND], sql))).rejects.toThrow();
      expect(await content(warehouse)).toEqual(OLD);
    });

    it("changes nothing where the rows do not fit the table", async () => {
      await using warehouse = await loaded();
      const sql = "SELECT d AS game_date, 'new' AS visitor, 1 AS another FROM UNNEST(@dates) AS d";
      await expect(warehouse.replaceDates(aRequest([FIRST], sql))).rejects.toThrow(/another/);
      expect(await content(warehouse)).toEqual(OLD);
    });

    it.each([
      ["a date that was not claimed", `DATE '${THIRD}'`],
      ["no date at all", "CAST(NULL AS DATE)"],
    ])("changes nothing where a row is of %s", async (_, other) => {
      await using warehouse = await loaded();
      const sql = `${rowsOfEach("new")} UNION ALL SELECT ${other} AS game_date, 'stray' AS visitor`;
      await expect(warehouse.replaceDates(aRequest([FIRST], sql))).rejects.toThrow(
        /not only of the claimed dates/,
      );
      expect(await content(warehouse)).toEqual(OLD);
    });

    it("goes on after a failure", async () => {
      await using warehouse = await loaded();
      await expect(warehouse.replaceDates(aRequest([FIRST], "SELEC 1"))).rejects.toThrow();
      await warehouse.replaceDates(aRequest([FIRST], rowsOfEach("new")));
      expect((await content(warehouse))[0]).toBe(`${FIRST} new`);
    });

    it("takes columns by name, in whatever order they come", async () => {
      await using warehouse = await loaded();
      const sql = "SELECT 'new' AS visitor, d AS game_date FROM UNNEST(@dates) AS d";
      await warehouse.replaceDates(aRequest([FIRST], sql));
      expect((await content(warehouse))[0]).toBe(`${FIRST} new`);
    });

    it("tells the rows its smallest and largest date, whatever their order", async () => {
      await using warehouse = await open();
      const sql =
        "SELECT d AS game_date, CONCAT(CAST(@first_date AS STRING), ' ', CAST(@last_date AS STRING)) AS visitor FROM UNNEST(@dates) AS d";
      await warehouse.replaceDates(aRequest([THIRD, FIRST], sql));
      expect(await content(warehouse)).toEqual([
        `${FIRST} ${FIRST} ${THIRD}`,
        `${THIRD} ${FIRST} ${THIRD}`,
      ]);
    });
  });
}
