import { describe, expect, it } from "vitest";
import { readSelect, withReplaced } from "../../../src/pipeline/schema/select.ts";

const outputs = (sql: string) => {
  const select = readSelect(sql);
  return "problem" in select ? select.problem : select.outputs;
};

describe("a SELECT, read by its words", () => {
  it("gives names with the expressions behind them", () => {
    expect(
      outputs(
        "SELECT a, t.b, CASE WHEN x IN (1, 2) THEN 'FROM, AS' END AS c, `d` AS `e` -- , f AS g\nFROM `x.y` AS t",
      ),
    ).toEqual([
      { name: "a", expression: "a" },
      { name: "b", expression: "t.b" },
      { name: "c", expression: "CASE WHEN x IN (1, 2) THEN 'FROM, AS' END" },
      { name: "e", expression: "`d`" },
    ]);
  });

  it("takes the columns of what follows WITH, and of the first of a union", () => {
    expect(outputs("WITH q AS (SELECT a AS z FROM `x.y`) SELECT z FROM q")).toEqual([
      { name: "z", expression: "z" },
    ]);
    expect(outputs("SELECT 1 AS a FROM `x.y` UNION ALL SELECT 2 AS b FROM `x.y`")).toEqual([
      { name: "a", expression: "1" },
    ]);
  });

  it.each([
    ["", "is empty; it must be one SELECT"],
    ["-- nothing", "is empty; it must be one SELECT"],
    [
      "SELECT 1 AS a;",
      "ends with a semicolon; leave it out, because the SELECT is put into other statements",
    ],
    ["SELECT 1 AS a; SELECT 2 AS b", "holds two statements; it must be one SELECT"],
    [
      "SELECT ';' AS a; -- the end",
      "ends with a semicolon; leave it out, because the SELECT is put into other statements",
    ],
    ["DELETE FROM `x.y`", "begins with DELETE; it must be one SELECT"],
    ["SELECT * FROM `x.y`", "selects *; list the columns, so that their names are known"],
    ["SELECT t.* FROM `x.y` AS t", "selects *; list the columns, so that their names are known"],
    ["SELECT a + 1 FROM `x.y`", "selects a + 1 without a name; write AS and a name"],
    ["SELECT a, B AS a FROM `x.y`", "gives the column a twice"],
    ["SELECT (a AS b FROM `x.y`", "has a bracket that is not closed"],
    ["WITH q AS (SELECT 1 AS a) q", "has no SELECT after its WITH"],
  ])("refuses %s", (sql, problem) => {
    expect(readSelect(sql)).toEqual({ problem });
  });

  it("knows which filter and rename alone", () => {
    const isPlain = (sql: string) => {
      const select = readSelect(sql);
      return "problem" in select ? select.problem : select.isPlain;
    };
    expect(isPlain("SELECT a * 2 AS a FROM `x.y` WHERE b")).toBe(true);
    for (const more of ["QUALIFY ROW_NUMBER() OVER () = 1", "GROUP BY a", "JOIN `x.y` USING (a)"])
      expect(isPlain(`SELECT a AS a FROM \`x.y\` ${more}`), more).toBe(false);
    expect(isPlain("SELECT DISTINCT a FROM `x.y`")).toBe(false);
    expect(isPlain("SELECT a FROM (SELECT a FROM `x.y`)")).toBe(false);
  });

  it("replaces tables and parameters, and nothing in strings and comments", () => {
    expect(
      withReplaced("SELECT '@first `x.y`' AS a -- `x.y`\nFROM `x.y` WHERE d > @first", {
        table: (name) => `[${name}]`,
        param: (name) => `<${name}>`,
      }),
    ).toBe("SELECT '@first `x.y`' AS a -- `x.y`\nFROM [x.y] WHERE d > <first>");
  });
});
