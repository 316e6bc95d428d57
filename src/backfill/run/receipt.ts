import { z } from "zod";
import { DateSchema as date } from "../../dates/schema.ts";
import { type Assessment, TRAINING_STATES } from "../../findings/assess/assess.ts";
import { keyOf } from "../../grid/cascade.ts";
import { columnOf } from "../../grid/grid.ts";
import { roundScore } from "../../grid/score.ts";
import { type Cost, CostSchema } from "../../pipeline/cost.ts";
import type { Plan } from "../../records/plan.ts";
import { type Control, ControlSchema } from "../plan/control.ts";
import { countOutcomes, type Outcomes, outcomeOf } from "./outcome.ts";
import { stateAfter, verdictOf } from "./verdict.ts";
import { type Flaw, flawText } from "./whole.ts";

const count = z.int().nonnegative();
const score = z.number().nullable();

/** Who asked by /stop on an issue that a run ends, and when. */
export const StoppedBySchema = z.strictObject({ by: z.string().max(100), at: z.iso.datetime() });
export type StoppedBy = z.infer<typeof StoppedBySchema>;

/** What a run did, proven by a validation after it: a line a date, and each cell before and after. */
export const ReceiptSchema = z.strictObject({
  schemaVersion: z.literal(1),
  run: z.string(),
  /** The number of the issue that it was for, where it was for one. */
  issue: z.int().positive().optional(),
  plan: z.string(),
  environment: z.string(),
  asOf: z.iso.datetime(),
  startedAt: z.iso.datetime(),
  verifiedAt: z.iso.datetime(),
  counts: z.strictObject({
    done: count,
    unneeded: count,
    failed: count,
    parked: count,
    blocked: count,
    pending: count,
  }),
  /** Nothing of the plan is left, every cell was seen complete and rests on what is whole, and the run stands. */
  proven: z.boolean(),
  /** Why not, parked cells aside; receipts of earlier versions do not say. */
  reasons: z.array(z.string()).optional(),
  /** Who approved it by a comment, and whether they had asked for it themselves; absent where nobody had to. */
  approvedBy: z.strictObject({ by: z.string(), self: z.boolean() }).optional(),
  /** Who had it end before its work was done; absent where nobody did. */
  stoppedBy: StoppedBySchema.optional(),
  /** When an undo put back what the run had replaced; absent, as in receipts of earlier versions, where none did. */
  undoneAt: z.iso.datetime().optional(),
  training: z.strictObject({
    before: z.enum(TRAINING_STATES),
    predicted: z.enum(TRAINING_STATES),
    after: z.enum(TRAINING_STATES),
  }),
  average: z.strictObject({ before: score, predicted: score, after: score }),
  dates: z.array(
    z.strictObject({
      date,
      score: z.strictObject({ before: score, predicted: score, after: score }),
      cells: z.array(
        z.strictObject({
          table: z.string(),
          outcome: z.string(),
          before: z.string(),
          after: z.string(),
          rowsBefore: count.nullable(),
          rowsAfter: count.nullable(),
          note: z.string().nullable(),
        }),
      ),
    }),
  ),
  /** Complete dates that services computed again before the run; receipts of earlier versions have none. */
  controls: z.array(ControlSchema).optional(),
  /** What the run has cost so far, resumed ones in full, where the engine bills. */
  cost: CostSchema.optional(),
  /** Parked cells are due again at the earliest of these. */
  dueAt: z.iso.datetime().nullable(),
});
export type Receipt = z.infer<typeof ReceiptSchema>;

export type ReceiptInput = {
  readonly run: string;
  /** Null for none. */
  readonly issue?: number | null;
  readonly plan: Plan;
  readonly outcomes: Outcomes;
  readonly controls: readonly Control[];
  /** Why nothing followed the canary; null or absent where the rest was run. */
  readonly stopped?: string | null;
  /** Null or absent where nobody approved it by a comment. */
  readonly approvedBy?: { readonly by: string; readonly self: boolean } | null;
  /** Null or absent where nobody had it end. */
  readonly stoppedBy?: StoppedBy | null;
  /** Null or absent where the run stands. */
  readonly undoneAt?: string | null;
  /** A validation made after the run. */
  readonly after: Assessment;
  readonly startedAt: string;
  readonly verifiedAt: string;
  /** Null where nothing is billed, or nothing is known. */
  readonly cost: Cost | null;
};

export function receiptOf(input: ReceiptInput): Receipt {
  const { run, issue = null, plan, outcomes, controls, after, cost } = input;
  const {
    undoneAt = null,
    stopped = null,
    stoppedBy = null,
    approvedBy = null,
    startedAt,
    verifiedAt,
  } = input;
  const { proven, reasons, restsOn } = verdictOf({ plan, outcomes, after, stopped });
  const { grid, scores } = after;
  const index = new Map(grid.days.map((day, at) => [day.date, at]));
  const dates = [...new Set(plan.cells.map((cell) => cell.date))].sort().map((day) => {
    const predicted = plan.predicted.dates.find((one) => one.date === day);
    const value = scores[index.get(day) ?? -1]?.value ?? null;
    return {
      date: day,
      score: {
        before: predicted?.before ?? null,
        predicted: predicted?.after ?? null,
        after: value === null ? null : roundScore(value),
      },
      cells: plan.cells
        .filter((cell) => cell.date === day)
        .map((cell) => {
          const now = columnOf(grid, cell.table)[index.get(day) ?? -1];
          const outcome = outcomeOf(outcomes, cell);
          return {
            table: cell.table,
            outcome: outcome.status,
            before: cell.state,
            after: stateAfter(after, cell),
            rowsBefore: cell.rows,
            rowsAfter: now?.rows ?? null,
            note: noteOf(outcome) ?? restText(restsOn.get(keyOf(cell))),
          };
        }),
    };
  });
  const due = [...outcomes.values()].flatMap((one) => (one.status === "parked" ? [one.dueAt] : []));
  return {
    schemaVersion: 1,
    run,
    ...(issue === null ? {} : { issue }),
    plan: plan.id,
    environment: plan.environment,
    asOf: grid.asOf.toISOString(),
    startedAt,
    verifiedAt,
    counts: countOutcomes(plan, outcomes),
    proven: proven && undoneAt === null,
    ...(reasons.length === 0 ? {} : { reasons: [...reasons] }),
    ...(approvedBy === null ? {} : { approvedBy: { ...approvedBy } }),
    ...(stoppedBy === null ? {} : { stoppedBy }),
    ...(undoneAt === null ? {} : { undoneAt }),
    training: {
      before: plan.predicted.training,
      predicted: plan.predicted.trainingAfter,
      after: after.training,
    },
    average: {
      before: plan.predicted.average,
      predicted: plan.predicted.averageAfter,
      after: after.average === null ? null : roundScore(after.average),
    },
    dates,
    controls: [...controls],
    ...(cost === null ? {} : { cost }),
    dueAt: due.sort()[0] ?? null,
  };
}

/** The receipt of a run that was taken back since: what it did, and that it no longer stands. */
export const takenBack = (receipt: Receipt, undoneAt: string): Receipt => ({
  ...receipt,
  proven: false,
  undoneAt,
  dueAt: null,
});

const restText = (flaws: readonly Flaw[] | undefined): string | null =>
  flaws === undefined ? null : `computed from what is not whole: ${flaws.map(flawText).join(", ")}`;

function noteOf(outcome: ReturnType<typeof outcomeOf>): string | null {
  switch (outcome.status) {
    case "failed":
    case "parked":
      return outcome.message;
    case "blocked":
      return outcome.by;
    default:
      return null;
  }
}
