import type { Control } from "../../backfill/plan/control.ts";
import type { CellOutcome } from "../../backfill/run/outcome.ts";
import type { Receipt, StoppedBy } from "../../backfill/run/receipt.ts";
import { type Cost, CostSchema } from "../../pipeline/cost.ts";
import type { Plan } from "../../records/plan.ts";
import type { WritableWarehouse } from "../../warehouse/warehouse.ts";

/** What is recorded of a run in `ops.backfill_runs`. */
export type RunEvent = {
  readonly run: string;
  /**
   * "held": nothing of it may be done until a person approves it. "approved": a person let it begin, or go on, which holds for all of it. "stopped": a person had it end before its work
   * was done. "accepted": no run, but a person who took over
   * what somebody else wrote (`ops accept`).
   */
  readonly event: "started" | "held" | "approved" | "stopped" | "finished" | "undone" | "accepted";
  readonly at: string;
  readonly planJson: string | null;
  readonly summaryJson: string | null;
};

/** What a run's beginning or end says besides its plan; neither ledger nor attempts have all of it. */
export type RunSummary = {
  /** Of its beginning: the issue that it is for. */
  readonly issue?: number;
  /** Of what is held or approved: why a person is needed. */
  readonly approval?: readonly string[];
  readonly allowShrink?: boolean;
  /** Of what is held: those who asked. */
  readonly askedBy?: readonly string[];
  /** Of what is approved: who did, where it was by a comment, and whether they had asked for it. */
  readonly by?: string;
  readonly self?: boolean;
  readonly counts?: Receipt["counts"];
  readonly proven?: boolean;
  readonly canaryStopped?: string | null;
  /** A person had it end: nobody but a person goes on with it. */
  readonly stoppedBy?: StoppedBy | null;
  readonly controls?: readonly Control[];
  /** Of the parts since the end before this one; null where nothing is billed. */
  readonly cost?: Cost | null;
  /** Cells that were not written, by key. */
  readonly settled?: Readonly<Record<string, CellOutcome>>;
};

export const summaryOf = ({ summaryJson }: Pick<RunEvent, "summaryJson">): RunSummary =>
  JSON.parse(summaryJson ?? "{}") as RunSummary;

export function costIn(event: RunEvent): Cost[] {
  const { data } = CostSchema.safeParse(summaryOf(event).cost);
  return data === undefined ? [] : [data];
}

export async function recordEvent(
  warehouse: WritableWarehouse,
  {
    plan,
    summary = null,
    ...event
  }: Pick<RunEvent, "run" | "event" | "at"> & { plan?: Plan; summary?: object | null },
): Promise<RunEvent> {
  const json = (value: object | null | undefined) => (value == null ? null : JSON.stringify(value));
  const recorded = { ...event, planJson: json(plan), summaryJson: json(summary) };
  await warehouse.record("backfill_runs", {
    run: recorded.run,
    event: recorded.event,
    recorded_at: recorded.at,
    plan_json: recorded.planJson,
    summary_json: recorded.summaryJson,
  });
  return recorded;
}
