import type { CivilDate } from "../../dates/civil-date.ts";
import type { Assessment } from "../../findings/assess/assess.ts";
import { type CellRef, keyOf } from "../../grid/cascade.ts";
import { columnOf } from "../../grid/grid.ts";
import { gamesCalendar } from "../../pipeline/rules.ts";
import type { Plan } from "../../records/plan.ts";
import { countOutcomes, type Outcomes, outcomeOf } from "./outcome.ts";
import { type Flaw, flawText, Wholeness } from "./whole.ts";

type Looked = Pick<Assessment, "grid">;

/** What a repair may say of itself. */
export type Verdict = {
  readonly proven: boolean;
  /** Why not, a sentence each. Parked cells are not among them: they are due again, and nothing is wrong with them. */
  readonly reasons: readonly string[];
  /** By key of the cell, what it is computed from that is not whole; cells that rest on nothing such have no entry. */
  readonly restsOn: ReadonlyMap<string, readonly Flaw[]>;
};

export type VerdictInput = {
  readonly plan: Pick<Plan, "cells">;
  readonly outcomes: Outcomes;
  /** A validation made after the run. */
  readonly after: Looked;
  /** Why the rest was not run after the canary; null where it was. */
  readonly stopped: string | null;
};

/**
 * "Proven" needs all three: nothing of the plan is left, the validation sees every planned cell complete, and all that
 * these cells are computed from is whole. Cells that turned out well while their run failed prove nothing.
 */
export function verdictOf({ plan, outcomes, after, stopped }: VerdictInput): Verdict {
  const { failed, blocked, pending, parked } = countOutcomes(plan, outcomes);
  const whole = new Wholeness(after.grid);
  const settled = plan.cells.filter((cell) =>
    ["done", "unneeded"].includes(outcomeOf(outcomes, cell).status),
  );
  const short = settled.filter((cell) => !isComplete(after, cell));
  const restsOn = new Map(
    settled
      .filter((cell) => cell.remove === undefined)
      .map((cell) => [keyOf(cell), whole.under(cell)] as const)
      .filter(([, flaws]) => flaws.length > 0),
  );
  const left = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
    ...(pending > 0 ? [`${pending} not run`] : []),
  ];
  const [one] = short;
  const [resting] = [...restsOn];
  const reasons = [
    ...(stopped === null ? [] : [`The run stopped early: ${stopped}.`]),
    ...(left.length === 0 ? [] : [`Of ${plan.cells.length} planned cells: ${left.join(", ")}.`]),
    ...(one === undefined
      ? []
      : [
          `The validation does not see ${short.length} of the written cells complete, such as ${one.table} ${one.date}: ${stateAfter(after, one)}.`,
        ]),
    ...(resting === undefined
      ? []
      : [
          `${restsOn.size} cells are computed from data that is not whole, such as ${resting[0]}, from ${resting[1].map(flawText).join(", ")}. Repair that first, then these again with --force.`,
        ]),
  ];
  return { proven: reasons.length === 0 && parked === 0, reasons, restsOn };
}

/** Complete, not thin, and what the run wrote; anything else has not been repaired, whatever its producer said. */
export function isComplete(
  { grid }: Looked,
  cell: { table: string; date: CivilDate; remove?: unknown },
): boolean {
  const now = columnOf(grid, cell.table).find((one) => keyOf(one) === keyOf(cell));
  // Off days have no cell; nor have days that a refreshed schedule shows to be without games.
  if (now === undefined)
    return (
      (cell.remove !== undefined || gamesCalendar(grid.pipeline)?.table === cell.table) &&
      !(grid.outside?.strays ?? []).some(
        ({ table, date }) => table === cell.table && date === cell.date,
      )
    );
  return now.state === "complete" && !now.thin && !now.changedOutside;
}

/** In the words of a receipt. */
export function stateAfter({ grid }: Looked, { table, date }: CellRef): string {
  const now = columnOf(grid, table).find((cell) => cell.date === date);
  if (now === undefined) return "gone";
  return now.thin ? `${now.state}, thin` : now.state;
}

/** Of a command that repairs or verifies. Parked cells alone are no failure: the run resumes when they are due. */
export const exitCodeOf = ({
  proven,
  counts,
  reasons = [],
  undoneAt,
}: {
  readonly proven: boolean;
  readonly counts: { readonly parked: number };
  readonly reasons?: readonly string[] | undefined;
  readonly undoneAt?: string | undefined;
}): 0 | 1 =>
  proven || (counts.parked > 0 && reasons.length === 0 && undoneAt === undefined) ? 0 : 1;
