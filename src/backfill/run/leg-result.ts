import { z } from "zod";
import { DateSchema as date } from "../../dates/schema.ts";
import { keyOf } from "../../grid/cascade.ts";
import { CostSchema } from "../../pipeline/cost.ts";
import { ControlSchema } from "../plan/control.ts";
import type { Repair } from "./legs.ts";
import { type CellOutcome, type Outcomes, outcomeOf } from "./outcome.ts";
import { StoppedBySchema } from "./receipt.ts";

const count = z.int().nonnegative();
const ref = { table: z.string().regex(/^[a-z][a-z0-9_]{0,60}$/), date };

/** What a job of the workflow says of its cells. Made by ourselves in another job, and all the same checked when read. */
export const LegResultSchema = z.strictObject({
  schemaVersion: z.literal(1),
  run: z.string().regex(/^b-[A-Za-z0-9-]{1,80}$/),
  planHash: z.string().regex(/^[\w:-]{1,100}$/),
  part: z.string().regex(/^(?:canary|all|p\d-\d{3})$/),
  /** The workflow run's attempt: a leg that was run again has several results. */
  attempt: z.int().positive(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** Why nothing is to follow the canary; null otherwise. */
  stopped: z.string().max(2000).nullable(),
  controls: z.array(ControlSchema).default([]),
  /** What the job was billed, where the engine bills. */
  cost: CostSchema.optional(),
  /** Who had it end before its work was done; absent where nobody did. */
  stoppedBy: StoppedBySchema.optional(),
  cells: z.array(
    z.discriminatedUnion("status", [
      z.strictObject({ ...ref, status: z.literal("done"), rows: count, rowsBefore: count }),
      z.strictObject({ ...ref, status: z.literal("unneeded") }),
      z.strictObject({
        ...ref,
        status: z.literal("failed"),
        message: z.string().max(2000),
        attempts: count,
      }),
      z.strictObject({
        ...ref,
        status: z.literal("parked"),
        message: z.string().max(2000),
        dueAt: z.iso.datetime(),
      }),
      z.strictObject({ ...ref, status: z.literal("blocked"), by: z.string().max(2000) }),
      z.strictObject({ ...ref, status: z.literal("pending") }),
    ]),
  ),
});
export type LegResult = z.infer<typeof LegResultSchema>;

/**
 * What became of the plan's cells: the warehouse's own records first (`recorded`), the legs' results for what they do
 * not have. A leg that says done where the ledger has nothing is not believed. Throws for a result of something else.
 */
export function outcomesOf(
  { run, plan }: Repair,
  recorded: Outcomes,
  results: readonly LegResult[],
): Outcomes {
  const outcomes: Outcomes = new Map(recorded);
  for (const result of newest(results)) {
    if (result.run !== run || result.planHash !== plan.hash)
      throw new Error(`The result of ${result.part} is of ${result.run}, not of ${run}.`);
    for (const cell of result.cells) {
      if (outcomes.get(keyOf(cell))?.status === "done") continue;
      const { table: _, date: __, ...outcome } = cell;
      outcomes.set(keyOf(cell), believed(outcome));
    }
  }
  // A canary that was parked had no legs after it: what has not begun is parked with it.
  const parked = [...outcomes.values()].find(({ status }) => status === "parked");
  if (parked !== undefined && results.every(({ part }) => part === "canary"))
    for (const cell of plan.cells)
      if (outcomeOf(outcomes, cell).status === "pending") outcomes.set(keyOf(cell), parked);
  return outcomes;
}

const believed = (outcome: CellOutcome): CellOutcome =>
  outcome.status === "done"
    ? {
        status: "failed",
        message: "its job said that it was written, and the ledger has nothing of it",
        attempts: 1,
      }
    : outcome;

/** The last attempt of each part, the canary first. */
export function newest(results: readonly LegResult[]): LegResult[] {
  const last = new Map<string, LegResult>();
  for (const result of results) {
    const other = last.get(result.part);
    if (other === undefined || other.attempt < result.attempt) last.set(result.part, result);
  }
  return [...last.values()].sort((a, b) => (a.part < b.part ? -1 : 1));
}
