import { describe, expect, it } from "vitest";
import type { Field } from "../../../../src/warehouse/bigquery/client/values.ts";
import { insertedSql, isOtherShape } from "../../../../src/warehouse/bigquery/read/inserted.ts";

const column = (type: string, over: Partial<Field> = {}): Field => ({ name: "v", type, ...over });

describe("a new value as its column takes it", () => {
  it.each([
    ["the same type", column("FLOAT"), column("FLOAT64"), "`v`"],
    ["FLOAT64 into NUMERIC", column("NUMERIC"), column("FLOAT"), "CAST(`v` AS NUMERIC)"],
    [
      "FLOAT64 into NUMERIC(5,1)",
      column("NUMERIC", { precision: "5", scale: "1" }),
      column("FLOAT"),
      "ROUND(CAST(`v` AS NUMERIC), 1)",
    ],
    [
      "NUMERIC into NUMERIC(5,1), which BigQuery rounds itself",
      column("NUMERIC", { precision: "5", scale: "1" }),
      column("NUMERIC"),
      "IF(`v` = ROUND(`v`, 1), `v`, ROUND(`v`, 1))",
    ],
    [
      "NUMERIC into NUMERIC(5)",
      column("NUMERIC", { precision: "5" }),
      column("NUMERIC"),
      "IF(`v` = ROUND(`v`, 0), `v`, ROUND(`v`, 0))",
    ],
    ["text into INT64", column("INTEGER"), column("STRING"), "CAST(`v` AS INT64)"],
    ["text into JSON", column("JSON"), column("STRING"), "PARSE_JSON(`v`)"],
    [
      "a list of FLOAT64 into one of NUMERIC",
      column("NUMERIC", { mode: "REPEATED" }),
      column("FLOAT", { mode: "REPEATED" }),
      "ARRAY(SELECT CAST(item AS NUMERIC) FROM UNNEST(`v`) AS item WITH OFFSET AS nth ORDER BY nth)",
    ],
    [
      "a list of the same",
      column("STRING", { mode: "REPEATED" }),
      column("STRING", { mode: "REPEATED" }),
      "`v`",
    ],
    [
      "a record",
      column("RECORD", { fields: [{ name: "a", type: "INTEGER" }] }),
      column("RECORD", { fields: [{ name: "a", type: "INTEGER" }] }),
      "`v`",
    ],
  ])("%s", (_, target, own, sql) => {
    expect(insertedSql(target, own)).toBe(sql);
  });

  it("ends the statement where a whole column would round it", () => {
    const sql = insertedSql(column("INTEGER"), column("FLOAT"));
    expect(sql).toContain("CAST(CAST(`v` AS INT64) AS FLOAT64) = `v`");
    expect(sql).toContain('ERROR(CONCAT("column \\"v\\" (INT64) would not keep all of "');
  });

  it("cannot be had where one is a list or a record and the other is not", () => {
    const list = column("STRING", { mode: "REPEATED" });
    expect(isOtherShape(list, column("STRING"))).toBe(true);
    expect(isOtherShape(column("STRING"), column("RECORD"))).toBe(true);
    expect(isOtherShape(list, list)).toBe(false);
  });
});
