import { describe, expect, it } from "vitest";
import type { Cell } from "../../src/grid/grid.ts";
import {
  averageScore,
  bandOf,
  countBands,
  type DayScore,
  scoreDay,
  scoreGrid,
} from "../../src/grid/score.ts";
import type { ScoreStage } from "../../src/pipeline/schema.ts";
import { aCell, aMissing, anUnknown, gridOfCells } from "../support/grids.ts";
import { SHIPPED } from "../support/pipeline.ts";
import { aPipeline, aTable } from "../support/pipelines/declarations.ts";

const GAMES: ScoreStage = { id: "raw", kind: "games", tables: ["box", "book"] };
const SHARE: ScoreStage = { id: "features", kind: "share", tables: ["a", "b", "c", "d", "e"] };
const ANY: ScoreStage = { id: "predictions", kind: "any", table: "predictions" };
const RATIO: ScoreStage = { id: "grading", kind: "ratio", table: "grades", of: "predictions" };

const games = (count: number, expected: number | null = 10): Cell =>
  aCell({ unit: "games", games: count, expected, state: count === 0 ? "missing" : "partial" });
const rows = (count: number): Cell =>
  aCell({ rows: count, state: count === 0 ? "missing" : "complete" });
const absent = aCell({ state: "expected-absent", rows: 0 });

const scoreOf = (stages: readonly ScoreStage[], cells: Readonly<Record<string, Cell>>) =>
  scoreDay(stages, new Map(Object.entries(cells)));
const stage = (one: ScoreStage, cells: Readonly<Record<string, Cell>>) =>
  scoreOf([one], cells).stages[0];

describe("a stage of games", () => {
  it("is the fullest table's share of the scheduled games", () => {
    expect(stage(GAMES, { box: games(3), book: games(7) })?.value).toBe(70);
  });

  it("is capped at 100 where a table has more games than the schedule", () => {
    expect(stage(GAMES, { box: games(14), book: games(0) })?.value).toBe(100);
  });

  it("goes by presence where the number of games is not known", () => {
    expect(stage(GAMES, { box: games(4, null), book: games(0, null) })?.value).toBe(100);
  });

  it("is known with one table unread, by what the other has, and its bounds say so", () => {
    expect(stage(GAMES, { box: anUnknown(), book: games(7) })).toEqual({
      id: "raw",
      state: "unknown",
      value: 70,
      low: 70,
      high: 100,
    });
  });
});

describe("a stage of shares", () => {
  it("is the share of its tables with rows", () => {
    const cells = { a: rows(1), b: rows(9), c: rows(0), d: rows(5), e: rows(0) };
    expect(stage(SHARE, cells)).toMatchObject({ value: 60, low: 60, high: 60, state: "known" });
  });

  it("leaves out what is expected to be absent, and tables outside the environment", () => {
    expect(stage(SHARE, { a: rows(1), b: absent })?.value).toBe(100);
    expect(stage(SHARE, { a: absent, b: absent })).toMatchObject({ state: "absent", value: null });
  });

  it("counts an over-counted table once", () => {
    const surplus = aCell({ state: "over-count", rows: 60, surplus: 30 });
    expect(stage(SHARE, { a: surplus, b: rows(0) })?.value).toBe(50);
  });

  it("is bounded by what could not be read", () => {
    const cells = { a: rows(1), b: rows(0), c: anUnknown(), d: anUnknown(), e: rows(1) };
    const { value, low, high } = stage(SHARE, cells) ?? {};
    expect(value).toBeCloseTo(66.667, 3);
    expect([low, high]).toEqual([40, 80]);
  });
});

describe("a stage of a ratio", () => {
  it.each([
    ["half", 50, 100, 50],
    ["duplicated grades, once 462 %", 462, 100, 100],
    ["no grades", 0, 100, 0],
    ["no predictions", 0, 0, 0],
    ["grades of nothing", 5, 0, 0],
  ])("%s", (_, part, whole, value) => {
    expect(stage(RATIO, { grades: rows(part), predictions: rows(whole) })).toMatchObject({
      value,
      state: "known",
    });
  });

  it("is unknown where either side is, unless the other side settles it", () => {
    expect(stage(RATIO, { grades: anUnknown(), predictions: rows(9) })?.state).toBe("unknown");
    expect(stage(RATIO, { grades: rows(9), predictions: anUnknown() })?.state).toBe("unknown");
    expect(stage(RATIO, { grades: anUnknown(), predictions: rows(0) })?.value).toBe(0);
    expect(stage(RATIO, { grades: rows(0), predictions: anUnknown() })?.value).toBe(0);
  });

  it("is absent where either side is expected to be", () => {
    expect(stage(RATIO, { grades: absent, predictions: rows(9) })?.state).toBe("absent");
    expect(stage(RATIO, { grades: rows(9), predictions: absent })?.state).toBe("absent");
    expect(stage(RATIO, { predictions: rows(9) })?.state).toBe("absent");
  });

  it("is absent where there is nothing to have a share of, and that is allowed", () => {
    const empty = aCell({ state: "complete", rows: 0 });
    expect(stage(RATIO, { grades: rows(0), predictions: empty })?.state).toBe("absent");
  });
});

describe("the score of a date", () => {
  const cells = {
    box: games(10),
    book: games(10),
    ...{ a: rows(1), b: rows(1), c: rows(0), d: rows(0), e: rows(0) },
    predictions: rows(100),
    grades: rows(25),
  };
  const stages = [GAMES, SHARE, ANY, RATIO];

  it("is the mean of its stages", () => {
    expect(scoreOf(stages, cells)).toMatchObject({ value: 66.25, low: 66.25, high: 66.25 });
  });

  it("leaves an unread stage out and shows its bounds", () => {
    const unread = { ...cells, predictions: anUnknown(), grades: anUnknown() };
    expect(scoreOf(stages, unread)).toMatchObject({ value: 70, low: 35, high: 85 });
  });

  it("leaves an absent stage out of value and bounds alike", () => {
    const waived = { ...cells, grades: absent };
    expect(scoreOf(stages, waived)).toMatchObject({ value: 80, low: 80, high: 80 });
  });

  it("is none where nothing could be read, with bounds that say nothing", () => {
    const unread = { predictions: anUnknown(), grades: anUnknown() };
    expect(scoreOf([ANY, RATIO], unread)).toMatchObject({ value: null, low: 0, high: 100 });
  });

  it("ignores tables that are only watched", () => {
    const tables = [aTable({ id: "a" }), aTable({ id: "b", shadow: true })];
    const pipeline = aPipeline({
      tables,
      score: { ...aPipeline().score, stages: [{ id: "s", kind: "share", tables: ["a", "b"] }] },
    });
    const grid = gridOfCells({ a: [aCell()], b: [aMissing()] }, { pipeline });
    expect(scoreGrid(grid)[0]?.value).toBe(100);
  });
});

describe("bands", () => {
  const { bands } = SHIPPED.score;

  it.each([
    [100, "excellent"],
    [90, "excellent"],
    [89.95, "excellent"],
    [89.94, "good"],
    [70, "good"],
    [69.94, "fair"],
    [50, "fair"],
    [49.94, "poor"],
    [0, "poor"],
  ])("%d is %s, judged as printed", (score, band) => {
    expect(bandOf(score, bands)).toBe(band);
  });

  it("and the average leave out days without a score", () => {
    const day = (value: number | null): DayScore => ({ value, low: 0, high: 100, stages: [] });
    const days = [day(95), day(null), day(40), day(75)];
    expect(averageScore(days)).toBe(70);
    expect(countBands(days, bands)).toEqual({ excellent: 1, good: 1, fair: 0, poor: 1 });
    expect(averageScore([day(null)])).toBeNull();
  });
});
