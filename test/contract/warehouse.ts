import { describe, expect, it } from "vitest";
import { TableNotFoundError, UserError } from "../../src/errors.ts";
import type { Row, Warehouse } from "../../src/warehouse/warehouse.ts";
import { day } from "../support/pipelines/declarations.ts";

/** What every warehouse does when it is read, in SQL that every engine reads alike. Each test opens its own. */
export function describeWarehouse(name: string, open: () => Promise<Warehouse>): void {
  async function rows(sql: string, params?: Parameters<Warehouse["query"]>[1]) {
    await using warehouse = await open();
    return await warehouse.query(sql, params);
  }
  const QUOTE = { quote: { type: "STRING", value: "it's" } } as const;
  const value = async (expression: string) =>
    (await rows(`SELECT ${expression} AS v`, QUOTE))[0]?.["v"];

  describe(`${name}: a value is plain, whatever the driver gives:`, () => {
    it.each<[string, string, Row[string]]>([
      ["a date", "DATE '2024-02-29'", "2024-02-29"],
      ["a date before 1970", "DATE '1969-12-31'", "1969-12-31"],
      ["an instant", "TIMESTAMP '2026-01-26 12:00:00.5+00'", "2026-01-26T12:00:00.500Z"],
      ["a whole number", "CAST(42 AS INT64)", 42],
      ["a negative number", "CAST(-7 AS INT64)", -7],
      ["a count", "(SELECT COUNT(*) FROM (SELECT 1 AS n) AS t)", 1],
      ["the largest exact number", "CAST(9007199254740991 AS INT64)", 9_007_199_254_740_991],
      ["a fraction", "CAST(0.1 AS FLOAT64)", 0.1],
      ["an exact decimal", "CAST('12.5' AS NUMERIC)", 12.5],
      ["true", "TRUE", true],
      ["false", "1 = 2", false],
      ["a tiny fraction", "CAST('1e-300' AS FLOAT64)", 1e-300],
      ["a negative instant", "TIMESTAMP '1969-12-31 23:59:59.5+00'", "1969-12-31T23:59:59.500Z"],
      ["a leap day's end", "TIMESTAMP '2024-02-29 23:59:59+00'", "2024-02-29T23:59:59.000Z"],
      ["no truth", "CAST(NULL AS BOOL)", null],
      ["no instant", "CAST(NULL AS TIMESTAMP)", null],
      ["nothing", "CAST(NULL AS STRING)", null],
      ["no date", "CAST(NULL AS DATE)", null],
      ["no number", "CAST(NULL AS INT64)", null],
      ["empty text", "''", ""],
      ["text that looks like a date", "'2026-01-26'", "2026-01-26"],
      ["text that looks like a number", "'007'", "007"],
      ["text of other scripts", "'Dončić 🏀 日本'", "Dončić 🏀 日本"],
      ["text with quotes", `CONCAT('say "', @quote, '"')`, `say "it's"`],
    ])("%s", async (_, expression, expected) => {
      expect(await value(expression)).toStrictEqual(expected);
    });

    it("a whole number that would lose digits is an error, not another number", async () => {
      await expect(value("CAST(9007199254740993 AS INT64)")).rejects.toThrow(/v.*9007199254740993/);
    });
  });

  describe(`${name}: a parameter arrives as it was given:`, () => {
    it.each([
      "plain",
      "",
      "it's",
      'say "hi"',
      "back\\slash",
      "`tick`",
      "@name; DROP TABLE t --",
      "Dončić 🏀\n日本",
    ])("text %j", async (text) => {
      const params = { text: { type: "STRING", value: text } } as const;
      expect(await rows("SELECT @text AS v, @text = @text AS same", params)).toEqual([
        { v: text, same: true },
      ]);
    });

    it("a date, a number and a list of dates", async () => {
      const params = {
        first: { type: "DATE", value: day("2024-10-22") },
        n: { type: "INT64", value: 41 },
        days: { type: "ARRAY<DATE>", value: [day("2024-10-23"), day("2025-10-21")] },
      } as const;
      expect(await rows("SELECT @first AS d, @n + 1 AS n", params)).toEqual([
        { d: "2024-10-22", n: 42 },
      ]);
      expect(
        await rows("SELECT CAST(d AS STRING) AS d FROM UNNEST(@days) AS d ORDER BY 1", params),
      ).toEqual([{ d: "2024-10-23" }, { d: "2025-10-21" }]);
    });

    it("and one that the text does not use changes nothing", async () => {
      const params = { unused: { type: "STRING", value: "x" } } as const;
      expect(await rows("SELECT 1 AS v", params)).toEqual([{ v: 1 }]);
    });

    it("and an at sign in a string or a comment is none", async () => {
      expect(await rows("SELECT '@first' AS v -- @last\n")).toEqual([{ v: "@first" }]);
    });
  });

  describe(`${name}: a result`, () => {
    const DIGITS = `WITH digits AS (${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `SELECT ${n} AS n`).join(" UNION ALL ")})`;

    it("may be empty", async () => {
      expect(await rows(`${DIGITS} SELECT n FROM digits WHERE n > 9`)).toEqual([]);
    });

    it("is whole, however many rows it has", async () => {
      const many = await rows(
        `${DIGITS} SELECT a.n * 1000 + b.n * 100 + c.n * 10 + d.n AS v
         FROM digits AS a CROSS JOIN digits AS b CROSS JOIN digits AS c CROSS JOIN digits AS d`,
      );
      expect(many).toHaveLength(10_000);
      const values = many.map((row) => Number(row["v"])).sort((a, b) => a - b);
      expect(values).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
    });

    it("is whole where it does not fit one answer", async () => {
      const tens = ["a", "b", "c", "d"].map((name) => `digits AS ${name}`).join(" CROSS JOIN ");
      const many = await rows(
        `${DIGITS} SELECT e.n * 10000 + a.n * 1000 + b.n * 100 + c.n * 10 + d.n AS v, 'é🏀' AS text
         FROM ${tens} CROSS JOIN (SELECT n FROM digits WHERE n < 3) AS e WHERE e.n < 2 OR a.n = 0`,
      );
      expect(many).toHaveLength(21_000);
      const values = many.map((row) => Number(row["v"])).sort((a, b) => a - b);
      expect(values).toEqual(Array.from({ length: 21_000 }, (_, n) => n));
      expect(new Set(many.map(({ text }) => text))).toEqual(new Set(["é🏀"]));
    });

    it("has columns of other scripts and of SQL's own words", async () => {
      expect(await rows("SELECT 1 AS `select`, 2 AS `größe`")).toEqual([{ select: 1, größe: 2 }]);
    });

    it("belongs to its own question where many are asked at once", async () => {
      await using warehouse = await open();
      const numbers = Array.from({ length: 24 }, (_, n) => n);
      const answers = await Promise.all(
        numbers.map((n) => warehouse.query("SELECT @n AS v", { n: { type: "INT64", value: n } })),
      );
      expect(answers).toEqual(numbers.map((n) => [{ v: n }]));
    });
  });

  describe(`${name}: a question that cannot be answered`, () => {
    it.each(["raw.nowhere", "no_such_dataset.nowhere"])(
      "names the table that is not there: %s",
      async (table) => {
        const asked = rows(`SELECT COUNT(*) AS n FROM \`${table}\``);
        await expect(asked).rejects.toBeInstanceOf(TableNotFoundError);
        await expect(asked).rejects.toThrow(/nowhere/);
      },
    );

    it("is the engine's own error where its text is wrong, and nobody's bad input", async () => {
      const asked = rows("SELEC 1");
      await expect(asked).rejects.toThrow();
      await expect(asked).rejects.not.toBeInstanceOf(UserError);
    });

    it("says where its text is wrong", async () => {
      // An engine counts lines and columns, or shows the line.
      await expect(rows("SELECT 1 AS n\nFROM (SELECT 1) AS t\nWHER n = 1")).rejects.toThrow(
        /\[at 3:\d+\]|at \[3:\d+\]|LINE 3: *WHER/,
      );
    });

    it("is an error where a column does not exist, and no missing table", async () => {
      const asked = rows("SELECT nothing_like_it FROM (SELECT 1 AS n) AS t");
      await expect(asked).rejects.toThrow(/nothing_like_it/);
      await expect(asked).rejects.not.toBeInstanceOf(UserError);
    });

    it("comes to an end when the warehouse is closed", async () => {
      const warehouse = await open();
      const numbers = Array.from({ length: 12 }, (_, n) => n);
      const asked = numbers.map((n) =>
        warehouse.query("SELECT @n AS v", { n: { type: "INT64", value: n } }),
      );
      const ended = Promise.allSettled(asked);
      await warehouse[Symbol.asyncDispose]();
      for (const [n, one] of (await ended).entries())
        if (one.status === "fulfilled") expect(one.value).toEqual([{ v: n }]);
        else expect(one.reason).toBeInstanceOf(Error);
    });

    it("leaves the warehouse usable", async () => {
      await using warehouse = await open();
      await expect(warehouse.query("SELEC 1")).rejects.toThrow();
      expect(await warehouse.query("SELECT 1 AS v")).toEqual([{ v: 1 }]);
    });
  });
}
