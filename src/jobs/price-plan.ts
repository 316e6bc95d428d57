import type { Plan } from "../backfill/plan.ts";
import { type PricedTable, priced, statementsOf } from "../backfill/plan-cost.ts";
import type { UserError } from "../errors.ts";
import { producerOf } from "../pipeline/rules.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import { readSql } from "../producers/open.ts";
import { aboveBudget, answered, type LookPrice, mostOf, type Pricing } from "./price.ts";
import type { RepairContext } from "./repair-context.ts";

/** The plan with what it is estimated to bill: its looks and its statements. As it was where nothing is billed. */
export async function pricePlan(
  context: RepairContext,
  plan: Plan,
  look: LookPrice | null,
): Promise<Plan> {
  if (look === null) return plan;
  const tables: PricedTable[] = [];
  for (const table of context.tables) {
    const own = await priceTable(context, plan, table);
    if (own !== null) tables.push(own);
  }
  const { answers, pricing } = look;
  const most = mostOf(context.warehouse);
  return { ...plan, estimate: priced(plan, answers, tables, most, pricing.usdPerTiB) };
}

/** One replacement of all of its dates: no statement reads more. Null for a table that the plan leaves alone. */
async function priceTable(
  { request, warehouse }: RepairContext,
  plan: Plan,
  table: TableConfig,
): Promise<PricedTable | null> {
  const dates = plan.cells.flatMap((cell) => (cell.table === table.id ? [cell.date] : []));
  if (dates.length === 0) return null;
  const statements = statementsOf(plan, table);
  const producer = producerOf(table, request.environment);
  if (producer.kind === "service") {
    const why = `${producer.owner} fills it, at a cost of its own`;
    return { table: table.id, bytes: null, why, statements, billedHere: false };
  }
  const select = producer.kind === "sql" ? await readSql(request.root, producer.file) : null;
  const answer = await answered(table.id, () =>
    warehouse.estimateReplace({ table: table.name, dateColumn: table.dateColumn, dates, select }),
  );
  return { ...answer, statements, billedHere: true };
}

/** The UserError that refuses to run a plan above the budget; null for one that may run. */
export function overBudget(pricing: Pricing | null, plan: Plan): UserError | null {
  const { bytes, unpriced } = plan.estimate;
  if (pricing === null || bytes === null) return null;
  const most = unpriced.reduce((sum, { mostBytes }) => sum + (mostBytes ?? 0), bytes);
  return aboveBudget(pricing, most, `Plan ${plan.id}`, "select fewer dates or tables");
}

/** Throws where the plan is above the budget: before anything is written. */
export function keepPlanBudget(pricing: Pricing | null, plan: Plan): void {
  const over = overBudget(pricing, plan);
  if (over !== null) throw over;
}

/** Null where a part that is billed here is unknown. */
export const knownBytes = ({ estimate: { bytes, unpriced } }: Plan): number | null =>
  unpriced.some(({ mostBytes }) => mostBytes !== null) ? null : bytes;

/** For a plan that was made elsewhere: what it is estimated to bill here and now. */
export async function repriced(context: RepairContext, plan: Plan): Promise<Plan> {
  return pricePlan(context, plan, await context.price());
}
