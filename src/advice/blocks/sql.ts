import type { CivilDate } from "../../dates/civil-date.ts";
import { addDays } from "../../dates/civil-date.ts";
import type { DateList } from "../../dates/list.ts";
import { gameColumnOf } from "../../pipeline/rules.ts";
import type { ScheduleCalendar, TableConfig } from "../../pipeline/schema.ts";
import { tableSource } from "../../pipeline/sql/read-from.ts";

// GoogleSQL in the subset that DuckDB reads too. Names are checked by the schema and stand without quotes, so that the
// same text runs in BigQuery's console and in a DuckDB shell. Every query filters on the date: partitions may require it.

/** Beyond this many runs a query takes the whole span between the first and the last. */
const MOST_RUNS = 6;

const literal = (date: CivilDate): string => `DATE '${date}'`;
const text = (value: string): string =>
  `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replace(/\s+/g, " ")}'`;

function during(column: string, runs: DateList): string {
  const [first, last] = [runs[0]?.first, runs.at(-1)?.last];
  const some =
    runs.length > MOST_RUNS && first !== undefined && last !== undefined ? [{ first, last }] : runs;
  const parts = some.map((run) =>
    run.first === run.last
      ? `${column} = ${literal(run.first)}`
      : `${column} BETWEEN ${literal(run.first)} AND ${literal(run.last)}`,
  );
  return parts.length === 1 ? (parts[0] ?? "TRUE") : `(${parts.join("\n  OR ")})`;
}

/** What stands after FROM: a reading with the dates written out, and without quotes as the rest. */
function from(table: TableConfig, runs: DateList): string {
  const [first, last] = [runs[0]?.first, runs.at(-1)?.last];
  const isRead = table.reading !== undefined || table.real !== undefined;
  if (!isRead || first === undefined || last === undefined) return table.name;
  return tableSource(table, { first: literal(first), last: literal(last) }).replaceAll("`", "");
}

/** Rows of a table on each date of the runs; a date without rows does not come back. */
export function rowsByDate(table: TableConfig, runs: DateList): string {
  const { dateColumn } = table;
  const game = gameColumnOf(table);
  const games = game === undefined ? "" : `, COUNT(DISTINCT ${game}) AS games`;
  return [
    `SELECT ${dateColumn}, COUNT(*) AS row_count${games}`,
    `FROM ${from(table, runs)}`,
    `WHERE ${during(dateColumn, runs)}`,
    `GROUP BY ${dateColumn} ORDER BY ${dateColumn}`,
  ].join("\n");
}

/** Rows of a table by game on each date of the runs, or by date where it names no game. */
export function gamesOfDates(table: TableConfig, runs: DateList): string {
  const { dateColumn } = table;
  const game = gameColumnOf(table);
  const groups = [dateColumn, ...(game === undefined ? [] : [game])];
  return [
    `SELECT ${groups.join(", ")}, COUNT(*) AS row_count`,
    `FROM ${from(table, runs)}`,
    `WHERE ${during(dateColumn, runs)}`,
    `GROUP BY ${groups.join(", ")} ORDER BY ${groups.join(", ")}`,
  ].join("\n");
}

/** The first date with rows from opening night on. */
export const firstDateWithRows = (table: TableConfig, opens: CivilDate, days: number): string =>
  [
    `SELECT MIN(${table.dateColumn}) AS first_date FROM ${from(table, [{ first: opens, last: addDays(opens, days) }])}`,
    `WHERE ${table.dateColumn} BETWEEN ${literal(opens)} AND ${literal(addDays(opens, days))}`,
  ].join("\n");

/** Whether a table holds anything in a range. */
export const anyRows = (table: TableConfig, range: DateList): string =>
  [
    `SELECT COUNT(*) AS row_count, MIN(${table.dateColumn}) AS first_date, MAX(${table.dateColumn}) AS last_date`,
    `FROM ${from(table, range)}`,
    `WHERE ${during(table.dateColumn, range)}`,
  ].join("\n");

/** Games of the schedule that a source does not list, with what the schedule says of them. */
export function gamesWithoutRows(
  calendar: ScheduleCalendar,
  schedule: TableConfig,
  source: TableConfig,
  runs: DateList,
): string {
  const { game, status, homeScore, awayScore } = calendar.columns;
  return [
    `SELECT ${schedule.dateColumn}, ${game}, ${status}, ${homeScore}, ${awayScore}`,
    `FROM ${from(schedule, runs)}`,
    `WHERE ${during(schedule.dateColumn, runs)}`,
    `  AND ${game} NOT IN (`,
    `    SELECT ${gameColumnOf(source) ?? game} FROM ${from(source, runs)}`,
    `    WHERE ${during(source.dateColumn, runs)})`,
  ].join("\n");
}

/** More rows than keys, by game where the table has one. */
export function duplicateRows(table: TableConfig, runs: DateList): string {
  const { dateColumn, keys } = table;
  const game = gameColumnOf(table);
  const groups = [...new Set([dateColumn, ...(game === undefined ? [] : [game])])];
  const rest = keys.filter((key) => !groups.includes(key));
  const parts = rest.map((key) => `COALESCE(CAST(${key} AS STRING), '')`);
  const distinct =
    parts.length === 0
      ? "1"
      : `COUNT(DISTINCT ${parts.length === 1 ? parts[0] : `CONCAT(${parts.join(", '|', ")})`})`;
  return [
    `SELECT ${groups.join(", ")}, COUNT(*) AS row_count, ${distinct} AS key_count`,
    `FROM ${from(table, runs)}`,
    `WHERE ${during(dateColumn, runs)}`,
    `GROUP BY ${groups.join(", ")} ORDER BY ${groups.join(", ")}`,
  ].join("\n");
}

/** The points that a table has for some games. */
export function pointsByGame(table: TableConfig, runs: DateList, games: readonly string[]): string {
  const game = gameColumnOf(table) ?? "game_id";
  const points = table.reconcile?.points ?? "points";
  return [
    `SELECT ${game}, SUM(${points}) AS points_in_table`,
    `FROM ${from(table, runs)}`,
    `WHERE ${during(table.dateColumn, runs)} AND ${game} IN (${games.map(text).join(", ")})`,
    `GROUP BY ${game} ORDER BY ${game}`,
  ].join("\n");
}

/** Both final scores of some games as the schedule has them. */
export function scheduledPoints(
  calendar: ScheduleCalendar,
  schedule: TableConfig,
  runs: DateList,
  games: readonly string[],
): string {
  const { game, homeScore, awayScore } = calendar.columns;
  return [
    `SELECT ${game}, ${homeScore} + ${awayScore} AS points_in_schedule`,
    `FROM ${from(schedule, runs)}`,
    `WHERE ${during(schedule.dateColumn, runs)} AND ${game} IN (${games.map(text).join(", ")})`,
    `ORDER BY ${game}`,
  ].join("\n");
}
