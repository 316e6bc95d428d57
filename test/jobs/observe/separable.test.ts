import { describe, expect, it } from "vitest";
import { readsOf, volatileOf } from "../../../src/jobs/observe/separable.ts";
import { readSelect } from "../../../src/pipeline/schema/select.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import { aTable } from "../../support/pipelines/declarations.ts";

/** A table that is read by this SELECT. */
function readBy(sql: string, over: Partial<TableConfig> = {}): TableConfig {
  const select = readSelect(sql);
  if ("problem" in select) throw new Error(select.problem);
  return aTable({
    name: "raw.t",
    dateColumn: "d",
    reading: { ...select, sql, from: "a file" },
    ...over,
  } as never);
}

const WHERE = "WHERE d BETWEEN @first_date AND @last_date";

describe("the dates of an answer", () => {
  it.each([
    ["a table as it is", aTable({ name: "raw.t", dateColumn: "d" }), "d"],
    [
      "a table without its placeholders",
      aTable({ name: "raw.t", dateColumn: "d", real: "x > 0" }),
      "d",
    ],
    ["columns of each row", readBy(`SELECT d, x + 1 AS y FROM \`raw.t\` ${WHERE}`), "d"],
    [
      "the date under another name",
      readBy(`SELECT day AS d, x FROM \`raw.t\` WHERE day BETWEEN @first_date AND @last_date`),
      "day",
    ],
    ["a date that is computed", readBy(`SELECT DATE(at) AS d, x FROM \`raw.t\` ${WHERE}`), null],
    [
      "rows that look at other rows",
      readBy(
        `SELECT d, x FROM (SELECT d, x, ROW_NUMBER() OVER (PARTITION BY x) AS n FROM \`raw.t\` ${WHERE}) AS s WHERE n = 1`,
      ),
      null,
    ],
    ["one row for many", readBy(`SELECT d, SUM(x) AS x FROM \`raw.t\` ${WHERE} GROUP BY d`), null],
    [
      "rows by what is elsewhere",
      readBy(`SELECT d, (SELECT MAX(x) FROM \`raw.t\`) AS x FROM \`raw.t\` ${WHERE}`),
      null,
    ],
    [
      "placeholders by what is elsewhere",
      aTable({ name: "raw.t", dateColumn: "d", real: "x IN (SELECT x FROM `raw.t`)" }),
      null,
    ],
  ])("are of rows of these dates or not: %s", (_, table, column) => {
    expect(readsOf(table)).toEqual([{ name: "raw.t", column }]);
  });

  it("are of every table that a reading names", () => {
    const table = readBy(
      `SELECT d, x FROM \`raw.t\` ${WHERE} UNION ALL SELECT d, x FROM \`raw.u\` ${WHERE}`,
    );
    expect(readsOf(table)).toEqual([
      { name: "raw.t", column: null },
      { name: "raw.u", column: null },
    ]);
  });
});

describe("an answer over the same rows", () => {
  it.each([
    ["the same for a plain table", aTable({ name: "raw.t" }), null],
    ["the same for a reading", readBy(`SELECT d, x FROM \`raw.t\` ${WHERE}`), null],
    [
      "the same whatever a comment says",
      readBy(`SELECT d, x FROM \`raw.t\` -- as of CURRENT_DATE()\n${WHERE}`),
      null,
    ],
    [
      "the same with EXTRACT",
      readBy(`SELECT d, EXTRACT(YEAR FROM d) AS y FROM \`raw.t\` ${WHERE}`),
      null,
    ],
    [
      "another one later by the day",
      readBy(`SELECT d, x FROM \`raw.t\` ${WHERE} AND d < CURRENT_DATE()`),
      /CURRENT_DATE/,
    ],
    ["another one each time", readBy(`SELECT d, RAND() AS x FROM \`raw.t\` ${WHERE}`), /RAND/],
    [
      "another one by who asks",
      aTable({ name: "raw.t", real: "owner = SESSION_USER()" }),
      /SESSION_USER/,
    ],
    [
      "of a table that is not followed",
      readBy(`SELECT d, (SELECT MAX(x) FROM raw.u) AS x FROM \`raw.t\` ${WHERE}`),
      /raw\.u/,
    ],
    [
      "of the dates that were asked for",
      readBy(`SELECT d, @first_date AS x FROM \`raw.t\` ${WHERE}`),
      /gives the dates/,
    ],
  ])("is %s", (_, table, why) => {
    if (why === null) expect(volatileOf([table])).toBeNull();
    else expect(volatileOf([table])).toMatch(why);
  });
});
