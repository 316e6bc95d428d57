import { printRange } from "../../dates/range.ts";
import { hasEmptyCalendar, layerCheck } from "../../findings/assess/completeness.ts";
import { runsOf } from "../../findings/runs.ts";
import type { Grid } from "../../grid/grid.ts";

const MOST_RUNS = 3;

/** One screen: a line a table, by layer, with the dates that fall short. */
export function renderCompleteness(grid: Grid): string {
  const tables = layerCheck(grid);
  const width = Math.max(...tables.map(({ table }) => table.length), 5);
  const lines = grid.pipeline.phases.flatMap(({ id, title }) => {
    const some = tables.filter(({ phase }) => phase === id);
    if (some.length === 0) return [];
    return [
      title,
      ...some.map(({ table, unit, has, of, short, unknown, empty }) => {
        const share = of === 0 ? "  n/a" : `${((has / of) * 100).toFixed(1).padStart(5)} %`;
        const runs = runsOf(short, grid.days);
        const more = runs.length > MOST_RUNS ? `, and ${runs.length - MOST_RUNS} more runs` : "";
        const where =
          short.length === 0
            ? ""
            : `  short on ${short.length}: ${runs.slice(0, MOST_RUNS).map(printRange).join(", ")}${more}`;
        const unread = unknown === 0 ? "" : `  UNKNOWN on ${unknown} dates`;
        const never = empty
          ? `  EMPTY on every date: is ${nameOf(grid, table)} the right table?`
          : "";
        return `  ${table.padEnd(width)}  ${share}  ${`${has} of ${of} ${unit}`.padEnd(18)}${where}${unread}${never}`;
      }),
    ];
  });
  const { environment, days, range } = grid;
  return [
    `Completeness (${environment}), ${days.length} game dates, ${printRange(range)}, against the fuller box score source`,
    ...(hasEmptyCalendar(grid)
      ? [
          `The schedule lists no game for too long, in season: refresh it, or correct the calendar of the pipeline.`,
        ]
      : lines),
  ].join("\n");
}

const nameOf = (grid: Grid, table: string): string =>
  grid.tables.find(({ id }) => id === table)?.name ?? table;
