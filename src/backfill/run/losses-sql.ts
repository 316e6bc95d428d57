import type { CivilDate } from "../../dates/civil-date.ts";

/** Where the rows are, as FROM takes them: those that are there, and those that are to stand there. */
export type Relations = {
  readonly before: string;
  readonly after: string;
  readonly dates: readonly CivilDate[];
};

/** What is declared of a table whose dates are rebuilt, and of those that know the same from somewhere else. */
export type Known = {
  /** What stands after FROM where the table's rows, or those of a relation of its shape, are read on these dates. */
  readonly read: (dates: readonly CivilDate[], relation?: string) => string;
  readonly dateColumn: string;
  /** The key within a date. */
  readonly keys: readonly string[];
  /** The column that names a row's game; null for none. */
  readonly game: string | null;
  readonly witnesses: readonly {
    readonly id: string;
    readonly read: (dates: readonly CivilDate[]) => string;
    readonly dateColumn: string;
    readonly game: string | null;
    /** It has all of `keys` among its own. */
    readonly hasKeys: boolean;
  }[];
  /** Null without a schedule that can be asked. */
  readonly schedule: {
    /** Of all dates. */
    readonly read: string;
    /** The date that a game was moved to, where its old listings are read too; null where they are not. */
    readonly movedTo: string | null;
    readonly dateColumn: string;
    readonly game: string;
    /** It is the rebuilt table itself. */
    readonly isRebuilt: boolean;
  } | null;
};

const textOf = (column: string): string => `COALESCE(CAST(\`${column}\` AS STRING), '')`;
const dayOf = (column: string): string => `CAST(\`${column}\` AS STRING)`;
const within = (column: string, dates: readonly CivilDate[]): string =>
  `\`${column}\` IN (${dates.map((date) => `DATE '${date}'`).join(", ")})`;

/** Distinct keys of the claimed dates in what stands after FROM: d, game, k0, k1 and so on, as texts. */
function keysSql(
  relation: string,
  { dateColumn, game, keys }: Pick<Known, "dateColumn" | "game" | "keys">,
  dates: readonly CivilDate[],
): string {
  const columns = keys.map((key, at) => `${textOf(key)} AS k${at}`);
  return `SELECT DISTINCT ${[`${dayOf(dateColumn)} AS d`, `${game === null ? "''" : textOf(game)} AS game`, ...columns].join(", ")}
FROM ${relation} AS rows_there WHERE ${within(dateColumn, dates)}`;
}

const sameKey = ({ keys }: Pick<Known, "keys">): string =>
  ["one.d = other.d", ...keys.map((_, at) => `one.k${at} = other.k${at}`)].join(" AND ");

const wordsOf = ({ keys }: Pick<Known, "keys">): string =>
  keys.length === 0 ? "'the only row'" : keys.map((_, at) => `one.k${at}`).join(" || ' ' || ");

/** By date and game: the keys that are there, those that the new rows lack, and one of these. Only games that lose any. */
export const lostSql = (known: Known, { before, after, dates }: Relations): string =>
  `SELECT one.d, one.game, COUNT(*) AS had, COUNTIF(other.d IS NULL) AS lost,
  MIN(CASE WHEN other.d IS NULL THEN ${wordsOf(known)} END) AS example
FROM (${keysSql(known.read(dates, before), known, dates)}) AS one
LEFT JOIN (${keysSql(known.read(dates, after), { ...known, game: null }, dates)}) AS other ON ${sameKey(known)}
GROUP BY one.d, one.game HAVING COUNTIF(other.d IS NULL) > 0 ORDER BY 1, 2`;

/** part, id, d, game and n: games and lost keys that independent tables hold on these dates, and where games are listed. */
export function evidenceSql(known: Known, relations: Relations): string[] {
  const { before, after, dates } = relations;
  const parts = known.witnesses.flatMap(({ id, read, dateColumn, game, hasKeys }) => [
    ...(game === null || known.game === null
      ? []
      : [
          `SELECT DISTINCT 'game' AS part, '${id}' AS id, ${dayOf(dateColumn)} AS d, ${textOf(game)} AS game, 0 AS n
FROM ${read(dates)} AS witnessed WHERE ${within(dateColumn, dates)}`,
        ]),
    ...(hasKeys
      ? [
          `SELECT 'key' AS part, '${id}' AS id, one.d, one.game, COUNT(*) AS n
FROM (${keysSql(known.read(dates, before), known, dates)}) AS one
JOIN (${keysSql(read(dates), { dateColumn, game: null, keys: known.keys }, dates)}) AS other ON ${sameKey(known)}
LEFT JOIN (${keysSql(known.read(dates, after), { ...known, game: null }, dates)}) AS fresh ON ${sameKey(known).replaceAll("other.", "fresh.")}
WHERE fresh.d IS NULL GROUP BY one.d, one.game`,
        ]
      : []),
  ]);
  if (known.schedule !== null) {
    const { read, movedTo, dateColumn, game, isRebuilt } = known.schedule;
    const day =
      movedTo === null ? dayOf(dateColumn) : `COALESCE(${dayOf(movedTo)}, ${dayOf(dateColumn)})`;
    const listed = (relation: string, where: string) =>
      `SELECT DISTINCT 'listed' AS part, '' AS id, ${day} AS d, ${textOf(game)} AS game, 0 AS n FROM ${relation} AS listed_there WHERE ${where}`;
    // A schedule that is rebuilt lists on the claimed dates what its new rows say.
    if (isRebuilt) parts.push(listed(known.read(dates, after), "TRUE"));
    parts.push(listed(read, isRebuilt ? `NOT (${within(dateColumn, dates)})` : "TRUE"));
  }
  const statements: string[] = [];
  for (const part of parts) {
    const joined = `${statements.at(-1)}\nUNION ALL\n${part}`;
    if (statements.length === 0 || joined.length > MOST_CHARS) statements.push(part);
    else statements.splice(-1, 1, joined);
  }
  return statements;
}

/** BigQuery takes 1 MB; of hundreds of witnesses and many dates one statement would be longer. */
const MOST_CHARS = 500_000;
