import { type DateRange, inRange } from "../../dates/range.ts";
import { type Cell, columnOf, type Grid } from "../../grid/grid.ts";
import { offCadence } from "../../pipeline/rhythm.ts";

/**
 * Days that a person asked for by table and date, and that the table's cadence leaves out: the gates refuse them by name.
 * A longer range that holds dates of the table as well means those.
 */
export function namedOffCadence(
  grid: Grid,
  { tables, dates }: { readonly tables: readonly string[]; readonly dates: readonly DateRange[] },
): readonly Cell[] {
  return grid.tables
    .filter(({ id, cadence }) => cadence !== undefined && tables.includes(id))
    .flatMap((table) =>
      dates.flatMap((range) => {
        const cells = columnOf(grid, table.id).filter(({ date }) => inRange(date, range));
        return cells.every(({ date }) => offCadence(table, date) !== null) ? cells : [];
      }),
    );
}
