import type { CivilDate } from "../dates/civil-date.ts";
import type { TableConfig } from "../pipeline/schema.ts";

type Value = string | number | boolean | null;
type Row = Readonly<Record<string, Value>>;
type Compare = NonNullable<TableConfig["compare"]>;

/** What two sources say otherwise of one player in one game that both have. */
export type PlayerDifference = {
  readonly date: CivilDate;
  readonly game: string;
  readonly player: string;
} & (
  | {
      readonly kind: "stat";
      readonly stat: string;
      readonly own: number;
      readonly other: number;
    }
  | { readonly kind: "only-own" | "only-other" }
);

/** By the id of the table that declares `compare`. */
export type Differences = ReadonlyMap<string, readonly PlayerDifference[]>;

/** More than this is a matter of the sources, and no list of players. */
const MOST_ROWS = 500;

/** Whether a comparison was told to its end for a date: from the date of its last row on, a list that is full is not. */
export const isCompared = (found: readonly PlayerDifference[] | undefined, date: CivilDate) =>
  found !== undefined && (found.length < MOST_ROWS || date < (found.at(-1)?.date ?? date));

/** What sources leave out or write otherwise: "GG Jackson" and "GG Jackson II". */
const SUFFIX = "'(jr|sr|ii|iii|iv|v)$'";

/**
 * One statement for the whole range `@first_date` to `@last_date`, both included: a row a player whose numbers differ by
 * more than is allowed, or whom only one of the two has with any number. A game that one of them lacks is a gap and no
 * disagreement, and a number that one of them does not hold is not compared.
 */
export function compareQuery(table: TableConfig, other: TableConfig, compare: Compare): string {
  const stats = Object.entries(compare.stats);
  const side = (number: 1 | 2, { name: from, dateColumn }: TableConfig) =>
    [
      `  SELECT ${number} AS side, \`${dateColumn}\` AS d, CAST(\`${compare.game}\` AS STRING) AS game,`,
      `    REGEXP_REPLACE(\`${compare.player}\`, ${SUFFIX}, '') AS player, \`${compare.name}\` AS name,`,
      `    ${stats.map(([stat], n) => `\`${stat}\` AS s${n}`).join(", ")}`,
      `  FROM \`${from}\` WHERE \`${dateColumn}\` BETWEEN @first_date AND @last_date`,
    ].join("\n");
  const sum = (number: 1 | 2, n: number) => `SUM(CASE WHEN side = ${number} THEN s${n} END)`;
  const any = (name: string) =>
    `(${stats.map((_, n) => `COALESCE(ABS(${name}_${n}), 0)`).join(" + ")}) > 0`;
  const differ = stats.map(([, allowed], n) => `ABS(own_${n} - other_${n}) > ${allowed}`);
  const numbers = stats.map((_, n) => `${sum(1, n)} AS own_${n}, ${sum(2, n)} AS other_${n}`);
  // Grouped and not joined: an engine without an index joins every player with every other.
  return [
    `WITH sides AS (\n${side(1, table)}\n  UNION ALL\n${side(2, other)}\n),`,
    "players AS (",
    "  SELECT d AS cell_date, game, player AS spelling,",
    "    COALESCE(MIN(CASE WHEN side = 1 THEN name END), MIN(name)) AS player,",
    "    COUNTIF(side = 1) > 0 AS in_own, COUNTIF(side = 2) > 0 AS in_other,",
    `    ${numbers.join(", ")}`,
    "  FROM sides GROUP BY d, game, spelling)",
    "SELECT * FROM players",
    "WHERE game IN (SELECT game FROM sides WHERE side = 1)",
    "  AND game IN (SELECT game FROM sides WHERE side = 2)",
    `  AND (${[...differ, `(NOT in_other AND ${any("own")})`, `(NOT in_own AND ${any("other")})`].join(" OR ")})`,
    `ORDER BY cell_date, game, player LIMIT ${MOST_ROWS}`,
  ].join("\n");
}

export function readDifferences({ stats }: Compare, rows: readonly Row[]): PlayerDifference[] {
  return rows.flatMap((row): PlayerDifference[] => {
    const who = {
      date: row["cell_date"] as CivilDate,
      game: String(row["game"]),
      player: String(row["player"]),
    };
    if (row["in_other"] !== true) return [{ ...who, kind: "only-own" }];
    if (row["in_own"] !== true) return [{ ...who, kind: "only-other" }];
    return Object.entries(stats).flatMap(([stat, allowed], n) => {
      const [own, other] = [row[`own_${n}`], row[`other_${n}`]];
      if (own == null || other == null) return [];
      return Math.abs(Number(own) - Number(other)) > allowed
        ? [{ ...who, kind: "stat" as const, stat, own: Number(own), other: Number(other) }]
        : [];
    });
  });
}

/** Such as "Luka Dončić: points 31 here and 33 in bdl_box_scores". */
export function differenceText(one: PlayerDifference, table: string, other: string): string {
  switch (one.kind) {
    case "stat":
      return `${one.player}: ${one.stat} ${one.own} in ${table} and ${one.other} in ${other}`;
    case "only-own":
      return `${one.player} is in ${table} alone`;
    case "only-other":
      return `${one.player} is in ${other} alone`;
  }
}
