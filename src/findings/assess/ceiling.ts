import { keyOf } from "../../grid/cascade.ts";
import { isFutile } from "../../grid/futile.ts";
import { type Cell, type Grid, isPresent, NO_DETAIL } from "../../grid/grid.ts";
import { averageScore, scoreGrid } from "../../grid/score.ts";
import type { Finding } from "../finding.ts";
import { PLAN_PHASES, type PlanPhase, planPhaseOf } from "../plan-phases.ts";
import {
  completionPct,
  type MeasuredCriterion,
  measureCriterion,
  measured,
  passes,
} from "./criteria.ts";

export const VERDICTS = ["pass", "fail", "unreachable"] as const;

export type CriterionResult = MeasuredCriterion & {
  /** The best it can become after each plan phase, the earlier ones done. */
  readonly after: Readonly<Record<PlanPhase, number | null>>;
  /** fail: it can still be met by its plan phase. unreachable: not even when every repair up to it succeeds. */
  readonly verdict: (typeof VERDICTS)[number];
};

/** What a stage still costs when everything that can be rebuilt is rebuilt. */
export type Obstacle = {
  readonly stage: string;
  readonly dates: number;
  /** Points that it takes from the average score of all dates. */
  readonly averageLoss: number;
};

export type Ceilings = {
  readonly criteria: readonly CriterionResult[];
  /** Average score after each plan phase, unrounded. */
  readonly average: Readonly<Record<PlanPhase, number | null>>;
  readonly completion: Readonly<Record<PlanPhase, number | null>>;
  /** What stands in the way of more, worst first; empty where everything can be reached. */
  readonly obstacles: readonly Obstacle[];
};

/** The best each criterion can become: computed before anything is promised. */
export function ceilings(grid: Grid, findings: readonly Finding[]): Ceilings {
  const after = new Map<PlanPhase, Grid>();
  let repairedGrid = grid;
  for (const phase of PLAN_PHASES) {
    const some = findings.filter((finding) => planPhaseOf(grid, finding) === phase);
    if (some.length === 0) {
      after.set(phase, repairedGrid);
      continue;
    }
    const healed = new Set(some.flatMap(({ cells }) => cells.map(keyOf)));
    const isHealed = (cell: Pick<Cell, "table" | "date">) => healed.has(keyOf(cell));
    repairedGrid = repaired(repairedGrid, isHealed, isHealed);
    after.set(phase, repairedGrid);
  }
  const atEach = (measure: (grid: Grid) => number | null) =>
    Object.fromEntries(
      PLAN_PHASES.map((phase) => [phase, measure(after.get(phase) ?? grid)]),
    ) as Record<PlanPhase, number | null>;
  return {
    criteria: grid.pipeline.criteria.map((criterion) => {
      const now = measured(grid, criterion);
      const best = atEach((one) => measureCriterion(one, criterion));
      const due = best[criterion.after === "P0" ? 1 : 4];
      // What is unknown may still be well: out of reach is only what was measured to be.
      const within = due === null || passes(criterion, due);
      const verdict = now.passed ? "pass" : within ? "fail" : "unreachable";
      return { ...now, after: best, verdict };
    }),
    average: atEach((one) => averageScore(scoreGrid(one))),
    completion: atEach(completionPct),
    obstacles: obstacles(repairedGrid),
  };
}

/**
 * The grid with these cells complete, as far as somebody can fill them at all, and without the misplaced rows of
 * tables and dates that are rewritten.
 */
export function repaired(
  grid: Grid,
  isHealed: (cell: Cell) => boolean,
  isRewritten: (cell: Pick<Cell, "table" | "date">) => boolean = () => false,
): Grid {
  const columns = new Map(
    [...grid.columns].map(([id, column]) => {
      const table = grid.tables.find((one) => one.id === id);
      if (table === undefined || !table.rebuildable) return [id, column] as const;
      const healed = column.map((cell) =>
        isHealed(cell) && !isFutile(grid, table, cell.date) ? complete(cell) : cell,
      );
      return [id, healed] as const;
    }),
  );
  if (grid.outside === undefined) return { ...grid, columns };
  const strays = grid.outside.strays.filter(
    ({ table, date }) => date === null || !isRewritten({ table, date }),
  );
  return { ...grid, columns, outside: { ...grid.outside, strays } };
}

/** Absent and unknown cells stay as they are: a repair proves nothing about what cannot be read. */
function complete(cell: Cell): Cell {
  if (cell.state !== "missing" && !isPresent(cell)) return cell;
  const games = cell.unit === "games" ? cell.expected : cell.games;
  const rows = Math.max(cell.rows ?? 0, cell.unit === "rows" ? (cell.expected ?? 1) : 1);
  return {
    ...cell,
    state: "complete",
    games,
    rows,
    late: false,
    thin: false,
    surplus: 0,
    detail: NO_DETAIL,
    missingGames: [],
    unreconciled: [],
    changedOutside: false,
  };
}

function obstacles(best: Grid): Obstacle[] {
  const scores = scoreGrid(best);
  const byStage = new Map<string, { dates: number; loss: number }>();
  for (const { stages } of scores) {
    const counted = stages.filter(({ value }) => value !== null);
    for (const { id, value } of counted) {
      if (value === null || value >= 100) continue;
      const before = byStage.get(id) ?? { dates: 0, loss: 0 };
      byStage.set(id, {
        dates: before.dates + 1,
        loss: before.loss + (100 - value) / counted.length,
      });
    }
  }
  return [...byStage]
    .map(([stage, { dates, loss }]) => ({ stage, dates, averageLoss: loss / scores.length }))
    .sort((a, b) => b.averageLoss - a.averageLoss);
}
