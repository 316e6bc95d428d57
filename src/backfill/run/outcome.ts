import type { CivilDate } from "../../dates/civil-date.ts";
import { type CellRef, keyOf } from "../../grid/cascade.ts";
import type { Plan, PlanCell } from "../../records/plan.ts";

/** What became of a planned cell. Together they are the plan, without overlap. */
export type CellOutcome =
  | { readonly status: "done"; readonly rows: number; readonly rowsBefore: number }
  /** Taken along because an upstream would change, and the upstream kept its content. */
  | { readonly status: "unneeded" }
  | { readonly status: "failed"; readonly message: string; readonly attempts: number }
  | { readonly status: "parked"; readonly message: string; readonly dueAt: string }
  | { readonly status: "blocked"; readonly by: string }
  | { readonly status: "pending" };
export type OutcomeStatus = CellOutcome["status"];

/** After so many failed attempts a cell is for a person to look at, and no longer run again. */
export const MAX_ATTEMPTS = 3;

export type Outcomes = Map<string, CellOutcome>;

export const outcomeOf = (outcomes: Outcomes, cell: CellRef): CellOutcome =>
  outcomes.get(keyOf(cell)) ?? { status: "pending" };

export function countOutcomes(
  plan: Pick<Plan, "cells">,
  outcomes: Outcomes,
): Record<OutcomeStatus, number> {
  const counts = { done: 0, unneeded: 0, failed: 0, parked: 0, blocked: 0, pending: 0 };
  for (const cell of plan.cells) counts[outcomeOf(outcomes, cell).status] += 1;
  return counts;
}

/** The dates of the cells in batches: in order, none in two. */
export function batchesOf(cells: readonly CellRef[], batchSize: number): CivilDate[][] {
  const dates = [...new Set(cells.map(({ date }) => date))].sort();
  const batches: CivilDate[][] = [];
  for (let at = 0; at < dates.length; at += batchSize)
    batches.push(dates.slice(at, at + batchSize));
  return batches;
}

/**
 * What changed since the plan was made, in cells that it has not finished itself. Empty where nothing did. A cell that
 * reads what the plan has finished may be judged otherwise by now; its rows are still nobody else's.
 */
export function driftOf(
  plan: Plan,
  isFinished: (cell: PlanCell) => boolean,
  readsFinished: (cell: PlanCell) => boolean,
  now: (cell: CellRef) => { readonly state: string; readonly rows: number | null } | undefined,
  tablesHashNow: string,
): string[] {
  const drift: string[] = [];
  if (tablesHashNow !== plan.tablesHash)
    drift.push("the declaration of one of its tables has changed");
  for (const cell of plan.cells) {
    if (isFinished(cell)) continue;
    const found = now(cell);
    const [was, is] = [words(cell), found === undefined ? "gone" : words(found)];
    if (found?.rows === cell.rows && readsFinished(cell)) continue;
    if (was !== is) drift.push(`${cell.table} ${cell.date} was ${was} and is ${is}`);
  }
  return drift;
}

const words = ({ state, rows }: { state: string; rows: number | null }): string =>
  rows === null ? state : `${state} with ${rows} rows`;
