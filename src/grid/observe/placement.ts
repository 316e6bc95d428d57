import type { CivilDate } from "../../dates/civil-date.ts";
import { gameColumnOf } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { ALWAYS, ASKED, type Bounds, tableSource } from "../../pipeline/sql/read-from.ts";
import type { Row } from "../../rows.ts";
import { column } from "./counts.ts";
import { keysPart } from "./placement-keys.ts";
import { COLUMNS, gameSql } from "./placement-sql.ts";

/** Keys of a date and game: those that only the upstream has, and those that only the table has. */
export type KeyCounts = { readonly missing: number; readonly extra: number };

/** Rows that stand where the calendar does not reach. */
export type Outside = {
  /** Rows without a date. */
  readonly undated: number;
  /** Rows before the first declared season, with their first and last date; null for none. */
  readonly before: {
    readonly rows: number;
    readonly first: CivilDate;
    readonly last: CivilDate;
  } | null;
  /** Rows after the last date of the declared range, by date and game ("" where the table has none). */
  readonly after: ReadonlyMap<CivilDate, ReadonlyMap<string, number>>;
};

/** One key on two dates: the first and the last of them, and how many keys. */
export type TwiceDated = {
  readonly first: CivilDate;
  readonly last: CivilDate;
  readonly keys: number;
};

/** Where the rows of one table stand, and which keys it shares with the upstream that it covers. */
export type Placement = {
  readonly outside: Outside;
  /** Rows by date and game within the range, for tables whose rows name a game and whose counts are not by game. */
  readonly games: ReadonlyMap<CivilDate, ReadonlyMap<string, number>>;
  /** By date and game ("" for none), where a key is not shared; empty for a table that covers nothing. */
  readonly keys: ReadonlyMap<CivilDate, ReadonlyMap<string, KeyCounts>>;
  readonly twice: readonly TwiceDated[];
};

/** Where a table's rows stand, or why it could not be read. */
export type PlacementRead =
  | { readonly status: "read"; readonly placement: Placement }
  | { readonly status: "unread"; readonly error: string };

/** The upstream whose keys the table must have, where it is part of the same environment. */
export const coveredBy = (
  tables: readonly TableConfig[],
  { covers }: TableConfig,
): TableConfig | undefined => tables.find(({ id }) => id === covers?.table);

/**
 * One statement that says where the rows of a table stand: outside the declared range `@declared_first` to
 * `@declared_last`, without a date, by game and under two dates, and which keys it and the upstream that it covers do
 * not share from `@first_date` to `@last_date`. Both ends of both ranges are included.
 */
export const placementQuery = (table: TableConfig, upstream: TableConfig | undefined): string =>
  [outsidePart(table), ...datedParts(table, upstream, ASKED), ...twicePart(table)].join(UNION);

const UNION = "\nUNION ALL\n";

const datedParts = (table: TableConfig, upstream: TableConfig | undefined, bounds: Bounds) => [
  ...gamesPart(table, bounds),
  ...(table.covers === undefined || upstream === undefined
    ? []
    : [keysPart(table, table.covers, upstream, bounds)]),
];

/** What a placement says date by date; null for a table of which it says nothing so. `@first_date` to `@last_date`. */
export function datedPlacement(
  table: TableConfig,
  upstream: TableConfig | undefined,
): string | null {
  const parts = datedParts(table, upstream, ASKED);
  return parts.length === 0 ? null : parts.join(UNION);
}

/** The rest of it, which is of the table as a whole; with the dated parts over these bounds where they are given. */
export const wholePlacement = (
  table: TableConfig,
  dated?: { readonly upstream: TableConfig | undefined; readonly bounds: Bounds },
): string =>
  [
    outsidePart(table),
    ...(dated === undefined ? [] : datedParts(table, dated.upstream, dated.bounds)),
    ...twicePart(table),
  ].join(UNION);

/** Whether a placement's row is of the table as a whole. */
export const isOfWhole = (row: Row): boolean => row["part"] !== "games" && row["part"] !== "keys";

/** Whether the whole part depends on the range that is asked for: keys are looked for on two of its dates. */
export const looksForTwice = (table: TableConfig): boolean => twicePart(table).length > 0;

/** For the calendar's own table, whose rows are read as a whole anyway. */
export const outsideQuery = (table: TableConfig): string => outsidePart(table);

function outsidePart(table: TableConfig): string {
  const d = column(table.dateColumn);
  const isRead = table.reading !== undefined || table.real !== undefined;
  return [
    `SELECT ${COLUMNS({ part: "part", date: "cell_date", game: "game", rows: "COUNT(*)", first: "MIN(d)", last: "MAX(d)" })}`,
    ...(isRead
      ? outsideOfReading(table)
      : [
          "FROM (SELECT",
          `    CASE WHEN ${d} IS NULL THEN 'undated' WHEN ${d} < @declared_first THEN 'before' ELSE 'after' END AS part,`,
          `    CASE WHEN ${d} > @declared_last THEN ${d} END AS cell_date,`,
          `    CASE WHEN ${d} > @declared_last THEN ${gameSql(table)} END AS game, ${d} AS d`,
          `  FROM ${tableSource(table)}`,
          `  WHERE ${d} IS NULL OR ${d} < @declared_first OR ${d} > @declared_last) AS outside_rows`,
        ]),
    "GROUP BY part, cell_date, game",
  ].join("\n");
}

/** A reading takes its dates from one span, so each side is read for itself; a row without a date is in no span. */
function outsideOfReading(table: TableConfig): string[] {
  const d = column(table.dateColumn);
  const side = (part: string, bounds: Bounds, where: string, own: readonly [string, string]) =>
    [
      `  SELECT '${part}' AS part, ${own[0]} AS cell_date, ${own[1]} AS game, ${d} AS d`,
      `  FROM ${tableSource(table, bounds)} WHERE ${where}`,
    ].join("\n");
  const nothing = ["CAST(NULL AS DATE)", "CAST(NULL AS STRING)"] as const;
  const [before, after] = ["(@declared_first - 1)", "(@declared_last + 1)"];
  return [
    "FROM (",
    side("before", { ...ALWAYS, last: before }, `${d} < @declared_first`, nothing),
    "  UNION ALL",
    side("after", { ...ALWAYS, first: after }, `${d} > @declared_last`, [d, gameSql(table)]),
    "  UNION ALL",
    `  SELECT 'undated' AS part, CAST(NULL AS DATE) AS cell_date, CAST(NULL AS STRING) AS game, ${d} AS d`,
    `  FROM ${column(table.name)} WHERE ${d} IS NULL) AS outside_rows`,
  ];
}

function gamesPart(table: TableConfig, bounds: Bounds): string[] {
  const isCountedByGame = typeof table.full === "object" && "games" in table.full;
  if (gameColumnOf(table) === undefined || isCountedByGame) return [];
  const d = column(table.dateColumn);
  return [
    [
      `SELECT ${COLUMNS({ part: "'games'", date: d, game: gameSql(table), rows: "COUNT(*)" })}`,
      `FROM ${tableSource(table, bounds)} WHERE ${d} BETWEEN ${bounds.first} AND ${bounds.last}`,
      `GROUP BY ${d}, ${gameSql(table)}`,
    ].join("\n"),
  ];
}

/** A key that does not hold the date belongs to one; the games of a game's row are looked at by their own date. */
function twicePart(table: TableConfig): string[] {
  const game = gameColumnOf(table);
  const { keys, dateColumn } = table;
  if (keys.includes(dateColumn) || (game !== undefined && keys.includes(game))) return [];
  const d = column(dateColumn);
  const names = keys.map(column).join(", ");
  return [
    [
      `SELECT ${COLUMNS({ part: "'twice'", rows: "COUNT(*)", first: "first_d", last: "last_d" })}`,
      "FROM (",
      `  SELECT CASE WHEN MIN(${d}) < MAX(${d}) THEN MIN(${d}) END AS first_d,`,
      `    CASE WHEN MIN(${d}) < MAX(${d}) THEN MAX(${d}) END AS last_d`,
      `  FROM ${tableSource(table)} WHERE ${d} BETWEEN @first_date AND @last_date`,
      `  GROUP BY ${names}) AS dates_of_keys`,
      "GROUP BY first_d, last_d",
    ].join("\n"),
  ];
}

export function readPlacement(rows: readonly Row[]): Placement {
  const after = new Map<CivilDate, Map<string, number>>();
  const games = new Map<CivilDate, Map<string, number>>();
  const keys = new Map<CivilDate, Map<string, KeyCounts>>();
  const twice: TwiceDated[] = [];
  let undated = 0;
  let onceDated = 0;
  let before: Outside["before"] = null;
  for (const row of rows) {
    const date = row["cell_date"] as CivilDate;
    const game = row["game"] === null ? "" : String(row["game"]);
    const count = Number(row["row_count"]);
    const [first, last] = [row["first_date"] as CivilDate, row["last_date"] as CivilDate];
    if (count === 0) continue;
    switch (row["part"]) {
      case "undated":
        undated += count;
        break;
      case "before":
        before = { rows: count, first, last };
        break;
      case "after":
        inner(after, date).set(game, count);
        break;
      case "games":
        inner(games, date).set(game, count);
        break;
      case "keys":
        inner(keys, date).set(game, {
          missing: Number(row["missing_count"]),
          extra: Number(row["extra_count"]),
        });
        break;
      case "twice":
        if (first === null) onceDated += count;
        else twice.push({ first, last, keys: count });
        break;
    }
  }
  const doubled = twice.reduce((sum, one) => sum + one.keys, 0);
  // Where most keys stand on several dates, the key is one within a date.
  return {
    outside: { undated, before, after },
    games,
    keys,
    twice: doubled > onceDated ? [] : twice,
  };
}

function inner<V>(outer: Map<CivilDate, Map<string, V>>, date: CivilDate): Map<string, V> {
  const found = outer.get(date) ?? new Map<string, V>();
  outer.set(date, found);
  return found;
}
