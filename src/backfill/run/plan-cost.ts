import type { CivilDate } from "../../dates/civil-date.ts";
import { moneyFor } from "../../pipeline/cost.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Plan } from "../../records/plan.ts";
import { batchesOf } from "./outcome.ts";

/** What one statement bills: bytes, or why nobody knows. */
type Known = { readonly bytes: number } | { readonly bytes: null; readonly why: string };

export type PricedTable = {
  readonly table: string;
  /** All of the plan's; `answers` are those that were asked for. */
  readonly statements: number;
  readonly answers: readonly Known[];
  /** False where somebody else pays. */
  readonly billedHere: boolean;
};

/** Statements of a table that are asked for one by one; a dry run is free, and takes its time. */
const MOST_DRY_RUNS = 24;

/** How often everything is looked at: before, after the canary where there is one, and at the end. */
const looksOf = ({ canary }: Plan): number => (canary.length > 0 ? 3 : 2);

/** By each look, for the plan, and before the first statement: to see what is new, and again once that is recorded. */
const ledgerReadsOf = (plan: Plan): number => looksOf(plan) + 3;

/**
 * The dates of the statements by which the plan fills a table: one a batch, the canary's dates apart, or one a date
 * where it reads itself, or where its producer takes one at a time.
 */
export function statementsOf(
  plan: Plan,
  { id, upstream }: TableConfig,
  oneAtATime = false,
): CivilDate[][] {
  const own = new Set(plan.cells.flatMap(({ table, date }) => (table === id ? [date] : [])));
  if (oneAtATime || upstream.some(({ table }) => table === id))
    return [...own].map((date) => [date]);
  const parts = [true, false].map((inCanary) =>
    plan.cells.filter(({ date }) => plan.canary.includes(date) === inCanary),
  );
  return parts
    .flatMap((cells) => batchesOf(cells, plan.batchSize))
    .map((dates) => dates.filter((date) => own.has(date)))
    .filter((dates) => dates.length > 0);
}

/** All statements, or so many of them, evenly over the whole, with the first and the last. */
export function askedOf<T>(statements: readonly T[], most = MOST_DRY_RUNS): T[] {
  if (statements.length <= most) return [...statements];
  const step = (statements.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, n) => statements[Math.round(n * step)] as T);
}

/**
 * The plan's estimate in full. A statement that was not asked for counts as the dearest of its table's that were; one
 * that nobody knows is left out and named.
 */
export function priced(
  plan: Plan,
  look: readonly (Known & { readonly table: string })[],
  ledger: Known & { readonly table: string },
  tables: readonly PricedTable[],
  mostBytesAQuery: number,
  usdPerTiB: number,
  /** What is read once, before the first statement: the content around the cells. */
  around: readonly (Known & { readonly table: string })[] = [],
): Plan["estimate"] {
  const fixed = (one: Known & { readonly table: string }, times: number): PricedTable => ({
    table: one.table,
    statements: times,
    answers: Array.from({ length: times }, () => one),
    billedHere: true,
  });
  const parts = [
    ...look.map((one) => fixed(one, looksOf(plan))),
    fixed(ledger, ledgerReadsOf(plan)),
    ...around.map((one) => fixed(one, 1)),
    ...tables,
  ].map((one) => ({ ...one, ...sumOf(one) }));
  const unpriced = parts.flatMap(({ table, why, unknown, billedHere }) =>
    why === null ? [] : [{ table, why, mostBytes: billedHere ? unknown * mostBytesAQuery : null }],
  );
  const own = tables.filter(({ billedHere }) => billedHere);
  return {
    ...plan.estimate,
    ...moneyFor(total(parts.map(({ bytes }) => bytes)), usdPerTiB),
    dryRuns: {
      asked: total(own.map(({ answers }) => answers.length)),
      statements: total(own.map(({ statements }) => statements)),
    },
    unpriced,
  };
}

function sumOf({ statements, answers }: PricedTable) {
  const known = answers.flatMap(({ bytes }) => bytes ?? []);
  const silent = answers.find((one) => one.bytes === null);
  const others = statements - answers.length;
  const isKnown = known.length > 0;
  return {
    bytes: total(known) + (isKnown ? others * Math.max(...known) : 0),
    unknown: answers.length - known.length + (isKnown ? 0 : others),
    why: silent?.bytes === null ? silent.why : null,
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0);
