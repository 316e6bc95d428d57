import type { CivilDate } from "../../dates/civil-date.ts";
import { type Cell, columnOf, type Grid } from "../../grid/grid.ts";
import type { Stray } from "../../grid/strays.ts";
import { gamesCalendar } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { type Finding, findingAt } from "../finding.ts";

/** What is wrong with the calendar itself, and rows that stand where it does not reach. */
export function findOutside(grid: Grid): Finding[] {
  return [
    ...scheduleUnknown(grid),
    ...seasonUndeclared(grid),
    ...grid.tables.flatMap((table) => (table.shadow ? [] : misplaced(grid, table))),
    ...rowsBefore(grid),
  ];
}

/** Days on which the schedule says nothing, and games that others hold and it does not list. */
function scheduleUnknown(grid: Grid): Finding[] {
  const id = gamesCalendar(grid.pipeline)?.table;
  if (id === undefined) return [];
  const silent = new Map(grid.days.map(({ date, unlisted }) => [date, unlisted]));
  const cells = columnOf(grid, id).filter(
    ({ date, missingGames }) => silent.get(date) !== undefined || missingGames.length > 0,
  );
  const days = cells.filter(({ date }) => silent.get(date) !== undefined).length;
  const games = cells.reduce((sum, { missingGames }) => sum + missingGames.length, 0);
  const parts = [
    ...(days > 0 ? [`lists no game on ${days} ${days === 1 ? "day" : "days"}`] : []),
    ...(games > 0
      ? [`lacks ${games} ${games === 1 ? "game" : "games"} that other tables hold`]
      : []),
  ];
  return findingAt(grid, {
    kind: "schedule-unknown",
    subject: id,
    priority: "P0",
    title: `the schedule ${parts.join(" and ")}: nobody knows what is expected there`,
    cells,
  });
}

function seasonUndeclared(grid: Grid): Finding[] {
  const undeclared = grid.outside?.undeclared;
  if (undeclared == null) return [];
  return findingAt(
    grid,
    {
      kind: "season-undeclared",
      subject: "calendar",
      priority: "P0",
      title: `season not declared: ${undeclared.why}`,
      cells: [],
    },
    { dates: [], always: true },
  );
}

/** Rows of a table that stand on the wrong date, under an unknown game, or without a date: one finding with both ends. */
function misplaced(grid: Grid, table: TableConfig): Finding[] {
  const strays = straysOf(grid, table.id);
  if (strays.length === 0) return [];
  const explained = explainedByStrays(grid, table.id);
  const cells = columnOf(grid, table.id).filter((cell) => explained.has(cell.date));
  const dates = strays.flatMap(({ date }) => date ?? []);
  return findingAt(
    grid,
    {
      kind: "misplaced",
      subject: table.id,
      priority: "P1",
      title: `${table.title ?? table.id}: rows that stand where they do not belong (${placesText(strays)})`,
      cells,
    },
    { dates, always: true, strays },
  );
}

const straysOf = (grid: Grid, table: string): readonly Stray[] =>
  (grid.outside?.strays ?? []).filter((stray) => stray.table === table);

/** The dates of a table whose surplus or shortfall is nothing but misplaced rows. */
export function explainedByStrays(grid: Grid, table: string): ReadonlySet<CivilDate> {
  const strays = straysOf(grid, table);
  const gone = new Map<CivilDate, Set<string>>();
  for (const { belongs, game } of strays)
    if (belongs !== null && game !== null)
      gone.set(belongs, (gone.get(belongs) ?? new Set()).add(game));
  return new Set(
    columnOf(grid, table)
      .filter((cell) => isOnlyStrays(cell) || isOnlyGone(cell, gone.get(cell.date)))
      .map(({ date }) => date),
  );
}

/** A misplaced row may have the key of one that is in its place: it is then no other fault. */
const isOnlyStrays = ({ state, detail }: Cell): boolean =>
  state === "over-count" &&
  detail.strays > 0 &&
  detail.duplicates <= detail.strays &&
  (detail.keys?.extra ?? 0) === 0;

/** Whatever the date lacks stands on another one. */
function isOnlyGone({ state, thin, missingGames, detail }: Cell, gone?: ReadonlySet<string>) {
  if (gone === undefined || !(thin || state === "partial" || state === "missing")) return false;
  const { keys, belowUsual } = detail;
  const lacking = [...missingGames, ...(keys?.games ?? []), ...(belowUsual?.games ?? [])];
  return lacking.length > 0 && lacking.every((game) => gone.has(game));
}

const MOST_PLACES = 3;

/** "45 on 2026-01-21 belong to 2026-01-20, 147 without a date, and 2 more places". */
export function placesText(strays: readonly Stray[]): string {
  const places = [
    ...Map.groupBy(strays, ({ date, belongs, kind }) => `${date} ${belongs} ${kind}`),
  ];
  const texts = places.map(([, some]) => placeText(some));
  const more = texts.length - MOST_PLACES;
  return [...texts.slice(0, MOST_PLACES), ...(more > 0 ? [`and ${more} more places`] : [])].join(
    ", ",
  );
}

export function placeText(some: readonly Stray[]): string {
  const [first] = some as [Stray];
  const rows = some.reduce((sum, one) => sum + one.rows, 0);
  const games = new Set(some.flatMap(({ game }) => game ?? [])).size;
  if (first.kind === "two-dates") return `${rows} keys of ${first.belongs} again on ${first.date}`;
  if (first.date === null) return `${rows} without a date`;
  const where = `${rows} on ${first.date}`;
  if (first.belongs !== null) return `${where} belong to ${first.belongs}`;
  if (first.kind === "foreign-ids")
    return `${where} under ${games} ${games === 1 ? "game id" : "game ids"} that the schedule does not know`;
  return first.kind === "outside"
    ? `${where}, outside every season`
    : `${where}, a day without games`;
}

function rowsBefore(grid: Grid): Finding[] {
  const before = [...(grid.outside?.before ?? [])];
  if (before.length === 0) return [];
  const parts = before.map(
    ([table, { rows, first, last }]) => `${rows} of ${table} from ${first} to ${last}`,
  );
  const opens = grid.pipeline.seasons[0]?.opens;
  return findingAt(
    grid,
    {
      kind: "rows-before",
      subject: "calendar",
      priority: "P2",
      title: `rows before the first declared season (${opens}), which nothing here looks at: ${parts.join(", ")}`,
      cells: [],
    },
    { dates: [], always: true },
  );
}

/** For src/findings/find/find.ts: cells of the schedule are judged here alone. */
export const isCalendarTable = (grid: Grid, { id }: Pick<TableConfig, "id">): boolean =>
  gamesCalendar(grid.pipeline)?.table === id;
