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

/** What sources leave out or write otherwise: "GG Jackson" and "GG Jackson II". */
const SUFFIX = "'(jr|sr|ii|iii|iv|v)$'";

/**
 * One statement for the whole range `@first_date` to `@last_date`, both included: a row a player whose numbers differ by
 * more than is allowed, or whom only one of the two has with any number. A game that one of them lacks is a gap and no
 * disagreement, and a number that one of them does not hold is not compared.
 */
export function compareQuery(table: TableConfig, other: TableConfig, compare: Compare): string {
  const stats = Object.entries(compare.stats);
  const side = (name: string, { name: from, dateColumn }: TableConfig) =>
    [
      `${name} AS (`,
      `  SELECT \`${dateColumn}\` AS d, CAST(\`${compare.game}\` AS STRING) AS game,`,
      `    REGEXP_REPLACE(\`${compare.player}\`, ${SUFFIX}, '') AS player, MIN(\`${compare.name}\`) AS name,`,
      `    ${stats.map(([stat], n) => `SUM(\`${stat}\`) AS s${n}`).join(", ")}`,
      `  FROM \`${from}\` WHERE \`${dateColumn}\` BETWEEN @first_date AND @last_date`,
      "  GROUP BY 1, 2, 3)",
    ].join("\n");
  const any = (name: string) =>
    `(${stats.map((_, n) => `COALESCE(ABS(${name}.s${n}), 0)`).join(" + ")}) > 0`;
  const differ = stats.map(([, allowed], n) => `ABS(own.s${n} - other.s${n}) > ${allowed}`);
  return [
    `WITH ${side("own", table)},`,
    `${side("other", other)}`,
    "SELECT COALESCE(own.d, other.d) AS cell_date, COALESCE(own.game, other.game) AS game,",
    "  COALESCE(own.name, other.name) AS player,",
    "  own.player IS NOT NULL AS in_own, other.player IS NOT NULL AS in_other,",
    `  ${stats.map((_, n) => `own.s${n} AS own_${n}, other.s${n} AS other_${n}`).join(", ")}`,
    "FROM own FULL OUTER JOIN other",
    "  ON own.d = other.d AND own.game = other.game AND own.player = other.player",
    "WHERE COALESCE(own.game, other.game) IN (SELECT game FROM own)",
    "  AND COALESCE(own.game, other.game) IN (SELECT game FROM other)",
    `  AND (${[...differ, `(other.player IS NULL AND ${any("own")})`, `(own.player IS NULL AND ${any("other")})`].join(" OR ")})`,
    `ORDER BY 1, 2, 3 LIMIT ${MOST_ROWS}`,
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
