import type { CivilDate } from "../dates/civil-date.ts";
import type { ScheduleCalendar, TableConfig } from "../pipeline/schema.ts";
import type { ScheduleRow } from "./calendar.ts";

type Row = Readonly<Record<string, string | number | boolean | null>>;

/** What was counted for one table and date; null where the source does not carry it. */
export type DateCounts = {
  readonly rows: number | null;
  /** Rows beyond one a declared key; null where the source does not carry keys. */
  readonly surplus: number | null;
  readonly games: number | null;
  readonly gameIds: ReadonlySet<string> | null;
  /** Points a game, for tables that declare `reconcile`; null where those of all its rows are NULL. */
  readonly points: ReadonlyMap<string, number | null>;
  readonly measures: Readonly<Record<string, number>>;
};

/** One table over the whole range: its counts by date (a date without rows has no entry), or why it could not be read. */
export type Observation =
  | {
      readonly status: "read";
      readonly counts: ReadonlyMap<CivilDate, DateCounts>;
      /** Single dates that could not be read, with the reason, where the source can tell (a CSV's -1). */
      readonly unreadDates?: ReadonlyMap<CivilDate, string>;
    }
  | { readonly status: "unread"; readonly error: string };

const gamesOf = (table: TableConfig) =>
  typeof table.full === "object" && "games" in table.full ? table.full.games : undefined;

/**
 * One statement that counts a table for the whole range `@first_date` to `@last_date`, both included: a row a date,
 * or a row a date and game where the table is counted by game.
 */
export function countQuery(table: TableConfig): string {
  const date = `\`${table.dateColumn}\``;
  const game = gamesOf(table)?.column;
  const groups = game === undefined ? [date] : [date, `\`${game}\``];
  const keys = table.keys.filter((key) => key !== table.dateColumn && key !== game);
  const columns = [
    `${date} AS cell_date`,
    ...(game === undefined ? [] : [`CAST(\`${game}\` AS STRING) AS game`]),
    "COUNT(*) AS row_count",
    `${distinctKeys(keys)} AS key_count`,
    ...(table.reconcile === undefined ? [] : [`SUM(\`${table.reconcile.points}\`) AS points`]),
    ...Object.entries(table.measures).map(([name, how]) => `${measureSql(how)} AS m_${name}`),
  ];
  return [
    `SELECT ${columns.join(", ")}`,
    `FROM \`${table.name}\``,
    `WHERE ${date} BETWEEN @first_date AND @last_date`,
    `GROUP BY ${groups.join(", ")}`,
  ].join("\n");
}

/** Stands in no key, so that ("a|b", "c") and ("a", "b|c") stay two. */
const UNIT_SEPARATOR = "\u001f";

function distinctKeys(keys: readonly string[]): string {
  if (keys.length === 0) return "1";
  // One key that is null counts as a key: a null is a fault of its own, not a duplicate.
  const parts = keys.map((key) => `COALESCE(CAST(\`${key}\` AS STRING), '')`);
  return `COUNT(DISTINCT ${parts.length === 1 ? parts[0] : `CONCAT(${parts.join(`, '${UNIT_SEPARATOR}', `)})`})`;
}

function measureSql(how: TableConfig["measures"][string]): string {
  if ("distinct" in how) return `COUNT(DISTINCT \`${how.distinct}\`)`;
  if ("true" in how) return `COUNTIF(\`${how.true}\`)`;
  return `COUNT(\`${how.notNull}\`)`;
}

export function scheduleQuery({ columns }: ScheduleCalendar, table: TableConfig): string {
  const { game, type, status, homeScore, awayScore } = columns;
  const date = `\`${table.dateColumn}\``;
  return [
    `SELECT ${date} AS cell_date, CAST(\`${game}\` AS STRING) AS game, \`${type}\` AS season_type,`,
    `  \`${status}\` AS game_status, \`${homeScore}\` AS home_points, \`${awayScore}\` AS away_points`,
    `FROM \`${table.name}\``,
    `WHERE ${date} BETWEEN @first_date AND @last_date`,
  ].join("\n");
}

export function readSchedule(rows: readonly Row[]): ScheduleRow[] {
  return rows.map((row) => ({
    date: row["cell_date"] as CivilDate,
    game: String(row["game"]),
    type: row["season_type"] as string | null,
    status: row["game_status"] as string | null,
    homeScore: row["home_points"] as number | null,
    awayScore: row["away_points"] as number | null,
  }));
}

/** The schedule's own column of the grid, from the rows that also made the calendar: no second query. */
export function observeSchedule(rows: readonly ScheduleRow[]): Observation {
  const games = new Map<CivilDate, string[]>();
  for (const { date, game } of rows) games.set(date, [...(games.get(date) ?? []), game]);
  const counts = new Map<CivilDate, DateCounts>();
  for (const [date, ids] of games)
    counts.set(date, {
      rows: ids.length,
      surplus: ids.length - new Set(ids).size,
      games: null,
      gameIds: null,
      points: new Map(),
      measures: {},
    });
  return { status: "read", counts };
}

export function readCounts(table: TableConfig, rows: readonly Row[]): Observation {
  const byGame = gamesOf(table) !== undefined;
  const counts = new Map<CivilDate, DateCounts>();
  for (const row of rows) {
    const date = row["cell_date"] as CivilDate | null;
    if (date === null) continue; // rows without a date belong to no game date
    const before = counts.get(date);
    const game = byGame ? (row["game"] as string | null) : null;
    const rowCount = Number(row["row_count"]);
    const gameIds = new Set(before?.gameIds ?? []);
    const points = new Map(before?.points ?? []);
    if (game !== null) gameIds.add(game);
    const sum = row["points"];
    if (game !== null && sum !== undefined) points.set(game, sum === null ? null : Number(sum));
    counts.set(date, {
      rows: (before?.rows ?? 0) + rowCount,
      surplus: (before?.surplus ?? 0) + rowCount - Number(row["key_count"]),
      games: byGame ? gameIds.size : null,
      gameIds: byGame ? gameIds : null,
      points,
      measures: addMeasures(before?.measures, row),
    });
  }
  return { status: "read", counts };
}

function addMeasures(before: DateCounts["measures"] | undefined, row: Row) {
  const measures: Record<string, number> = { ...before };
  for (const [name, value] of Object.entries(row))
    if (name.startsWith("m_"))
      measures[name.slice(2)] = (measures[name.slice(2)] ?? 0) + Number(value);
  return measures;
}
