import { UserError } from "../../errors.ts";
import { type Cost, costOf, moneyFor, priceOf } from "../../pipeline/cost.ts";
import { environmentOf } from "../../pipeline/rules.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";
import { bytesText, costText, moneyText, usdText } from "../../render/text/cost.ts";
import { count } from "../../render/text/words.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { Progress } from "../shared/progress.ts";
import { type Answered, type Asking, answersOf } from "./asks.ts";
import type { ObserveInput } from "./input.ts";

/** What a TiB costs where the engine bills one, and the most that a command may be estimated to cost; null for no limit. */
export type Pricing = { readonly usdPerTiB: number; readonly budgetUsd: number | null };

/** Null where nothing is billed; a budget is bad input there. */
export function pricingOf(
  pipeline: PipelineConfig,
  environment: string,
  { abilities, label }: Pick<Warehouse, "abilities" | "label">,
  budget: number | undefined,
): Pricing | null {
  const declared = environmentOf(pipeline, environment);
  const budgetUsd = budget ?? declared.budgetUsd ?? null;
  if (abilities.estimates) return { usdPerTiB: priceOf(declared), budgetUsd };
  if (budgetUsd === null) return null;
  throw new UserError(
    `${label} bills nothing, so that a budget of ${usdText(budgetUsd)} means nothing; leave out --budget, and budgetUsd of ${environment}.`,
  );
}

/** What one look at every table bills. */
export type ReadPrice = {
  readonly pricing: Pricing;
  readonly answers: readonly Answered[];
  /** Null where a part of it is unknown. */
  readonly estimatedBytes: number | null;
};

/**
 * Prices a look before it is made, tells it in one line, and throws a UserError where it is above the budget. A query
 * whose cost is unknown counts there with the most that the engine lets it bill.
 */
export async function priceReads(
  input: ObserveInput,
  warehouse: Warehouse,
  pricing: Pricing | null,
  progress: Progress,
  asking: Asking = {},
): Promise<ReadPrice | null> {
  if (pricing === null) return null;
  const answers = [
    ...billedBefore(warehouse, asking),
    ...(await answersOf(input, warehouse, asking)),
  ];
  const known = answers.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const silent = answers.filter((answer) => answer.bytes === null);
  const most = known + silent.length * mostOf(warehouse);
  const { first, last } = input.range;
  progress({
    kind: "note",
    message: `Estimated to be billed for ${count(answers.length, "query", "queries")}, ${first} to ${last}: ${moneyText(moneyFor(known, pricing.usdPerTiB))}${unknownText(silent, warehouse)}`,
  });
  const instead = "shorten the range with --start and --end";
  const over = aboveBudget(pricing, most, `Reading ${first} to ${last}`, instead);
  if (over !== null) throw over;
  return { pricing, answers, estimatedBytes: silent.length === 0 ? known : null };
}

/** The query of the metadata has been sent by then. */
function billedBefore(warehouse: Warehouse, { prepared }: Asking): Answered[] {
  const bytes = warehouse.usage()?.bytesBilled ?? 0;
  return prepared == null || bytes === 0 ? [] : [{ table: "the tables' metadata", bytes }];
}

/** The UserError that names both amounts where so many bytes are above the budget; null within it. */
export function aboveBudget(
  { usdPerTiB, budgetUsd }: Pricing,
  bytes: number,
  what: string,
  instead: string,
): UserError | null {
  const money = moneyFor(bytes, usdPerTiB);
  if (budgetUsd === null || money.usd <= budgetUsd) return null;
  return new UserError(
    `${what} may bill ${moneyText(money)}, and the budget is ${usdText(budgetUsd)}. It was not begun: raise --budget, or ${instead}.`,
  );
}

/** The most that a query of unknown cost can bill. */
export const mostOf = ({ abilities }: Warehouse): number => abilities.maxBytesBilled ?? 0;

function unknownText(silent: readonly Answered[], warehouse: Warehouse): string {
  const [first] = silent;
  if (first?.bytes !== null) return "";
  return `; ${count(silent.length, "query is", "queries are")} of unknown cost and may bill ${bytesText(mostOf(warehouse))} each, such as that of ${first.table}: ${first.why}`;
}

/** What the open warehouse has cost, against what was estimated; null where nothing is billed. */
export function costSoFar(
  warehouse: Warehouse,
  pricing: Pricing | null,
  estimatedBytes: number | null,
): Cost | null {
  const usage = warehouse.usage();
  return usage === null || pricing === null
    ? null
    : costOf(usage, estimatedBytes, pricing.usdPerTiB);
}

export function tellCost(cost: Cost | null, progress: Progress): void {
  if (cost !== null) progress({ kind: "note", message: costText(cost) });
}
