import { tablesHash } from "../../../backfill/plan/plan.ts";
import { driftOf } from "../../../backfill/run/outcome.ts";
import type { DateRange } from "../../../dates/range.ts";
import { UserError } from "../../../errors.ts";
import { type CellRef, reads } from "../../../grid/cascade.ts";
import { columnOf, type Grid } from "../../../grid/grid.ts";
import { gamesCalendar } from "../../../pipeline/rules.ts";
import type { Plan, PlanCell } from "../../../records/plan.ts";
import type { AssessOptions, RepairContext } from "./context.ts";

export async function driftNow(
  context: RepairContext,
  chosen: Plan,
  isFinished: (cell: PlanCell) => boolean,
  range?: DateRange,
  how?: AssessOptions,
): Promise<{ readonly drift: string[]; readonly grid: Grid }> {
  const { grid } = await context.assessNow(range, how);
  const now = ({ table, date }: CellRef) =>
    columnOf(grid, table).find((cell) => cell.date === date);
  const finished = chosen.cells.filter(isFinished);
  const schedule = gamesCalendar(context.pipeline)?.table;
  const readsFinished = (cell: PlanCell) => {
    const upstream = context.tables.find(({ id }) => id === cell.table)?.upstream ?? [];
    return finished.some(
      ({ table, date }) =>
        (table === schedule && date === cell.date) ||
        upstream.some((one) => one.table === table && reads(one.window, cell.date, date)),
    );
  };
  const hash = tablesHash({ grid }, chosen.cells);
  return { drift: driftOf(chosen, isFinished, readsFinished, now, hash), grid };
}

export function driftError(drift: readonly string[], what: string): UserError {
  const shown = drift.slice(0, 10).map((line) => `  ${line}`);
  const more = drift.length > 10 ? [`  and ${drift.length - 10} more`] : [];
  return new UserError(
    [
      "The data has drifted since the plan was made; nothing was changed:",
      ...shown,
      ...more,
      what,
    ].join("\n"),
  );
}
