import { z } from "zod";
import { DateSchema as date } from "../dates/schema.ts";
import { TRAINING_STATES } from "../findings/assess/assess.ts";
import { SelectionSchema } from "./selection.ts";

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
