import { moneyFor } from "../pipeline/cost.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import { batchesOf } from "./outcome.ts";
import type { Plan } from "./plan.ts";

/** What one statement bills at most: bytes, or why nobody knows. */
type Known = { readonly bytes: number } | { readonly bytes: null; readonly why: string };

export type PricedTable = Known & {
  readonly table: string;
  readonly statements: number;
  /** False where somebody else pays. */
  readonly billedHere: boolean;
};

/** How often everything is looked at: before, after the canary where there is one, and at the end. */
const looksOf = ({ canary }: Plan): number => (canary.length > 0 ? 3 : 2);

/** Statements by which the plan fills a table: one a batch, the canary's dates apart, or one a date where it reads itself. */
export function statementsOf(plan: Plan, { id, upstream }: TableConfig): number {
  const own = plan.cells.filter(({ table }) => table === id);
  if (upstream.some(({ table }) => table === id)) return own.length;
  const parts = [true, false].map((inCanary) =>
    plan.cells.filter(({ date }) => plan.canary.includes(date) === inCanary),
  );
  return parts
    .flatMap((cells) => batchesOf(cells, plan.batchSize))
    .filter((dates) => own.some(({ date }) => dates.includes(date))).length;
}

/**
 * The plan's estimate in full. Each statement counts with what one over all of the table's dates bills, which is the
 * most it can: far more than it will where the table has partitions.
 */
export function priced(
  plan: Plan,
  look: readonly (Known & { readonly table: string })[],
  tables: readonly PricedTable[],
  mostBytesAQuery: number,
  usdPerTiB: number,
): Plan["estimate"] {
  const parts: readonly PricedTable[] = [
    ...look.map((one) => ({ ...one, statements: looksOf(plan), billedHere: true })),
    ...tables,
  ];
  const bytes = parts.reduce((sum, one) => sum + (one.bytes ?? 0) * one.statements, 0);
  const unpriced = parts.flatMap((one) =>
    one.bytes === null
      ? [
          {
            table: one.table,
            why: one.why,
            mostBytes: one.billedHere ? one.statements * mostBytesAQuery : null,
          },
        ]
      : [],
  );
  return { ...plan.estimate, ...moneyFor(bytes, usdPerTiB), unpriced };
}
