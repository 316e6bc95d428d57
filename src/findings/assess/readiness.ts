import type { CivilDate } from "../../dates/civil-date.ts";
import { epochDay } from "../../dates/civil-date.ts";
import { keyOf } from "../../grid/cascade.ts";
import { type Cell, columnOf, type Grid } from "../../grid/grid.ts";
import { lineageOf } from "../../pipeline/independence.ts";
import { trainingTables } from "../../pipeline/rules.ts";
import type { Finding } from "../finding.ts";
import { type MeasuredCriterion, requiredCells } from "./criteria.ts";
import { type Holding, holds, some, unfit } from "./holding.ts";

export const TRAINING_STATES = ["BLOCKED", "UNBLOCKED", "READY", "COMPLETE"] as const;
export type TrainingState = (typeof TRAINING_STATES)[number];

/** A date on which tables lack rows, with the tables. */
export type ShortDate = { readonly date: CivilDate; readonly tables: readonly string[] };

export type Readiness = {
  readonly training: TrainingState;
  readonly holding: readonly Holding[];
  /** Tolerated by READY, and named: every date that is missing, partial or thin in some table. */
  readonly short: readonly ShortDate[];
};

/**
 * What may be trained on this grid (docs/reference/states.md). BLOCKED: a required date without any training table's row
 * or with an unknown one, or a missing upstream of one. READY: no P0 is open, every criterion that is declared for
 * training passes, and nothing that training needs, or that this is computed from, is unknown, stale or unsound.
 * COMPLETE: no cell of any table is short either.
 */
export function readinessOf(
  grid: Grid,
  findings: readonly Finding[],
  criteria: readonly MeasuredCriterion[],
): Readiness {
  const short = shortDates(grid);
  const holding = [
    ...blocking(grid),
    ...emptiedTraining(grid, findings),
    ...notReady(grid, findings, criteria),
    ...incomplete(grid, short),
  ];
  const held = (state: Holding["from"]) => holding.some(({ from }) => from === state);
  const training = held("UNBLOCKED")
    ? "BLOCKED"
    : held("READY")
      ? "UNBLOCKED"
      : held("COMPLETE")
        ? "READY"
        : "COMPLETE";
  return { training, holding, short };
}

/** The state alone, the same as `readinessOf` has: whatever a worse state makes idle is not worked out. */
export function trainingOf(
  grid: Grid,
  findingsOf: () => readonly Finding[],
  criteriaOf: () => readonly MeasuredCriterion[],
): TrainingState {
  if (blocking(grid).length > 0) return "BLOCKED";
  const findings = findingsOf();
  if (emptiedTraining(grid, findings).length > 0) return "BLOCKED";
  if (notReady(grid, findings, criteriaOf()).length > 0) return "UNBLOCKED";
  return incomplete(grid, shortDates(grid)).length > 0 ? "READY" : "COMPLETE";
}

/** The training tables and everything that they are computed from, in the pipeline's order. */
export function neededTables(grid: Grid, asked: readonly string[] = []): readonly string[] {
  const own =
    asked.length > 0 ? asked : trainingTables(grid.pipeline, grid.environment).map(({ id }) => id);
  const lineage = new Set(own.flatMap((id) => [...lineageOf(grid.tables, id)]));
  return grid.tables.map(({ id }) => id).filter((id) => lineage.has(id));
}

function blocking(grid: Grid): Holding[] {
  const days = requiredCells(grid);
  const empty = days.filter((cells) =>
    cells.every(({ state, late }) => state === "missing" && !late),
  );
  const unknown = days.flat().filter(({ state }) => state === "unknown");
  const broken = missingUpstreams(grid);
  return [
    ...(days.length === 0 ? [holds("UNBLOCKED", "no date in the range is required", [])] : []),
    ...some(
      "UNBLOCKED",
      "cell of a required date without any row",
      "cells of required dates without any row",
      empty.flat(),
    ).map((one) => ({ ...one, isFinding: true })),
    ...some("UNBLOCKED", "required cell is unknown", "required cells are unknown", unknown),
    ...some(
      "UNBLOCKED",
      "cell that required ones are computed from is missing or unknown",
      "cells that required ones are computed from are missing or unknown",
      broken,
    ),
  ];
}

/** A training table without a row, throughout or from some date on to the last. */
function emptiedTraining(grid: Grid, findings: readonly Finding[]): Holding[] {
  const required = new Set(trainingTables(grid.pipeline, grid.environment).map(({ id }) => id));
  return findings
    .filter(({ kind, subject }) => EMPTIED.includes(kind) && required.has(subject))
    .map(({ title, cells }) => holds("UNBLOCKED", title, cells, true));
}

const EMPTIED: readonly Finding["kind"][] = ["zero-everywhere", "stopped"];

/** Missing or unknown cells of tables that are not required themselves and that a required cell reads. */
function missingUpstreams(grid: Grid): Cell[] {
  const required = trainingTables(grid.pipeline, grid.environment);
  const ids = new Set(required.map(({ id }) => id));
  const found = new Map<string, Cell>();
  for (const table of required) {
    const reading = columnOf(grid, table.id)
      .filter(({ state }) => state !== "expected-absent")
      .map(({ date }) => epochDay(date));
    for (const { table: id, window } of table.upstream) {
      if (ids.has(id)) continue;
      for (const cell of columnOf(grid, id)) {
        // What could not be read may be missing too.
        const isBroken = (cell.state === "missing" && !cell.late) || cell.state === "unknown";
        if (!isBroken) continue;
        const day = epochDay(cell.date);
        if (reading.some((one) => one - day >= window.to && one - day <= window.from))
          found.set(keyOf(cell), cell);
      }
    }
  }
  return [...found.values()];
}

function notReady(
  grid: Grid,
  findings: readonly Finding[],
  criteria: readonly MeasuredCriterion[],
): Holding[] {
  const open = findings.filter(({ priority }) => priority === "P0");
  const needed = neededTables(grid);
  return [
    ...open.map(({ title, cells }) =>
      holds("READY", `a P0 finding is open: ${title}`, cells, true),
    ),
    ...criteria.flatMap(({ criterion, measured, passed }) => {
      if (criterion.for !== "training" || passed) return [];
      const target =
        criterion.above === undefined ? `below ${criterion.below}` : `above ${criterion.above}`;
      const now = measured === null ? "unknown" : String(Math.round(measured * 10) / 10);
      return [holds("READY", `${criterion.title} is ${now}, ${target} is required`, [])];
    }),
    ...unfit(grid, needed),
  ];
}

function incomplete(grid: Grid, short: readonly ShortDate[]): Holding[] {
  const watched = grid.tables.filter(({ shadow }) => !shadow).map(({ id }) => id);
  const needed = new Set(neededTables(grid));
  const cells = watched.flatMap((id) => columnOf(grid, id));
  const isShort = new Set(
    short.flatMap(({ date, tables }) => tables.map((table) => keyOf({ table, date }))),
  );
  return [
    ...some(
      "COMPLETE",
      "cell lacks rows",
      "cells lack rows",
      cells.filter(({ table, date }) => isShort.has(keyOf({ table, date }))),
    ),
    ...unfit(
      grid,
      watched.filter((id) => !needed.has(id)),
    ).map(({ why, cells: odd }) => ({
      ...holds("COMPLETE", why.replace("needed ", ""), odd),
    })),
  ];
}

function shortDates(grid: Grid): ShortDate[] {
  const byDate = new Map<CivilDate, string[]>();
  for (const { id, shadow } of grid.tables)
    if (!shadow)
      for (const { date, state, thin } of columnOf(grid, id))
        if (state === "missing" || state === "partial" || thin)
          byDate.set(date, [...(byDate.get(date) ?? []), id]);
  return [...byDate]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, tables]) => ({ date, tables }));
}
