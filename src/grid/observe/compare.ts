import type { CivilDate } from "../../dates/civil-date.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { tableSource } from "../../pipeline/sql/read-from.ts";
import type { Row, Value } from "../../rows.ts";

type Compare = NonNullable<TableConfig["compare"]>;

/** One player of a game that both sources have. In numbers null is a NULL, which is not 0. */
export type PlayerDifference =
  | {
      readonly player: string;
      readonly kind: "numbers";
      readonly numbers: readonly {
        readonly stat: string;
        readonly own: number | null;
        readonly other: number | null;
      }[];
    }
  | { readonly player: string; readonly kind: "only-own" | "only-other" };

/** All players of one game who differ in the same way: how many they are, and the first few of them. */
export type GameDifferences = {
  readonly date: CivilDate;
  readonly game: string;
  readonly kind: PlayerDifference["kind"];
  readonly players: number;
  readonly examples: readonly PlayerDifference[];
};

/** By the id of the table that declares `compare`; a table that was compared and does not differ has an empty list. */
export type Differences = ReadonlyMap<string, readonly GameDifferences[]>;

/** Players that are named in each game and kind. The others are counted. */
const MOST_EXAMPLES = 5;

/** A name is told, not trusted: a longer one is cut. */
const LONGEST_NAME = 80;

/** What sources leave out or write otherwise: "GG Jackson" and "GG Jackson II". */
const SUFFIX = "'(jr|sr|ii|iii|iv|v)$'";

/**
 * One statement for the whole range `@first_date` to `@last_date`, both included. It counts, by date, game and kind, the
 * players whose numbers differ by more than is allowed, and those whom only one of the two has with any number; each row
 * is one of the first few of them, with the count of all. A game that one of the two lacks is a gap and no disagreement.
 * A NULL differs from every number of a player who played: a source that lost its numbers does not agree.
 */
export function compareQuery(table: TableConfig, other: TableConfig, compare: Compare): string {
  const stats = Object.entries(compare.stats);
  const side = (number: 1 | 2, from: TableConfig) =>
    [
      `  SELECT ${number} AS side, \`${from.dateColumn}\` AS d, CAST(\`${compare.game}\` AS STRING) AS game,`,
      `    REGEXP_REPLACE(\`${compare.player}\`, ${SUFFIX}, '') AS player, \`${compare.name}\` AS name,`,
      `    ${stats.map(([stat], n) => `\`${stat}\` AS s${n}`).join(", ")}`,
      `  FROM ${tableSource(from)} WHERE \`${from.dateColumn}\` BETWEEN @first_date AND @last_date`,
    ].join("\n");
  // SUM leaves NULLs out: of a player with one NULL the sum is not known.
  const sum = (number: 1 | 2, n: number) =>
    `CASE WHEN COUNTIF(side = ${number} AND s${n} IS NULL) = 0 THEN SUM(CASE WHEN side = ${number} THEN s${n} END) END`;
  const any = (name: string) =>
    `(${stats.map((_, n) => `COALESCE(${name}_${n}, 0) <> 0`).join(" OR ")})`;
  // NOT of the agreement and not the difference: NaN is neither above nor below what is allowed.
  const differ = stats.map(([, allowed], n) => `NOT (ABS(own_${n} - other_${n}) <= ${allowed})`);
  const lost = stats.map((_, n) => `(own_${n} IS NULL) <> (other_${n} IS NULL)`);
  const numbers = stats.map((_, n) => `${sum(1, n)} AS own_${n}, ${sum(2, n)} AS other_${n}`);
  // A game that one of them has on another date is misplaced there, and lacking here.
  const onDate = (date: string) => `CONCAT(CAST(${date} AS STRING), ' ', game)`;
  const group = "PARTITION BY cell_date, game, kind";
  // Grouped and not joined: an engine without an index joins every player with every other.
  return [
    `WITH sides AS (\n${side(1, table)}\n  UNION ALL\n${side(2, other)}\n),`,
    "players AS (",
    "  SELECT d AS cell_date, game, player AS spelling,",
    "    COALESCE(MIN(CASE WHEN side = 1 THEN name END), MIN(name), MIN(player)) AS player,",
    "    CASE WHEN COUNTIF(side = 2) = 0 THEN 'only-own' WHEN COUNTIF(side = 1) = 0 THEN 'only-other' ELSE 'numbers' END AS kind,",
    `    ${numbers.join(",\n    ")}`,
    "  FROM sides GROUP BY d, game, spelling),",
    "differing AS (",
    "  SELECT * FROM players",
    `  WHERE ${onDate("cell_date")} IN (SELECT ${onDate("d")} FROM sides WHERE side = 1)`,
    `    AND ${onDate("cell_date")} IN (SELECT ${onDate("d")} FROM sides WHERE side = 2)`,
    `    AND ((kind = 'numbers' AND (${differ.join(" OR ")}))`,
    `      OR (kind = 'numbers' AND (${any("own")} OR ${any("other")}) AND (${lost.join(" OR ")}))`,
    `      OR (kind = 'only-own' AND ${any("own")}) OR (kind = 'only-other' AND ${any("other")}))),`,
    "counted AS (",
    `  SELECT *, COUNT(*) OVER (${group}) AS player_count,`,
    `    ROW_NUMBER() OVER (${group} ORDER BY player, spelling) AS place`,
    "  FROM differing)",
    `SELECT * FROM counted WHERE place <= ${MOST_EXAMPLES} ORDER BY cell_date, game, kind, place`,
  ].join("\n");
}

/** The answer's rows, which are in the order of date, game and kind. */
export function readDifferences(compare: Compare, rows: readonly Row[]): GameDifferences[] {
  const groups = Map.groupBy(rows, (row) =>
    JSON.stringify([row["cell_date"], row["game"], row["kind"]]),
  );
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    return [
      {
        date: first["cell_date"] as CivilDate,
        game: String(first["game"]),
        kind: first["kind"] as PlayerDifference["kind"],
        players: Number(first["player_count"]),
        examples: some.map((row) => example(compare, row)),
      },
    ];
  });
}

function example({ stats }: Compare, row: Row): PlayerDifference {
  const kind = row["kind"] as PlayerDifference["kind"];
  const name = String(row["player"] ?? "a player without a name");
  const player = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
  if (kind !== "numbers") return { player, kind };
  const number = (value: Value | undefined) => (value == null ? null : Number(value));
  const numbers = Object.entries(stats).flatMap(([stat, allowed], n) => {
    const [own, other] = [number(row[`own_${n}`]), number(row[`other_${n}`])];
    const agree = own === null || other === null ? own === other : Math.abs(own - other) <= allowed;
    return agree ? [] : [{ stat, own, other }];
  });
  return { player, kind, numbers };
}

/** Such as "Luka Dončić: points 31 in nbac_gamebook and 33 in bdl_box_scores". */
export function differenceText(one: PlayerDifference, table: string, other: string): string {
  switch (one.kind) {
    case "numbers":
      return `${one.player}: ${one.numbers
        .map(
          (it) =>
            `${it.stat} ${it.own ?? "NULL"} in ${table} and ${it.other ?? "NULL"} in ${other}`,
        )
        .join(", ")}`;
    case "only-own":
      return `${one.player} is in ${table} alone`;
    case "only-other":
      return `${one.player} is in ${other} alone`;
  }
}
