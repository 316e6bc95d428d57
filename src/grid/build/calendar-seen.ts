import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import { lastEndedDay } from "../../dates/instant.ts";
import { type DateRange, inRange } from "../../dates/range.ts";
import { gameColumnOf, gamesCalendar } from "../../pipeline/rules.ts";
import type { PipelineConfig, ScheduleCalendar, TableConfig } from "../../pipeline/schema.ts";
import { buildCalendar, type GameDay, isListed, type ScheduleRow } from "../calendar/calendar.ts";
import { unknownDays } from "../calendar/calendar-gaps.ts";
import { Listing } from "../calendar/listing.ts";
import { undeclaredSeason } from "../calendar/undeclared.ts";
import type { OutsideCalendar } from "../grid.ts";
import type { Observation } from "../observe/counts.ts";
import type { Placement, PlacementRead } from "../observe/placement.ts";
import { findStrays, type HeldByDate, type Suspect } from "../strays.ts";

type Input = {
  readonly pipeline: PipelineConfig;
  readonly range: DateRange;
  readonly asOf: Date;
};

/**
 * The days of the range, and what stands outside them, from the schedule and from all other tables: the schedule is
 * believed only where it is not silent for too long, and where no two independent tables know of more.
 */
export function calendarSeen(
  input: Input,
  tables: readonly TableConfig[],
  rows: readonly ScheduleRow[],
  observations: ReadonlyMap<string, Observation>,
  placementReads: ReadonlyMap<string, PlacementRead>,
): { readonly days: readonly GameDay[]; readonly outside: OutsideCalendar } {
  const { pipeline, range, asOf } = input;
  const calendar = gamesCalendar(pipeline);
  const placements = new Map<string, Placement>();
  for (const [id, read] of placementReads)
    if (read.status === "read") placements.set(id, read.placement);
  const games = rows.filter(isListed);
  const silent = unknownDays(pipeline, games, range);
  const tomorrow = addDays(lastEndedDay(asOf, pipeline.timeZone), 2);
  const others = tables.filter(({ id }) => id !== calendar?.table);
  const { strays, suspects } = findStrays({
    tables: others,
    listing: calendar === undefined ? undefined : new Listing(rows.map(asListed)),
    moved: new Set(rows.flatMap((row) => (isListed(row) ? [] : [`${row.date} ${row.game}`]))),
    schedule: calendar && { table: calendar.table, played: new Listing(played(calendar, games)) },
    placements,
    held: new Map(
      others.map((table) => [
        table.id,
        heldRows(table, observations.get(table.id), placements.get(table.id), range),
      ]),
    ),
    unknown: new Set(silent.keys()),
    lastClose: pipeline.seasons.at(-1)?.closes as CivilDate,
    tomorrow,
  });
  const unlisted = new Map(silent);
  for (const { date, game, tables: holders } of suspects)
    if (game === null && inRange(date, range) && !unlisted.has(date))
      unlisted.set(
        date,
        `${calendar?.table} lists no game on ${date}, and ${holders.join(", ")} hold rows of it`,
      );
  return {
    days: buildCalendar(pipeline, games, range, unlisted),
    outside: {
      strays,
      suspects: suspects.filter((one) => isInDays(one, range)),
      undeclared: undeclaredSeason(pipeline, asOf, {
        games: countByDate(games),
        rows: new Map(
          [...placements].map(([id, { outside }]) => [id, sums(outside.after)] as const),
        ),
      }),
      before: new Map(
        [...placements].flatMap(([id, { outside }]) =>
          outside.before === null ? [] : [[id, outside.before] as const],
        ),
      ),
    },
  };
}

/** A moved game stands on its new date, under the id that its old rows have too. */
const asListed = (row: ScheduleRow) => ({ date: row.movedTo ?? row.date, game: row.game });

const played = ({ ignoreStatuses }: ScheduleCalendar, games: readonly ScheduleRow[]) =>
  games.filter(({ status }) => !ignoreStatuses.includes(status ?? ""));

const isInDays = ({ date }: Suspect, range: DateRange): boolean => inRange(date, range);

/** Rows of one table by date and game within the range, and after it; "" is the game of rows that name none. */
function heldRows(
  table: TableConfig,
  observation: Observation | undefined,
  placement: Placement | undefined,
  range: DateRange,
): HeldByDate {
  const held = new Map<CivilDate, ReadonlyMap<string, number>>(placement?.outside.after ?? []);
  for (const [date, games] of placement?.games ?? []) held.set(date, games);
  if (observation?.status !== "read") return held;
  for (const [date, { rows, rowsByGame }] of observation.counts) {
    if (!inRange(date, range) || held.has(date)) continue;
    if (rowsByGame !== undefined) held.set(date, rowsByGame);
    else if (gameColumnOf(table) === undefined && (rows ?? 0) > 0)
      held.set(date, new Map([["", rows ?? 0]]));
  }
  return held;
}

function countByDate(games: readonly ScheduleRow[]): ReadonlyMap<CivilDate, number> {
  const counts = new Map<CivilDate, number>();
  for (const { date } of games) counts.set(date, (counts.get(date) ?? 0) + 1);
  return counts;
}

const sums = (
  byDate: ReadonlyMap<CivilDate, ReadonlyMap<string, number>>,
): ReadonlyMap<CivilDate, number> =>
  new Map(
    [...byDate].map(([date, games]) => [
      date,
      [...games.values()].reduce((total, one) => total + one, 0),
    ]),
  );
