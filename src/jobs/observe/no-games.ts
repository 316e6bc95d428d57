import { hasEmptyCalendar } from "../../findings/assess/completeness.ts";
import { buildCalendar } from "../../grid/calendar/calendar.ts";
import { noGames } from "../../grid/calendar/no-games.ts";
import type { Grid } from "../../grid/grid.ts";
import { readSchedule } from "../../grid/observe/counts.ts";
import { declaredRange, gamesCalendar } from "../../pipeline/rules.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { ObserveInput } from "./input.ts";
import { countParams, countsQuery } from "./questions.ts";

/** Throws a NoGamesError where a person named the range, and neither the schedule nor any table has something in it. */
export async function refuseNoGames(
  { pipeline, environment, asOf, range }: ObserveInput,
  grid: Grid,
  warehouse: Warehouse,
): Promise<void> {
  const { days, outside } = grid;
  const found = outside ?? null;
  const hasRows =
    found !== null &&
    (found.undeclared !== null ||
      found.before.size + found.strays.length + found.suspects.length > 0);
  // No game for too long in season is found as such.
  if (days.length > 0 || hasRows || hasEmptyCalendar(grid)) return;
  const declared = declaredRange(pipeline, asOf);
  const id = gamesCalendar(pipeline)?.table;
  const schedule = pipeline.tables.find((table) => table.id === id);
  const games =
    schedule === undefined
      ? []
      : readSchedule(
          await warehouse.query(
            countsQuery(pipeline, schedule),
            countParams(pipeline, schedule, declared),
          ),
        );
  const known = buildCalendar(pipeline, games, declared).map(({ date }) => date);
  throw noGames({ pipeline, environment }, [range], known);
}
