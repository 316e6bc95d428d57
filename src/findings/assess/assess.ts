import { columnOf, type Grid } from "../../grid/grid.ts";
import { averageScore, type Band, countBands, type DayScore, scoreGrid } from "../../grid/score.ts";
import type { Priority } from "../../pipeline/schema.ts";
import { diagnose } from "../causes/diagnose.ts";
import type { Diagnosis } from "../causes/diagnosis.ts";
import { findGaps } from "../find/find.ts";
import type { Finding } from "../finding.ts";
import { type Ceilings, ceilings } from "./ceiling.ts";
import { completionPct, measured } from "./criteria.ts";
import { type Readiness, readinessOf, type TrainingState, trainingOf } from "./readiness.ts";

export { TRAINING_STATES, type TrainingState } from "./readiness.ts";

export type UnreadTable = {
  readonly table: string;
  readonly cells: number;
  readonly error: string;
};

/** What a grid means: the pure result behind every report. */
export type Assessment = {
  readonly grid: Grid;
  readonly scores: readonly DayScore[];
  /** Mean score, unrounded; null where no date has one. */
  readonly average: number | null;
  readonly bands: Readonly<Record<Band, number>>;
  /** Dates with every table that training needs, per cent of the dates that expect them. */
  readonly completionPct: number | null;
  readonly findings: readonly Finding[];
  readonly diagnoses: readonly Diagnosis[];
  readonly counts: Readonly<Record<Priority, number>>;
  readonly unread: readonly UnreadTable[];
  readonly unknownCells: number;
  readonly ceilings: Ceilings;
  readonly training: TrainingState;
  /** What keeps training from a better state, and the dates that are short though READY tolerates them. */
  readonly readiness: Readiness;
};

export function assess(grid: Grid): Assessment {
  const scores = scoreGrid(grid);
  const findings = findGaps(grid);
  const unread = unreadTables(grid);
  const reachable = ceilings(grid, findings);
  const readiness = readinessOf(grid, findings, reachable.criteria);
  return {
    grid,
    scores,
    average: averageScore(scores),
    bands: countBands(scores, grid.pipeline.score.bands),
    completionPct: completionPct(grid),
    findings,
    diagnoses: diagnose(grid, findings),
    counts: {
      P0: findings.filter(({ priority }) => priority === "P0").length,
      P1: findings.filter(({ priority }) => priority === "P1").length,
      P2: findings.filter(({ priority }) => priority === "P2").length,
    },
    unread,
    unknownCells: unread.reduce((sum, { cells }) => sum + cells, 0),
    ceilings: reachable,
    training: readiness.training,
    readiness,
  };
}

/** What a grid would be worth, without its causes: for a repair that is only thought of. */
export function outlook(grid: Grid): Pick<Assessment, "average" | "training"> {
  const criteriaOf = () => grid.pipeline.criteria.map((criterion) => measured(grid, criterion));
  return {
    average: averageScore(scoreGrid(grid)),
    training: trainingOf(grid, () => findGaps(grid), criteriaOf),
  };
}

function unreadTables(grid: Grid): UnreadTable[] {
  const ledger =
    grid.ledgerError === null
      ? []
      : [{ table: "ops.partition_writes", cells: 0, error: grid.ledgerError }];
  const tables = grid.tables.flatMap(({ id }) => {
    // A day of which the schedule says nothing is a finding, and no table that could not be read.
    const unknown = columnOf(grid, id).filter(
      ({ state }, index) => state === "unknown" && grid.days[index]?.unlisted === undefined,
    );
    const [first] = unknown;
    return first === undefined
      ? []
      : [{ table: id, cells: unknown.length, error: first.reason ?? "was not read" }];
  });
  return [...tables, ...ledger];
}
