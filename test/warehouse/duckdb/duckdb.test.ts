import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UnreadableError } from "../../../src/errors.ts";
import { isLocked, openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";

const folder = mkdtempSync(join(tmpdir(), "duckdb-"));
afterAll(() => rmSync(folder, { recursive: true }));

const inMemory = () => openDuckDb({ path: ":memory:", readOnly: false });

describe("a value of DuckDB's own", () => {
  const value = async (expression: string) => {
    await using warehouse = await inMemory();
    return (await warehouse.query(`SELECT ${expression} AS v`))[0]?.["v"];
  };

  it.each([
    ["a sum of whole numbers (HUGEINT)", "(SELECT sum(n) FROM range(4) AS r(n))", 6],
    ["a small whole number", "7::TINYINT", 7],
    ["a decimal", "1.25::DECIMAL(9, 2)", 1.25],
    ["an instant with zone", "TIMESTAMPTZ '2026-01-26 07:00:00-05'", "2026-01-26T12:00:00.000Z"],
    ["an instant without", "TIMESTAMP '2026-01-26 12:00:00'", "2026-01-26T12:00:00.000Z"],
  ])("%s becomes plain", async (_, expression, expected) => {
    expect(await value(expression)).toBe(expected);
  });

  it.each([
    ["an interval", "INTERVAL 1 MONTH"],
    ["a time of day", "TIME '12:00:00'"],
    ["a list", "[1, 2]"],
    ["a struct", "{'a': 1}"],
    ["a blob", "'ab'::BLOB"],
  ])("%s is refused and names its column", async (_, expression) => {
    await expect(value(expression)).rejects.toThrow(
      'Column "v" has a type that the warehouse port does not carry.',
    );
  });
});

describe("a DuckDB file", () => {
  it("that is opened to read cannot be written", async () => {
    const path = join(folder, "read.duckdb");
    await (await openDuckDb({ path, readOnly: false }))[Symbol.asyncDispose]();
    await using warehouse = await openDuckDb({ path, readOnly: true });
    await expect(warehouse.native("CREATE TABLE t (n INTEGER)")).rejects.toThrow(/read-only/);
  });

  it("that is none is unreadable, and not locked", async () => {
    const path = join(folder, "text.duckdb");
    await writeFile(path, "This is no database. ".repeat(1000));
    const error: unknown = await openDuckDb({ path, readOnly: true }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UnreadableError);
    expect((error as Error).message).toBe(`Cannot open the warehouse ${path}`);
    expect(isLocked(error)).toBe(false);
  });

  it("keeps what was written when it is closed", async () => {
    const path = join(folder, "kept.duckdb");
    {
      await using warehouse = await openDuckDb({ path, readOnly: false });
      await warehouse.native("CREATE TABLE t AS SELECT 42 AS n");
    }
    await using warehouse = await openDuckDb({ path, readOnly: true });
    expect(await warehouse.query("SELECT n FROM `t`")).toEqual([{ n: 42 }]);
  });
});

describe("a question in the common SQL", () => {
  it("that uses a parameter without a value names it", async () => {
    await using warehouse = await inMemory();
    await expect(warehouse.query("SELECT @missing AS v")).rejects.toThrow(
      "The query uses @missing, which was given no value.",
    );
  });

  it("sees instants in UTC, whatever the machine's zone", async () => {
    await using warehouse = await inMemory();
    const sql = "SELECT CAST(TIMESTAMPTZ '2026-01-26 02:00:00+00' AS DATE) AS d";
    expect(await warehouse.query(sql)).toEqual([{ d: "2026-01-26" }]);
  });
});
