import { createHash } from "node:crypto";
import { DATES_A_BATCH } from "../../commands/sets.ts";
import { type Assessment, outlook } from "../../findings/assess/assess.ts";
import { repaired } from "../../findings/assess/ceiling.ts";
import { keyOf } from "../../grid/cascade.ts";
import type { Cell } from "../../grid/grid.ts";
import { averageScore, roundScore, scoreGrid } from "../../grid/score.ts";
import { topologicalOrder } from "../../pipeline/graph.ts";
import { canonical, configHash } from "../../pipeline/hash.ts";
import { gamesCalendar } from "../../pipeline/rules.ts";
import type { Plan, PlanCell } from "../../records/plan.ts";
import type { Selection, Wanted } from "../../records/selection.ts";
import type { Lineage } from "../ledger/lineage.ts";
import { chooseCanary } from "./canary.ts";
import { estimateMinutes } from "./estimate.ts";
import { gate } from "./gates.ts";
import { becomesStaleBy, withStale } from "./predicted.ts";
import { wantedCells } from "./wanted.ts";

const planCell = ({ remove, ...cell }: Wanted): PlanCell =>
  remove === undefined
    ? cell
    : { ...cell, remove: { games: remove.games === null ? null : [...remove.games] } };

export type PlanOptions = {
  readonly selection: Selection;
  /** Dates a statement; unless given, what suits the engine and the producers. */
  readonly batchSize?: number | undefined;
  /** Dates that one statement of the engine replaces at best. */
  readonly datesAtOnce?: number | undefined;
  /** Dates to try first; 0 for none. */
  readonly canary: number;
};

export function planRepair(
  assessment: Assessment,
  lineage: Lineage,
  { selection, canary, ...sizes }: PlanOptions,
): Plan {
  const { grid } = assessment;
  const { runs, refused, blocked, becomesStale } = gate(
    grid,
    wantedCells(assessment, selection),
    selection,
  );
  const order = tableOrder(assessment);
  const byOrder = <T extends { table: string; date: string }>(cells: readonly T[]): T[] =>
    [...cells].sort(
      (a, b) => order.indexOf(a.table) - order.indexOf(b.table) || (a.date < b.date ? -1 : 1),
    );
  const cells = byOrder(runs).map(planCell);
  const batchSize = sizes.batchSize ?? batchSizeOf(assessment, cells, sizes.datesAtOnce);
  const body = {
    schemaVersion: 1 as const,
    environment: grid.environment,
    asOf: grid.asOf.toISOString(),
    configHash: configHash(grid.pipeline),
    tablesHash: tablesHash(assessment, cells),
    selection,
    batchSize,
    includeWarmUp: selection.includeWarmUp,
    cells,
    canary: chooseCanary(assessment, cells, canary),
    refused: byOrder(refused),
    blocked: byOrder(blocked).map((one) => ({ ...one, by: [...one.by] })),
    becomesStale: byOrder(becomesStale),
    predicted: predict(assessment, cells),
    estimate: estimateMinutes(grid, cells, batchSize, lineage),
  };
  const hash = planHash(body);
  return { ...body, id: `p-${hash.slice(0, 10)}`, hash };
}

/** As many as the engine takes at once where all of the plan's tables are statements. */
function batchSizeOf(
  { grid }: Assessment,
  cells: readonly PlanCell[],
  datesAtOnce = DATES_A_BATCH,
): number {
  const ids = new Set(cells.map(({ table }) => table));
  const isStatement = ({ producers }: (typeof grid.tables)[number]) =>
    ["sql", "recorded"].includes(producers[grid.environment]?.kind ?? "");
  return grid.tables.every((table) => !ids.has(table.id) || isStatement(table))
    ? datesAtOnce
    : DATES_A_BATCH;
}

/** The same whatever the order of the cells; another with any cell, its evidence or the declaration of its tables. */
export function planHash(
  plan: Pick<Plan, "environment" | "tablesHash" | "includeWarmUp" | "cells">,
): string {
  const cells = plan.cells.map((cell) => canonical(cell)).sort();
  const { environment, tablesHash: tables, includeWarmUp } = plan;
  return createHash("sha256")
    .update(canonical({ environment, tables, includeWarmUp, cells }))
    .digest("hex");
}

/** Changes when the declaration of one of the plan's tables does. */
export function tablesHash(
  { grid }: Pick<Assessment, "grid">,
  cells: readonly Pick<PlanCell, "table">[],
): string {
  const ids = new Set(cells.map(({ table }) => table));
  const tables = grid.tables.filter(({ id }) => ids.has(id));
  return createHash("sha256").update(canonical(tables)).digest("hex").slice(0, 16);
}

function tableOrder({ grid }: Assessment): string[] {
  const graph = topologicalOrder(grid.tables);
  if ("cycle" in graph) throw new Error("A checked pipeline has no cycle.");
  return graph.order.map(({ id }) => id);
}

/**
 * Scores before and after, if every cell of the plan becomes complete: what reads one that changes, and is not rebuilt
 * with it, is stale then.
 */
function predict(assessment: Assessment, cells: readonly PlanCell[]): Plan["predicted"] {
  const { grid, scores } = assessment;
  const planned = new Set(cells.map(keyOf));
  const schedule = gamesCalendar(grid.pipeline)?.table;
  // A refreshed schedule no longer expects the games that nobody played.
  const refreshed = new Set(
    cells.filter(({ table }) => table === schedule).map(({ date }) => date),
  );
  const heals = (cell: Cell) =>
    planned.has(keyOf(cell)) || (refreshed.has(cell.date) && cell.state === "partial");
  const repairedGrid = withStale(
    repaired(grid, heals, (ref) => planned.has(keyOf(ref))),
    becomesStaleBy(grid, cells),
  );
  const after = scoreGrid(repairedGrid);
  const average = averageScore(after);
  const round = (value: number | null | undefined) => (value == null ? null : roundScore(value));
  const dates = new Set(cells.map((cell) => cell.date));
  return {
    training: assessment.training,
    trainingAfter: outlook(repairedGrid).training,
    average: round(assessment.average),
    averageAfter: round(average),
    dates: grid.days.flatMap((day, index) =>
      dates.has(day.date)
        ? [
            {
              date: day.date,
              before: round(scores[index]?.value),
              after: round(after[index]?.value),
            },
          ]
        : [],
    ),
  };
}
