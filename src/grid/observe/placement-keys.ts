import type { TableConfig } from "../../pipeline/schema.ts";
import { type Bounds, tableSource } from "../../pipeline/sql/read-from.ts";
import { column } from "./counts.ts";
import { COLUMNS, gameSql } from "./placement-sql.ts";

type Covers = NonNullable<TableConfig["covers"]>;

/**
 * By date and game, the keys that a table and the upstream that it covers do not share. A key is had or lacked on its
 * date, whatever the game. Keys that only the table has are counted where they are a fault (`extra: refused`).
 */
export function keysPart(
  table: TableConfig,
  covers: Covers,
  upstream: TableConfig,
  bounds: Bounds,
): string {
  return [
    `SELECT ${COLUMNS({
      part: "'keys'",
      date: "d",
      game: "g",
      rows: "COUNT(*)",
      missing: "COUNTIF(side = 0)",
      extra: "COUNTIF(side = 1)",
    })}`,
    covers.extra === "refused"
      ? ofEither(table, covers, upstream, bounds)
      : ofUpstream(table, covers, upstream, bounds),
    "GROUP BY d, g",
  ].join("\n");
}

const keysOf = ({ on }: Covers): string => on.map(column).join(", ");

/**
 * Both sides hold the same on most dates: only where the hashes of a date's keys differ are the keys themselves
 * compared, which takes the engine three times as long.
 */
function ofEither(
  table: TableConfig,
  covers: Covers,
  upstream: TableConfig,
  bounds: Bounds,
): string {
  const keys = keysOf(covers);
  const side = (one: TableConfig, own: 0 | 1) =>
    [
      `    SELECT ${column(one.dateColumn)} AS d, ${gameSql(one)} AS g, ${own} AS own, ${keys}`,
      `    ${within(one, bounds)} AND ${column(one.dateColumn)} IN (SELECT d FROM differing)`,
    ].join("\n");
  return [
    "FROM (",
    differingDates(table, keys, upstream, bounds),
    "  SELECT d, MAX(g) AS g, MIN(own) AS side",
    `  FROM (\n${side(table, 1)}\n    UNION ALL\n${side(upstream, 0)}) AS sides`,
    `  GROUP BY d, ${keys} HAVING MIN(own) = MAX(own)) AS of_one_side`,
  ].join("\n");
}

/** Equal keys hash to the same and fall out of the XOR; their number tells a pair of equal hashes of one side. */
function differingDates(
  table: TableConfig,
  keys: string,
  upstream: TableConfig,
  bounds: Bounds,
): string {
  const side = (one: TableConfig, own: 1 | -1) =>
    [
      `      SELECT DISTINCT ${column(one.dateColumn)} AS d, ${own} AS own,`,
      `        FARM_FINGERPRINT(TO_JSON_STRING(STRUCT(${keys}))) AS h`,
      `      ${within(one, bounds)}`,
    ].join("\n");
  return [
    "  WITH differing AS (",
    `    SELECT d FROM (\n${side(table, 1)}\n      UNION ALL\n${side(upstream, -1)}) AS hashes`,
    "    GROUP BY d HAVING BIT_XOR(h) <> 0 OR SUM(own) <> 0)",
  ].join("\n");
}

/** For a table that may hold more than the upstream, such as one that adds up a season: only what it lacks. */
function ofUpstream(
  table: TableConfig,
  covers: Covers,
  upstream: TableConfig,
  bounds: Bounds,
): string {
  const keys = keysOf(covers);
  const isSame = covers.on.map(
    (key) => `held.${column(key)} IS NOT DISTINCT FROM wanted.${column(key)}`,
  );
  return [
    "FROM (",
    "  SELECT d, MAX(g) AS g, 0 AS side",
    `  FROM (SELECT ${column(upstream.dateColumn)} AS d, ${gameSql(upstream)} AS g, ${keys}`,
    `    ${within(upstream, bounds)}) AS wanted`,
    `  WHERE NOT EXISTS (SELECT 1 FROM (SELECT ${column(table.dateColumn)} AS held_d, ${keys}`,
    `      ${within(table, bounds)}) AS held`,
    `    WHERE held.held_d = wanted.d AND ${isSame.join(" AND ")})`,
    `  GROUP BY d, ${keys}) AS lacking`,
  ].join("\n");
}

const within = (table: TableConfig, bounds: Bounds): string =>
  `FROM ${tableSource(table, bounds)} WHERE ${column(table.dateColumn)} BETWEEN ${bounds.first} AND ${bounds.last}`;
