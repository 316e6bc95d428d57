import { createHash } from "node:crypto";
import { z } from "zod";
import type { CivilDate } from "../dates/civil-date.ts";
import { type Assessment, outlook, TRAINING_STATES } from "../gaps/assess.ts";
import { repaired } from "../gaps/ceiling.ts";
import type { Cell } from "../health/grid.ts";
import { averageScore, roundScore, scoreGrid } from "../health/score.ts";
import { topologicalOrder } from "../pipeline/graph.ts";
import { canonical, configHash } from "../pipeline/hash.ts";
import { gamesCalendar } from "../pipeline/rules.ts";
import { chooseCanary } from "./canary.ts";
import { keyOf } from "./cascade.ts";
import { estimateMinutes } from "./estimate.ts";
import { gate } from "./gates.ts";
import type { Lineage } from "./lineage.ts";
import { becomesStaleBy, withStale } from "./predicted.ts";
import { type Selection, SelectionSchema, type Wanted, wantedCells } from "./selection.ts";

const date = z.iso.date().transform((text) => text as CivilDate);
const ref = { table: z.string(), date };
const count = z.int().nonnegative();

/** A repair before it runs: immutable, and known by the hash over its cells, its configuration and its evidence. */
export const PlanSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  hash: z.string(),
  environment: z.string(),
  asOf: z.iso.datetime(),
  configHash: z.string(),
  /** Over the declarations of the plan's own tables. */
  tablesHash: z.string(),
  /** What was asked for, so that the same can be planned again. */
  selection: SelectionSchema,
  batchSize: count,
  includeWarmUp: z.boolean(),
  /** In the order in which they run within a batch: table by table along the graph, then by date. */
  cells: z.array(
    z.strictObject({
      ...ref,
      because: z.string(),
      state: z.string(),
      rows: count.nullable(),
      /** Rows that are taken out, by game; null for all of the date. Not given for a cell that is rebuilt. */
      remove: z.strictObject({ games: z.array(z.string()).nullable() }).optional(),
    }),
  ),
  canary: z.array(date),
  refused: z.array(
    z.strictObject({
      ...ref,
      rule: z.string(),
      evidence: z.string(),
      override: z.string().nullable(),
    }),
  ),
  blocked: z.array(z.strictObject({ ...ref, by: z.array(z.string()) })),
  becomesStale: z.array(z.strictObject(ref)),
  predicted: z.strictObject({
    training: z.enum(TRAINING_STATES),
    trainingAfter: z.enum(TRAINING_STATES),
    average: z.number().nullable(),
    averageAfter: z.number().nullable(),
    dates: z.array(
      z.strictObject({ date, before: z.number().nullable(), after: z.number().nullable() }),
    ),
  }),
  estimate: z.strictObject({
    minutes: z.number().nullable(),
    basis: z.enum(["measured", "declared", "unknown"]),
    /** GitHub rounds each job up to a minute: one job a date, and one a batch. */
    billedMinutesByDate: count.nullable(),
    billedMinutesByBatch: count.nullable(),
    /** What the warehouse bills for its looks and statements; null where it bills nothing, or nobody asked. */
    bytes: count.nullable().default(null),
    usd: z.number().nullable().default(null),
    /** Statements whose own dates were asked for, of all; the others count as the dearest of their table. */
    dryRuns: z.strictObject({ asked: count, statements: count }).nullable().default(null),
    /** What `bytes` leaves out. `mostBytes`: the engine lets it bill no more; null where somebody else pays. */
    unpriced: z
      .array(z.strictObject({ table: z.string(), why: z.string(), mostBytes: count.nullable() }))
      .default([]),
  }),
});
export type Plan = z.infer<typeof PlanSchema>;
export type PlanCell = Plan["cells"][number];

const planCell = ({ remove, ...cell }: Wanted): PlanCell =>
  remove === undefined
    ? cell
    : { ...cell, remove: { games: remove.games === null ? null : [...remove.games] } };

export type PlanOptions = {
  readonly selection: Selection;
  /** Dates a statement. */
  readonly batchSize: number;
  /** Dates to try first; 0 for none. */
  readonly canary: number;
};

export function planRepair(
  assessment: Assessment,
  lineage: Lineage,
  { selection, batchSize, canary }: PlanOptions,
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
