import type { PipelineConfig, ScoreStage } from "../pipeline/schema.ts";
import { type Cell, columnOf, isPresent } from "./grid.ts";
import { perGrid } from "./per-grid.ts";

/** A stage's value 0-100; null where nothing of it is expected or nothing of it could be read. */
export type StageScore = {
  readonly id: string;
  readonly state: "known" | "unknown" | "absent";
  readonly value: number | null;
  /** Its value with every unknown cell as 0, and as full. */
  readonly low: number;
  readonly high: number;
};

/**
 * The mean of the date's stages, 0-100, unrounded; each stage is capped at 100 (docs/reference/states.md). What is expected to
 * be absent and what is unknown leave the denominator; `low` and `high` bound the score with the unknown as 0 and as
 * 100, and equal it where all was read. Null where no stage has a value.
 */
export type DayScore = {
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
  readonly stages: readonly StageScore[];
};

/** Of each day of the grid. */
export const scoreGrid = perGrid((grid): readonly DayScore[] => {
  const { stages } = grid.pipeline.score;
  // What is only watched is not scored.
  const scored = grid.tables.filter(({ shadow }) => !shadow).map(({ id }) => columnOf(grid, id));
  return grid.days.map((_, index) => {
    const cells = scored.flatMap((column) => column[index] ?? []);
    return knownScore(stages, cells) ?? keptScore(stages, cells);
  });
});

type Scored = {
  readonly stages: readonly ScoreStage[];
  readonly cells: readonly Cell[];
  readonly score: DayScore;
};

/** By the first cell: a grid that is thought to be repaired shares most days with the one that it was made from. */
const lastScored = new WeakMap<Cell, Scored>();

function knownScore(stages: readonly ScoreStage[], cells: readonly Cell[]): DayScore | undefined {
  const last = cells[0] === undefined ? undefined : lastScored.get(cells[0]);
  return last !== undefined &&
    last.stages === stages &&
    last.cells.length === cells.length &&
    cells.every((cell, at) => cell === last.cells[at])
    ? last.score
    : undefined;
}

function keptScore(stages: readonly ScoreStage[], cells: readonly Cell[]): DayScore {
  const score = scoreDay(stages, new Map(cells.map((cell) => [cell.table, cell])));
  if (cells[0] !== undefined) lastScored.set(cells[0], { stages, cells, score });
  return score;
}

export function scoreDay(
  stages: readonly ScoreStage[],
  cells: ReadonlyMap<string, Cell>,
): DayScore {
  const scored = stages.map((stage) => scoreStage(stage, cells));
  const expected = scored.filter(({ state }) => state !== "absent");
  const known = expected.flatMap(({ value }) => (value === null ? [] : [value]));
  return {
    value: known.length === 0 ? null : mean(known),
    low: mean(expected.map(({ low }) => low)),
    high: mean(expected.map(({ high }) => high)),
    stages: scored,
  };
}

function scoreStage(stage: ScoreStage, cells: ReadonlyMap<string, Cell>): StageScore {
  switch (stage.kind) {
    case "games":
      return combine(
        stage.id,
        stage.tables.map((id) => part(cells.get(id), gameShare)),
        largest,
      );
    case "share":
      return combine(
        stage.id,
        stage.tables.map((id) => part(cells.get(id), presence)),
        mean,
      );
    case "any":
      return combine(stage.id, [part(cells.get(stage.table), presence)], mean);
    case "ratio":
      return combine(stage.id, [ratio(cells.get(stage.table), cells.get(stage.of))], mean);
  }
}

/** One table's part of a stage: 0-100, or why it has none. A table outside the environment expects nothing. */
type Part = number | "unknown" | "absent";

function part(cell: Cell | undefined, value: (cell: Cell) => number): Part {
  if (cell === undefined || cell.state === "expected-absent") return "absent";
  return cell.state === "unknown" ? "unknown" : value(cell);
}

const presence = (cell: Cell): number => (isPresent(cell) ? 100 : 0);

const gameShare = (cell: Cell): number =>
  cell.expected === null || cell.expected === 0
    ? presence(cell)
    : Math.min(100, ((cell.games ?? 0) / cell.expected) * 100);

function ratio(cell: Cell | undefined, of: Cell | undefined): Part {
  if (cell === undefined || cell.state === "expected-absent") return "absent";
  if (of === undefined || of.state === "expected-absent") return "absent";
  if (of.state === "complete" && of.rows === 0) return "absent"; // it may be empty, and there is nothing to have a share of
  const rows = cell.state === "unknown" ? null : (cell.rows ?? 0);
  const whole = of.state === "unknown" ? null : (of.rows ?? 0);
  if (whole === 0 || rows === 0) return 0;
  return rows === null || whole === null ? "unknown" : Math.min(100, (rows / whole) * 100);
}

function combine(
  id: string,
  parts: readonly Part[],
  how: (values: readonly number[]) => number,
): StageScore {
  const expected = parts.filter((value) => value !== "absent");
  if (expected.length === 0) return { id, state: "absent", value: null, low: 0, high: 0 };
  const known = expected.filter((value) => typeof value === "number");
  const withUnknownAs = (value: number) =>
    how(expected.map((one) => (one === "unknown" ? value : one)));
  return {
    id,
    state: known.length === expected.length ? "known" : "unknown",
    value: known.length === 0 ? null : how(known),
    low: withUnknownAs(0),
    high: withUnknownAs(100),
  };
}

const largest = (values: readonly number[]): number => Math.max(...values);

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

export const BANDS = ["excellent", "good", "fair", "poor"] as const;
export type Band = (typeof BANDS)[number];

/** As printed: one decimal. Bands are judged on it, so that a date never stands beside the band of another number. */
export const roundScore = (score: number): number => Math.round(score * 10 + 1e-9) / 10;

/** The band of a score, by its one-decimal value. */
export function bandOf(unrounded: number, bands: PipelineConfig["score"]["bands"]): Band {
  const score = roundScore(unrounded);
  if (score >= bands.excellent) return "excellent";
  if (score >= bands.good) return "good";
  return score >= bands.fair ? "fair" : "poor";
}

/** The mean over the days that have a score; null where none has. */
export function averageScore(scores: readonly DayScore[]): number | null {
  const values = scores.flatMap(({ value }) => (value === null ? [] : [value]));
  return values.length === 0 ? null : mean(values);
}

/** A score and its bounds with the unknown as 0 and as 100; `value` is null where nothing could be read. */
export type BoundedScore = Pick<DayScore, "value" | "low" | "high">;

export const isCertain = ({ low, high }: BoundedScore): boolean => high - low < 0.05;

export const expectsSomething = ({ stages }: DayScore): boolean =>
  stages.some(({ state }) => state !== "absent");

/** The average with its bounds; null where nothing is expected on any of the days. */
export function boundedAverage(scores: readonly DayScore[]): BoundedScore | null {
  const expected = scores.filter(expectsSomething);
  if (expected.length === 0) return null;
  return {
    value: averageScore(expected),
    low: mean(expected.map(({ low }) => low)),
    high: mean(expected.map(({ high }) => high)),
  };
}

/** Days in each band; days without a score are in none. */
export function countBands(
  scores: readonly DayScore[],
  bands: PipelineConfig["score"]["bands"],
): Record<Band, number> {
  const counts: Record<Band, number> = { excellent: 0, good: 0, fair: 0, poor: 0 };
  for (const { value } of scores) if (value !== null) counts[bandOf(value, bands)] += 1;
  return counts;
}
