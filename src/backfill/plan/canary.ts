import type { CivilDate } from "../../dates/civil-date.ts";
import type { Assessment } from "../../findings/assess/assess.ts";
import { type CellRef, keyOf, reads } from "../../grid/cascade.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Plan } from "../../records/plan.ts";

/** Representative dates to try first: the earliest, the latest, the worst scored, the middle, then evenly between. */
export function chooseCanary(
  { grid, scores }: Pick<Assessment, "grid" | "scores">,
  cells: readonly CellRef[],
  size: number,
): CivilDate[] {
  const dates = [...new Set(cells.map(({ date }) => date))].sort();
  // A canary that is the whole run proves nothing that the run does not.
  if (size === 0 || dates.length <= size) return [];
  const score = new Map(grid.days.map(({ date }, index) => [date, scores[index]?.low ?? 0]));
  const worst = [...dates].sort((a, b) => (score.get(a) ?? 0) - (score.get(b) ?? 0));
  const middle = dates[Math.floor(dates.length / 2)];
  const step = dates.length / (size + 1);
  const between = Array.from({ length: size }, (_, n) => dates[Math.floor((n + 1) * step)]);
  const candidates = [dates[0], dates.at(-1), worst[0], middle, ...between, ...dates];
  return [...new Set(candidates.filter((one) => one !== undefined))].slice(0, size).sort();
}

/**
 * The cells of the canary's dates that read nothing which the plan fills outside the canary: run before their
 * upstreams, they would be stale as soon as those are filled. Keys as of `keyOf`.
 */
export function canaryCells(plan: Plan, tables: readonly TableConfig[]): ReadonlySet<string> {
  const upstreams = new Map(tables.map(({ id, upstream }) => [id, upstream]));
  const chosen = new Set<string>();
  // In the plan's order upstreams come first, so that one pass settles every cell.
  for (const cell of plan.cells) {
    if (!plan.canary.includes(cell.date)) continue;
    const waits = plan.cells.some(
      (other) =>
        !chosen.has(keyOf(other)) &&
        (upstreams.get(cell.table) ?? []).some(
          ({ table, window }) => table === other.table && reads(window, cell.date, other.date),
        ),
    );
    if (!waits) chosen.add(keyOf(cell));
  }
  return chosen;
}
