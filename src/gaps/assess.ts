import { type Cell, columnOf, type Grid, isForeign } from "../health/grid.ts";
import { averageScore, type Band, countBands, type DayScore, scoreGrid } from "../health/score.ts";
import type { Priority } from "../pipeline/schema.ts";
import { type Ceilings, ceilings } from "./ceiling.ts";
import { completionPct, requiredCells } from "./criteria.ts";
import { type Diagnosis, diagnose } from "./diagnose.ts";
import { findGaps } from "./find.ts";
import type { Finding } from "./finding.ts";

export const TRAINING_STATES = ["BLOCKED", "UNBLOCKED", "READY"] as const;
export type TrainingState = (typeof TRAINING_STATES)[number];

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
};

export function assess(grid: Grid): Assessment {
  const scores = scoreGrid(grid);
  const findings = findGaps(grid);
  const unread = unreadTables(grid);
  const reachable = ceilings(grid, findings);
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
    training: trainingState(grid, () => reachable),
  };
}

/** What a grid would be worth, without its causes: for a repair that is only thought of. */
export function outlook(grid: Grid): Pick<Assessment, "average" | "training"> {
  return {
    average: averageScore(scoreGrid(grid)),
    training: trainingState(grid, () => ceilings(grid, findGaps(grid))),
  };
}

function unreadTables(grid: Grid): UnreadTable[] {
  const ledger =
    grid.ledgerError === null
      ? []
      : [{ table: "ops.partition_writes", cells: 0, error: grid.ledgerError }];
  const tables = grid.tables.flatMap(({ id }) => {
    const unknown = columnOf(grid, id).filter(({ state }) => state === "unknown");
    const [first] = unknown;
    return first === undefined
      ? []
      : [{ table: id, cells: unknown.length, error: first.reason ?? "was not read" }];
  });
  return [...tables, ...ledger];
}

/**
 * BLOCKED while a required date has none of the training tables or one that could not be read; dates within the grace
 * are not required yet. READY when, beyond that, nothing required is stale,
 * every watched table and the ledger were read, and every criterion that can be reached passes.
 */
function trainingState(grid: Grid, reachable: () => Ceilings): TrainingState {
  const days = requiredCells(grid);
  const blocked = days.some(
    (cells) =>
      cells.some(({ state }) => state === "unknown") ||
      cells.every(({ state, late }) => state === "missing" && !late),
  );
  if (blocked || days.length === 0) return "BLOCKED";
  const isUnsound = (cell: Cell) => cell.state === "stale" || isForeign(cell);
  if (days.some((cells) => cells.some(isUnsound))) return "UNBLOCKED";
  // What could not be read may hide a gap that a repair would close, and so decide what counts as reachable.
  // Without the ledger nobody knows what is stale.
  const unread =
    grid.ledgerError !== null ||
    grid.tables.some(
      ({ id, shadow }) => !shadow && columnOf(grid, id).some(({ state }) => state === "unknown"),
    );
  if (unread) return "UNBLOCKED";
  const met = reachable().criteria.every(
    ({ verdict, measured }) =>
      verdict === "pass" || (verdict === "unreachable" && measured !== null),
  );
  return met ? "READY" : "UNBLOCKED";
}
