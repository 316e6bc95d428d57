import { inRange } from "../../dates/range.ts";
import { keyOf } from "../../grid/cascade.ts";
import { columnOf, type Grid } from "../../grid/grid.ts";
import { isRemovable, type StrayWithDate } from "../../grid/strays.ts";
import type { Selection, Wanted } from "../../records/selection.ts";

/**
 * The misplaced rows of these tables within the selection, a cell a table and date. A cell that also lacks rows is
 * rebuilt instead, which replaces the date as a whole.
 */
export function removalsOf(
  grid: Grid,
  { tables, dates }: Selection,
  of: ReadonlySet<string>,
): Wanted[] {
  const strays = (grid.outside?.strays ?? [])
    .filter(isRemovable)
    .filter(
      ({ table, date }) =>
        of.has(table) &&
        (tables.length === 0 || tables.includes(table)) &&
        (dates.length === 0 || dates.some((range) => inRange(date, range))),
    );
  const byCell = Map.groupBy(strays, keyOf);
  return [...byCell.values()].flatMap((some): Wanted[] => {
    const [first] = some as [StrayWithDate];
    const cell = columnOf(grid, first.table).find(({ date }) => date === first.date);
    if (
      cell !== undefined &&
      (cell.missingGames.length > 0 || (cell.detail.keys?.missing ?? 0) > 0)
    )
      return [];
    const isDay = grid.days.some(({ date }) => date === first.date);
    return [
      {
        table: first.table,
        date: first.date,
        because: "remove-strays",
        state: cell?.state ?? "over-count",
        rows: cell === undefined ? some.reduce((sum, { rows }) => sum + rows, 0) : cell.rows,
        remove: { games: isDay ? some.map(({ game }) => game ?? "").sort() : null },
      },
    ];
  });
}
