import { describe, expect, it } from "vitest";
import { takeOut } from "../../../../src/jobs/repair/run/take-out.ts";
import { readSelect } from "../../../../src/pipeline/schema/select.ts";
import type { TableConfig } from "../../../../src/pipeline/schema.ts";
import { openDuckDb } from "../../../../src/warehouse/duckdb/duckdb.ts";
import { aTable, day } from "../../../support/pipelines/declarations.ts";

const DAY = day("2026-01-08");
const FROM = "FROM `s.scraped` WHERE d BETWEEN @first_date AND @last_date";

const readBy = (sql: string): TableConfig => {
  const select = readSelect(sql);
  if ("problem" in select) throw new Error(select.problem);
  return {
    ...aTable({ name: "s.scraped", dateColumn: "d", keys: ["game_id"], gameColumn: "game_id" }),
    reading: { ...select, sql, from: "read/scraped.sql" },
  };
};

/** Two scrapes of a game that moved away, one of a game that stayed. */
async function scraped() {
  const warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
  await warehouse.native("CREATE SCHEMA s");
  await warehouse.native(
    `CREATE TABLE s.scraped AS SELECT DATE '${DAY}' AS d, * FROM (VALUES ('MIA', 1), ('MIA', 2), ('BOS', 1)) AS t(team, n)`,
  );
  return warehouse;
}

const out = async (table: TableConfig) => {
  await using warehouse = await scraped();
  await takeOut(
    warehouse,
    table,
    DAY,
    { games: ["2026_MIA"] },
    { run: "b-1", tableId: "t", kind: "replace", upstreamFingerprints: new Map() },
  );
  return (await warehouse.query("SELECT team FROM `s.scraped` ORDER BY team")).map(
    (r) => r["team"],
  );
};

describe("rows of a game are taken out of a table of another shape", () => {
  it.each([
    ["renames columns", `SELECT d AS game_date, CONCAT('2026_', team) AS game_id ${FROM}`],
    [
      "takes the newest scrape of each game",
      `SELECT d AS game_date, CONCAT('2026_', team) AS game_id ${FROM} QUALIFY ROW_NUMBER() OVER (PARTITION BY team ORDER BY n DESC) = 1`,
    ],
    [
      "leaves repeated rows out",
      `SELECT DISTINCT d AS game_date, CONCAT('2026_', team) AS game_id ${FROM}`,
    ],
  ])("that %s", async (_, sql) => {
    expect(await out(readBy(sql))).toEqual(["BOS"]);
  });

  it.each([
    [
      "a subquery",
      `SELECT d AS game_date, g AS game_id FROM (SELECT d, CONCAT('2026_', team) AS g ${FROM}) AS t`,
    ],
    [
      "several tables",
      `SELECT d AS game_date, CONCAT('2026_', team) AS game_id ${FROM} UNION ALL SELECT d AS game_date, team AS game_id FROM \`s.own\` WHERE d BETWEEN @first_date AND @last_date`,
    ],
    [
      "a window",
      `SELECT d AS game_date, FIRST_VALUE(team) OVER (PARTITION BY d ORDER BY n) AS game_id ${FROM}`,
    ],
  ])(
    "but not where the game comes from %s: the refusal has the statement to complete",
    async (_, sql) => {
      await expect(out(readBy(sql))).rejects.toThrow(
        /Look in read\/scraped\.sql .* DELETE FROM `s\.scraped` WHERE `d` = DATE '2026-01-08' AND that_column IN \('2026_MIA'\)/,
      );
    },
  );
});
