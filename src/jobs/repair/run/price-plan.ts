import pMap from "p-map";
import { LEDGER_QUERY } from "../../../backfill/ledger/lineage.ts";
import { daysAround } from "../../../backfill/ledger/reading.ts";
import {
  askedOf,
  type PricedTable,
  priced,
  statementsOf,
} from "../../../backfill/run/plan-cost.ts";
import { dayOf } from "../../../dates/instant.ts";
import { TableNotFoundError, type UserError } from "../../../errors.ts";
import { producerOf } from "../../../pipeline/rules.ts";
import type { TableConfig } from "../../../pipeline/schema.ts";
import { readModel } from "../../../producers/port/sql-file.ts";
import type { Plan } from "../../../records/plan.ts";
import { answered } from "../../observe/asks.ts";
import { aboveBudget, mostOf, type Pricing, type ReadPrice } from "../../observe/price.ts";
import { fingerprintRequest } from "../../shared/content.ts";
import type { RepairContext } from "./context.ts";

const LEDGER_TABLE = "ops.partition_writes";

/** The plan with what it is estimated to bill: its looks and its statements. As it was where nothing is billed. */
export async function pricePlan(
  context: RepairContext,
  plan: Plan,
  look: ReadPrice | null,
): Promise<Plan> {
  if (look === null) return plan;
  const tables: PricedTable[] = [];
  for (const table of context.tables) {
    const own = await priceTable(context, plan, table);
    if (own !== null) tables.push(own);
  }
  const { answers, pricing } = look;
  const ledger = await priceLedger(context);
  const around = await priceAround(context, plan);
  const most = mostOf(context.warehouse);
  const estimate = priced(plan, answers, ledger, tables, most, pricing.usdPerTiB, around);
  return { ...plan, estimate };
}

/** What is looked at before the first statement, and recorded: the content around the cells (src/jobs/repair/run/seen.ts). */
const priceAround = ({ warehouse, tables, request }: RepairContext, { cells }: Plan) =>
  pMap(
    daysAround(tables, cells, dayOf(request.asOf)),
    ([table, days]) =>
      answered(table.id, () => warehouse.estimateFingerprints(fingerprintRequest(table, days))),
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );

/** By a dry run of each statement with its own dates: what it reads of partitioned tables are these dates' partitions. Null for a table that the plan leaves alone. */
async function priceTable(
  { request, pipeline, warehouse }: RepairContext,
  plan: Plan,
  table: TableConfig,
): Promise<PricedTable | null> {
  const producer = producerOf(table, request.environment);
  const all = statementsOf(plan, table, producer.kind === "scraper");
  if (all.length === 0) return null;
  const own = { table: table.id, statements: all.length };
  if (producer.kind === "service") {
    const why = `${producer.owner} fills it, at a cost of its own`;
    return { ...own, answers: [{ bytes: null, why }], billedHere: false };
  }
  const select =
    producer.kind === "sql"
      ? await readModel({ ...request, pipeline }, table, producer.file)
      : null;
  const { name, dateColumn } = table;
  const answers = await pMap(
    askedOf(all),
    (dates) =>
      answered(table.id, () =>
        warehouse.estimateReplace({ table: name, dateColumn, dates, select }),
      ),
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );
  return { ...own, answers, billedHere: true };
}

/** One read of all recorded writes; nothing where nothing was ever repaired. */
const priceLedger = ({ warehouse }: RepairContext) =>
  answered(LEDGER_TABLE, async () => {
    try {
      return await warehouse.estimate(LEDGER_QUERY);
    } catch (error) {
      if (error instanceof TableNotFoundError) return { bytes: 0, bytesBilled: 0 };
      throw error;
    }
  });

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
