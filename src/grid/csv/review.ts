import type { TableConfig } from "../../pipeline/schema.ts";
import { cellsOfDay, type Grid } from "../grid.ts";
import type { HealthLine, HealthRow } from "../health-csv.ts";
import { roundScore, scoreDay } from "../score.ts";

/** A figure of a CSV that other figures of its line contradict. */
export type Contradiction = {
  /** The column that is contradicted, and what by, in a few words. */
  readonly column: keyof HealthRow;
  readonly title: string;
  /** The tables that the columns are about. */
  readonly tables: readonly string[];
  /** One count is more than the count that it is a part of. */
  readonly counts?: true;
  /** File, line, date, columns and values, in a sentence without its end. */
  readonly says: string;
  /** What the figure is by the counts of its line; not given where they do not tell. */
  readonly corrected?: Partial<HealthRow>;
};

/** One decimal is printed: below this two figures are one. */
const ROUNDING = 0.05 + 1e-9;

/** What contradicts itself in the line of one date; nothing for a grid that was not read from a CSV. */
export function contradictionsOn(grid: Grid, dayIndex: number): Contradiction[] {
  const date = grid.days[dayIndex]?.date;
  const reported = date === undefined ? undefined : grid.reported?.get(date);
  if (reported === undefined) return [];
  const { row } = reported;
  return [
    ...gamesAboveSchedule(row),
    ...completion(grid, row),
    ...predictions(row),
    ...grades(row),
    ...score(grid, dayIndex, row),
  ].map((one) => ({ ...one, says: `${place(reported)}: ${one.says}` }));
}

const place = ({ row, file, line }: HealthLine): string =>
  `${file}, line ${line}, ${row.game_date}`;

function gamesAboveSchedule(row: HealthRow): Contradiction[] {
  return (["bdl_box_scores", "nbac_gamebook"] as const).flatMap((column) =>
    isMore(row[column], row.scheduled_games)
      ? [
          {
            column,
            title: "more games than scheduled_games",
            tables: [column],
            counts: true as const,
            says: `${column} ${row[column]}, and scheduled_games ${row.scheduled_games}`,
          },
        ]
      : [],
  );
}

/** Of the sets that the denominator stands for; a count that is -1 may be either way. */
function completion(grid: Grid, row: HealthRow): Contradiction[] {
  const { done, expected } = row.phase4_completion;
  const sets = setsOf(grid, expected);
  const counts = sets.map(({ id }) => [id, row[id as keyof HealthRow] as number | null] as const);
  const filled = counts.filter(([, rows]) => rows !== null && rows > 0).length;
  const unread = counts.filter(([, rows]) => rows === null).length;
  const columns = counts.map(([id, rows]) => `${id} ${rows ?? -1}`).join(", ");
  const about = {
    column: "phase4_completion",
    title: "not what the columns of its feature sets say",
    tables: sets.map(({ id }) => id),
  } as const;
  if (sets.length !== expected)
    return [
      {
        ...about,
        says: `phase4_completion ${done}/${expected}, and there are ${sets.length} columns of feature sets (${columns})`,
      },
    ];
  if (done >= filled && done <= filled + unread) return [];
  return [
    {
      ...about,
      says: `phase4_completion ${done}/${expected}, and ${filled} of its ${expected} columns have rows (${columns})`,
      ...(unread === 0 ? { corrected: { phase4_completion: { done: filled, expected } } } : {}),
    },
  ];
}

/** All sets of the phase, or with one fewer expected all but mlfs, as in the operators' older reports. */
function setsOf({ tables }: Grid, expected: number): readonly TableConfig[] {
  const phase = tables.find(({ id }) => id === "mlfs")?.phase;
  const all = tables.filter((table) => table.phase === phase);
  return expected === all.length - 1 ? all.filter(({ id }) => id !== "mlfs") : all;
}

function predictions(row: HealthRow): Contradiction[] {
  const { total_predictions: total } = row;
  return (["unique_players", "unique_systems"] as const).flatMap((column) => {
    const unique = row[column];
    const isNone = unique === 0 && total !== null && total > 0;
    if (!isMore(unique, total) && !isNone) return [];
    return [
      {
        column,
        title: isNone ? "0 in dates with predictions" : "more than total_predictions",
        tables: ["player_prop_predictions"],
        says: `${column} ${unique}, and total_predictions ${total}`,
      },
    ];
  });
}

function grades(row: HealthRow): Contradiction[] {
  const { total_graded: graded, total_predictions: total } = row;
  const { grading_coverage_pct: coverage, win_rate: rate } = row;
  const tables = ["prediction_grades", "player_prop_predictions"];
  const both = `total_graded ${graded ?? -1} and total_predictions ${total ?? -1}`;
  const found: Contradiction[] = [];
  if (isMore(graded, total))
    found.push({
      column: "total_graded",
      title: "more than total_predictions",
      tables,
      counts: true,
      says: `total_graded ${graded}, and total_predictions ${total}`,
    });
  if (coverage !== null && coverage > 100)
    found.push({
      column: "grading_coverage_pct",
      title: "above 100",
      tables,
      says: `grading_coverage_pct ${coverage.toFixed(1)}, with ${both}`,
    });
  if (graded !== null && total !== null) {
    const share = total === 0 ? 0 : (graded / total) * 100;
    const isOther = coverage === null ? total > 0 : Math.abs(coverage - share) > ROUNDING;
    if (isOther)
      found.push({
        ...{
          column: "grading_coverage_pct",
          title: "not total_graded of total_predictions",
          tables,
        },
        says: `grading_coverage_pct ${coverage?.toFixed(1) ?? "N/A"}, and ${both} make ${share.toFixed(1)}`,
        corrected: { grading_coverage_pct: share },
      });
  }
  if (rate !== null && (rate > 100 || graded === 0))
    found.push({
      column: "win_rate",
      title: rate > 100 ? "above 100" : "given with nothing graded",
      tables: ["prediction_grades"],
      says: `win_rate ${rate.toFixed(1)}, with total_graded ${graded ?? -1}`,
    });
  return found;
}

/** Where a stage could not be read the score may lie anywhere between its bounds. */
function score(grid: Grid, dayIndex: number, row: HealthRow): Contradiction[] {
  const { expected } = row.phase4_completion;
  const sets = setsOf(grid, expected).map(({ id }) => id);
  if (sets.length !== expected) return []; // nobody knows of what it is the mean
  const cells = new Map(cellsOfDay(grid, dayIndex));
  for (const { id, shadow } of grid.tables)
    if (shadow || (id === "mlfs" && !sets.includes(id))) cells.delete(id);
  const { value, low, high, stages } = scoreDay(grid.pipeline.score.stages, cells);
  const given = row.health_score;
  const isKnown = stages.every(({ state }) => state !== "unknown");
  if (value === null || (given === null && !isKnown)) return [];
  const isWithin =
    given !== null &&
    given >= (isKnown ? value : low) - ROUNDING &&
    given <= (isKnown ? value : high) + ROUNDING;
  if (isWithin) return [];
  const parts = stages.flatMap((stage) =>
    stage.state === "absent"
      ? []
      : [`${stage.id} ${stage.value === null ? "unknown" : stage.value.toFixed(1)}`],
  );
  const made = isKnown
    ? `the mean of its stages is ${roundScore(value).toFixed(1)}`
    : `the mean of its stages lies between ${roundScore(low).toFixed(1)} and ${roundScore(high).toFixed(1)}`;
  return [
    {
      column: "health_score",
      title: "not the mean of its stages, each 100 at most",
      tables: grid.tables.filter(({ shadow }) => !shadow).map(({ id }) => id),
      says: `health_score ${given?.toFixed(1) ?? "N/A"}, and ${made} (${parts.join(", ")})`,
      ...(isKnown ? { corrected: { health_score: roundScore(value) } } : {}),
    },
  ];
}

const isMore = (count: number | null, than: number | null): boolean =>
  count !== null && than !== null && count > than;

/** The rows of the CSV with the figures put right that the counts beside them contradict; all others as they were. */
export const reviewedRows = (grid: Grid): HealthRow[] =>
  grid.days.flatMap(({ date }, index) => {
    const row = grid.reported?.get(date)?.row;
    if (row === undefined) return [];
    return [
      Object.assign({}, row, ...contradictionsOn(grid, index).map(({ corrected }) => corrected)),
    ];
  });

/** The mean of the file's own scores, which no cap holds below 100; null where none is given. */
export function reportedAverage({ reported, days }: Grid) {
  const scores = days.flatMap(({ date }) => reported?.get(date)?.row.health_score ?? []);
  if (scores.length === 0) return null;
  const value = scores.reduce((sum, one) => sum + one, 0) / scores.length;
  return { value, dates: scores.length };
}
