import type { CivilDate } from "../../dates/civil-date.ts";
import { movedColumn } from "../../pipeline/rules.ts";
import type { ScheduleCalendar, TableConfig } from "../../pipeline/schema.ts";
import { tableSource } from "../../pipeline/sql/read-from.ts";
import type { Row } from "../../rows.ts";
import { isListed, type ScheduleRow } from "../calendar/calendar.ts";

/** What was counted for one table and date; null where the source does not carry it. */
export type DateCounts = {
  readonly rows: number | null;
  /** Rows beyond one a declared key; null where the source does not carry keys. */
  readonly surplus: number | null;
  readonly games: number | null;
  readonly gameIds: ReadonlySet<string> | null;
  /** Rows of each game; not given for tables that are not counted by game. */
  readonly rowsByGame?: ReadonlyMap<string, number>;
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
  const game = gamesOf(table)?.column;
  const keys = table.keys.filter((key) => key !== table.dateColumn && key !== game);
  const isOfKeys = Object.values(table.measures).every(
    (how) => !("distinct" in how) || keys.includes(how.distinct),
  );
  return isOfKeys ? countByKeys(table, keys) : countRows(table, keys);
}

/** Groups by key first, which DuckDB does about twice as fast as it counts distinct keys. A null is a key. */
function countByKeys(table: TableConfig, keys: readonly string[]): string {
  const [date, game] = [column(table.dateColumn), gamesOf(table)?.column];
  const groups = [date, ...[...(game === undefined ? [] : [game]), ...keys].map(column)];
  const counted = Object.entries(table.measures).filter(([, how]) => !("distinct" in how));
  const inner = [
    ...groups,
    "COUNT(*) AS rows_of_key",
    ...pointsOf(table, "points_of_key"),
    ...counted.map(([name, how]) => `${measureSql(how)} AS m_${name}`),
  ];
  const outer = [
    `${date} AS cell_date`,
    ...gameOf(game),
    "SUM(rows_of_key) AS row_count, COUNT(*) AS key_count",
    ...(table.reconcile === undefined ? [] : ["SUM(points_of_key) AS points"]),
    ...Object.entries(table.measures).map(
      ([name, how]) => `${"distinct" in how ? measureSql(how) : `SUM(m_${name})`} AS m_${name}`,
    ),
  ];
  return [
    `SELECT ${outer.join(", ")}`,
    `FROM (SELECT ${inner.join(", ")}`,
    `  FROM ${tableSource(table)} WHERE ${date} BETWEEN @first_date AND @last_date`,
    `  GROUP BY ${groups.join(", ")}) AS keys_of_date`,
    `GROUP BY ${[date, ...(game === undefined ? [] : [column(game)])].join(", ")}`,
  ].join("\n");
}

/** For a measure that counts distinct values of a column beside the key. */
function countRows(table: TableConfig, keys: readonly string[]): string {
  const [date, game] = [column(table.dateColumn), gamesOf(table)?.column];
  const columns = [
    `${date} AS cell_date`,
    ...gameOf(game),
    "COUNT(*) AS row_count",
    `${distinctKeys(keys)} AS key_count`,
    ...pointsOf(table, "points"),
    ...Object.entries(table.measures).map(([name, how]) => `${measureSql(how)} AS m_${name}`),
  ];
  return [
    `SELECT ${columns.join(", ")}`,
    `FROM ${tableSource(table)} WHERE ${date} BETWEEN @first_date AND @last_date`,
    `GROUP BY ${[date, ...(game === undefined ? [] : [column(game)])].join(", ")}`,
  ].join("\n");
}

/** A name as the common SQL writes it. */
export const column = (name: string): string => `\`${name}\``;

const gameOf = (game: string | undefined): string[] =>
  game === undefined ? [] : [`CAST(${column(game)} AS STRING) AS game`];

const pointsOf = ({ reconcile }: TableConfig, name: string): string[] =>
  reconcile === undefined ? [] : [`SUM(${column(reconcile.points)}) AS ${name}`];

/** Stands in no key, so that ("a|b", "c") and ("a", "b|c") stay two. */
const UNIT_SEPARATOR = "\u001f";

function distinctKeys(keys: readonly string[]): string {
  if (keys.length === 0) return "1";
  // One key that is null counts as a key: a null is a fault of its own, not a duplicate.
  const parts = keys.map((key) => `COALESCE(CAST(${column(key)} AS STRING), '')`);
  return `COUNT(DISTINCT ${parts.length === 1 ? parts[0] : `CONCAT(${parts.join(`, '${UNIT_SEPARATOR}', `)})`})`;
}

function measureSql(how: TableConfig["measures"][string]): string {
  if ("distinct" in how) return `COUNT(DISTINCT ${column(how.distinct)})`;
  if ("true" in how) return `COUNTIF(${column(how.true)})`;
  return `COUNT(${column(how.notNull)})`;
}

export function scheduleQuery(calendar: ScheduleCalendar, table: TableConfig): string {
  const { game, type, status, homeScore, awayScore } = calendar.columns;
  const date = `\`${table.dateColumn}\``;
  return [
    `SELECT ${date} AS cell_date, CAST(\`${game}\` AS STRING) AS game, \`${type}\` AS season_type,`,
    `  \`${status}\` AS game_status, \`${homeScore}\` AS home_points, \`${awayScore}\` AS away_points${movedSql(calendar, table)}`,
    `FROM ${tableSource(table)}`,
    `WHERE ${date} BETWEEN @first_date AND @last_date`,
  ].join("\n");
}

/** Only a reading knows of older listings of a game. */
function movedSql(calendar: ScheduleCalendar, table: TableConfig): string {
  const moved = movedColumn(calendar, table);
  return moved === null ? "" : `, \`${moved}\` AS moved_to`;
}

export function readSchedule(rows: readonly Row[]): ScheduleRow[] {
  return rows.map((row) => ({
    date: row["cell_date"] as CivilDate,
    game: String(row["game"]),
    type: row["season_type"] as string | null,
    status: row["game_status"] as string | null,
    homeScore: row["home_points"] as number | null,
    awayScore: row["away_points"] as number | null,
    ...(row["moved_to"] == null ? {} : { movedTo: row["moved_to"] as CivilDate }),
  }));
}

/** The schedule's own column of the grid, from the rows that also made the calendar: no second query. */
export function observeSchedule(rows: readonly ScheduleRow[]): Observation {
  const games = new Map<CivilDate, string[]>();
  for (const { date, game } of rows.filter(isListed))
    games.set(date, [...(games.get(date) ?? []), game]);
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
  const isByGame = gamesOf(table) !== undefined;
  const byDate = new Map<CivilDate, Row[]>();
  for (const row of rows) {
    const date = row["cell_date"] as CivilDate | null;
    if (date === null) continue; // rows without a date belong to no game date
    const own = byDate.get(date);
    if (own === undefined) byDate.set(date, [row]);
    else own.push(row);
  }
  const counts = new Map([...byDate].map(([date, own]) => [date, countsOf(own, isByGame)]));
  return { status: "read", counts };
}

function countsOf(rows: readonly Row[], isByGame: boolean): DateCounts {
  let [total, keys] = [0, 0];
  let measures: DateCounts["measures"] = {};
  const gameIds = new Set<string>();
  const points = new Map<string, number | null>();
  const rowsByGame = new Map<string, number>();
  for (const row of rows) {
    const rowCount = Number(row["row_count"]);
    total += rowCount;
    keys += Number(row["key_count"]);
    measures = addMeasures(measures, row);
    if (!isByGame) continue;
    const game = row["game"] as string | null;
    rowsByGame.set(game ?? "", (rowsByGame.get(game ?? "") ?? 0) + rowCount);
    if (game === null) continue;
    gameIds.add(game);
    const sum = row["points"];
    if (sum !== undefined) points.set(game, sum === null ? null : Number(sum));
  }
  return {
    rows: total,
    surplus: total - keys,
    games: isByGame ? gameIds.size : null,
    gameIds: isByGame ? gameIds : null,
    ...(isByGame ? { rowsByGame } : {}),
    points,
    measures,
  };
}

function addMeasures(before: DateCounts["measures"], row: Row): DateCounts["measures"] {
  const measures: Record<string, number> = { ...before };
  for (const [name, value] of Object.entries(row))
    if (name.startsWith("m_"))
      measures[name.slice(2)] = (measures[name.slice(2)] ?? 0) + Number(value);
  return measures;
}
