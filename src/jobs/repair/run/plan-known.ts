import { type PlanOptions, planRepair } from "../../../backfill/plan/plan.ts";
import { UnreadableError } from "../../../errors.ts";
import type { UnreadTable } from "../../../findings/assess/assess.ts";
import type { Grid } from "../../../grid/grid.ts";
import type { Plan } from "../../../records/plan.ts";
import { reading } from "../../../warehouse/reading.ts";
import { readLedgerOf } from "../../shared/ledger.ts";
import type { RepairContext } from "./context.ts";
import { pricePlan } from "./price-plan.ts";

type PlanRequest = Omit<PlanOptions, "datesAtOnce">;

/** What can be planned from what was read, without writing anything. */
export type KnownPlan = {
  readonly plan: Plan;
  /** Tables of the selection that could not be read: what they lack is unknown, and all of their cells are refused. */
  readonly unread: readonly UnreadTable[];
  readonly grid: Grid;
};

/** Throws UnreadableError without the ledger, for then nobody knows what is stale. */
export async function planOfKnown(
  context: RepairContext,
  options: PlanRequest,
): Promise<KnownPlan> {
  const price = await context.price();
  const before = await context.assessNow();
  if (before.grid.ledgerError !== null)
    throw new UnreadableError(`The ledger of writes cannot be read: ${before.grid.ledgerError}`);
  const { lineage } = await readLedgerOf(reading(context.warehouse));
  const { tables } = options.selection;
  const unread = before.unread.filter(({ table }) => tables.length === 0 || tables.includes(table));
  const { datesAtOnce } = context.warehouse.abilities;
  const made = planRepair(before, lineage, { ...options, datesAtOnce });
  const plan = await pricePlan(context, made, price);
  return { plan, unread, grid: before.grid };
}

/** A plan to be run. Throws UnreadableError where a table that it is for could not be read: a run would call the rest all there was to repair. */
export async function plan(
  context: RepairContext,
  options: PlanRequest,
): Promise<{ readonly plan: Plan; readonly grid: Grid }> {
  const { plan: made, unread, grid } = await planOfKnown(context, options);
  const [first] = unread;
  if (first !== undefined)
    throw new UnreadableError(
      `${first.table} could not be read, so what it lacks is unknown: ${first.error}. Nothing was changed. Try again, or name the tables to repair without it: --tables of backfill, or a plan that was saved as it is by plan --save.`,
    );
  return { plan: made, grid };
}
