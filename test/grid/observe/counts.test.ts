import { describe, expect, it } from "vitest";
import { countQuery, observeSchedule, readCounts } from "../../../src/grid/observe/counts.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import { shippedTable } from "../../support/pipeline.ts";
import { aTable, byGames, day } from "../../support/pipelines/declarations.ts";

const DATE = "2026-01-10";
const countsOf = (table: TableConfig, rows: Parameters<typeof readCounts>[1]) => {
  const observation = readCounts(table, rows);
  return observation.status === "read" ? observation.counts : undefined;
};

describe("the question about a table", () => {
  it("groups by date, and by game too where games are counted", () => {
    expect(countQuery(aTable())).toMatch(/GROUP BY `game_date`$/);
    expect(countQuery(aTable({ full: byGames() }))).toMatch(/GROUP BY `game_date`, `game_id`$/);
  });

  it("asks for the whole range at once, both ends included, by the table's own date column", () => {
    expect(countQuery(shippedTable("tdza"))).toContain(
      "WHERE `analysis_date` BETWEEN @first_date AND @last_date",
    );
  });

  it("asks for every declared measure, and for points where they are reconciled", () => {
    const predictions = countQuery(shippedTable("player_prop_predictions"));
    expect(predictions).toContain("COUNT(DISTINCT `system_id`) AS m_unique_systems");
    const grades = countQuery(shippedTable("prediction_grades"));
    expect(grades).toContain("COUNTIF(`prediction_correct`) AS m_wins");
    expect(grades).toContain("COUNT(`prediction_correct`) AS m_decided");
    expect(countQuery(shippedTable("bdl_box_scores"))).toContain("SUM(`points`) AS points");
  });
});

describe("the answer", () => {
  const answer = { cell_date: DATE, row_count: 10, key_count: 10 };

  it("is added up over the games of a date", () => {
    const table = aTable({ full: byGames() });
    const rows = [
      { ...answer, game: "g1", points: 210, m_wins: 3 },
      { ...answer, game: "g2", points: 190, m_wins: 4, row_count: 12 },
    ];
    expect(countsOf(table, rows)?.get(day(DATE))).toEqual({
      rows: 22,
      surplus: 2,
      games: 2,
      gameIds: new Set(["g1", "g2"]),
      rowsByGame: new Map([
        ["g1", 10],
        ["g2", 12],
      ]),
      points: new Map([
        ["g1", 210],
        ["g2", 190],
      ]),
      measures: { wins: 7 },
    });
  });

  it("keeps points that are NULL in every row of a game as unknown, and not as a game without", () => {
    const table = aTable({ full: byGames() });
    const rows = [
      { ...answer, game: "g1", points: null },
      { ...answer, game: "g2", points: 0 },
    ];
    expect(countsOf(table, rows)?.get(day(DATE))?.points).toEqual(
      new Map([
        ["g1", null],
        ["g2", 0],
      ]),
    );
    expect(countsOf(table, [{ ...answer, game: "g1" }])?.get(day(DATE))?.points.size).toBe(0);
  });

  it("has no games where they are not counted", () => {
    expect(countsOf(aTable(), [answer])?.get(day(DATE))).toMatchObject({
      games: null,
      gameIds: null,
    });
  });

  it("counts rows without a game as rows and as no game", () => {
    const rows = [{ ...answer, game: null }];
    expect(countsOf(aTable({ full: byGames() }), rows)?.get(day(DATE))).toMatchObject({
      rows: 10,
      games: 0,
    });
  });

  it("leaves out rows without a date", () => {
    expect(countsOf(aTable(), [{ ...answer, cell_date: null }])?.size).toBe(0);
  });
});

describe("the schedule's own column", () => {
  it("is counted from the rows that made the calendar, repeated games as surplus", () => {
    const game = (id: string) => ({
      ...{ date: day(DATE), game: id, type: null, status: null },
      ...{ homeScore: null, awayScore: null },
    });
    const observation = observeSchedule([game("g1"), game("g2"), game("g2")]);
    expect(observation.status === "read" && observation.counts.get(day(DATE))).toMatchObject({
      rows: 3,
      surplus: 1,
    });
  });
});
