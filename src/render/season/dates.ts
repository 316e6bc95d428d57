import type { CivilDate } from "../../dates/civil-date.ts";
import { type Cell, cellsOfDay, type Grid, isPresent } from "../../grid/grid.ts";
import { type DayScore, expectsSomething, roundScore } from "../../grid/score.ts";
import type { Slice } from "../../grid/slice.ts";
import type { ScoreStage } from "../../pipeline/schema.ts";
import { table } from "../text/markdown.ts";
import { datesText, listed, oneDecimal, scoreText } from "../text/phrases.ts";
import { count } from "../text/words.ts";

/** The lowest scores are told until there are this many dates and rows; dates that lost the same share a row. */
const [LEAST_DATES, LEAST_ROWS] = [10, 5];

type Worst = { readonly score: DayScore; readonly why: string; readonly dates: CivilDate[] };

/** The lowest scores with what each stage lost; dates with the same score for the same reason share a row. */
export function renderWorst(slice: Slice): string[] {
  const { grid, scores } = slice;
  const groups = new Map<string, Worst>();
  grid.days.forEach(({ date }, index) => {
    const score = scores[index];
    if (score === undefined || score.value === null || roundScore(score.low) >= 100) return;
    const why = losses(grid.pipeline.score.stages, score, scoredCells(grid, index));
    const key = `${scoreText(score)} ${why}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { score, why, dates: [date] });
    else group.dates.push(date);
  });
  const sorted = [...groups.values()].sort(
    (a, b) => (a.score.value ?? 0) - (b.score.value ?? 0) || a.score.low - b.score.low,
  );
  let told = 0;
  const shown = sorted.filter(({ dates }, row) => {
    if (told >= LEAST_DATES && row >= LEAST_ROWS) return false;
    told += dates.length;
    return true;
  });
  return [
    shown.length === 0
      ? "No date with a score lost a point."
      : table(
          ["score", "dates", "which", "points lost, by stage"],
          shown.map(({ score, why, dates }) => [
            scoreText(score),
            String(dates.length),
            datesText(dates, grid.days, 6),
            why,
          ]),
        ),
    ...unscored(slice),
  ];
}

/** What the score is made of: tables that are only watched stay out. */
function scoredCells(grid: Grid, dayIndex: number): ReadonlyMap<string, Cell> {
  const cells = new Map(cellsOfDay(grid, dayIndex));
  for (const { id, shadow } of grid.tables) if (shadow) cells.delete(id);
  return cells;
}

function unscored({ grid, scores }: Slice): string[] {
  const dates = grid.days.flatMap(({ date }, index) => {
    const score = scores[index];
    return score !== undefined && score.value === null && expectsSomething(score) ? [date] : [];
  });
  if (dates.length === 0) return [];
  return [
    `**UNKNOWN:** ${count(dates.length, "date")} may be worse and ${dates.length === 1 ? "has" : "have"} no score, because nothing of ${dates.length === 1 ? "it" : "them"} could be read: ${datesText(dates, grid.days)}.`,
  ];
}

function losses(
  stages: readonly ScoreStage[],
  score: DayScore,
  cells: ReadonlyMap<string, Cell>,
): string {
  const known = score.stages.filter(({ value }) => value !== null).length;
  return stages
    .flatMap((stage) => {
      const result = score.stages.find(({ id }) => id === stage.id);
      if (result === undefined || result.state === "absent") return [];
      if (result.value === null) return [`${stage.id} UNKNOWN`];
      const unread = tablesOf(stage).filter((id) => cells.get(id)?.state === "unknown");
      const lost = oneDecimal((100 - result.value) / known);
      const why = [
        ...(lost === "0.0" ? [] : [lossOf(stage, cells, unread.length > 0)]),
        ...(unread.length === 0 ? [] : [`${listed(unread)} UNKNOWN`]),
      ];
      const points = lost === "0.0" ? "" : ` -${lost}`;
      return why.length === 0 ? [] : [`${stage.id}${points} (${why.join(", ")})`];
    })
    .join("; ");
}

const tablesOf = (stage: ScoreStage): readonly string[] => {
  if ("tables" in stage) return stage.tables;
  return stage.kind === "ratio" ? [stage.table, stage.of] : [stage.table];
};

/** Why a stage is below 100; beside unread tables the missing ones are named, for "none" would be of those too. */
function lossOf(
  stage: ScoreStage,
  cells: ReadonlyMap<string, Cell>,
  besideUnread: boolean,
): string {
  switch (stage.kind) {
    case "games": {
      const [fullest] = stage.tables
        .flatMap((id) => cells.get(id) ?? [])
        .filter(({ state }) => state !== "unknown" && state !== "expected-absent")
        .sort((a, b) => (b.games ?? 0) - (a.games ?? 0));
      return (fullest?.games ?? 0) === 0
        ? "no games"
        : `${fullest?.games} of ${count(fullest?.expected ?? 0, "game")}`;
    }
    case "share": {
      const expected = stage.tables
        .flatMap((id) => cells.get(id) ?? [])
        .filter(({ state }) => state !== "unknown" && state !== "expected-absent");
      const missing = expected.filter((cell) => !isPresent(cell));
      if (missing.length === expected.length && !besideUnread) return "none";
      return `without ${listed(missing.map((cell) => cell.table))}`;
    }
    case "any":
      return "none";
    case "ratio": {
      const [part, whole] = [cells.get(stage.table)?.rows ?? 0, cells.get(stage.of)?.rows ?? 0];
      return part === 0 || whole === 0 ? "none" : `${oneDecimal((part / whole) * 100)} %`;
    }
  }
}
