import type { DuckDBConnection } from "@duckdb/node-api";
import type { CivilDate } from "../../../dates/civil-date.ts";
import type { Losses } from "../../loss-guard.ts";
import { lossesOf, NO_LOSSES, RefusedLossError, refusalsOf } from "../../losses.ts";
import { dateParams } from "../../params.ts";
import { RefusedWriteError, type ReplaceRequest } from "../../warehouse.ts";
import { type Counts, counts, quoted, rowsOf } from "../read/counts.ts";
import { toDuckDb } from "../read/dialect.ts";
import { bindParams, type Driver } from "../read/params.ts";
import { stageRows } from "./rows.ts";

/** Computes the new rows beside the table, so that guards can look at them before anything changes. */
export async function stage(driver: Driver, connection: DuckDBConnection, request: ReplaceRequest) {
  const { sql, params } = sourceSql(request);
  const bound = bindParams(driver, dateParams(request.dates), params);
  await connection.run("DROP TABLE IF EXISTS temp.staged");
  if (request.source.kind === "rows") await stageRows(driver, connection, request, request.source);
  else await connection.run(`CREATE TEMP TABLE staged AS ${sql}`, bound.values, bound.types);
  await connection.run(
    `CREATE TABLE IF NOT EXISTS ${quoted(request.table)} AS SELECT ${await shape(connection)} FROM temp.staged LIMIT 0`,
  );
}

/** All columns; DuckDB's sums of whole numbers have 128 bits, which GoogleSQL does not know and a scan is slow to skip. */
async function shape(connection: DuckDBConnection): Promise<string> {
  const reader = await connection.runAndReadAll(
    "SELECT column_name FROM duckdb_columns() WHERE database_name = 'temp' AND table_name = 'staged' AND data_type = 'HUGEINT'",
  );
  const wide = reader.getRowsJson().map(([name]) => quoted(String(name)));
  if (wide.length === 0) return "*";
  return `* REPLACE (${wide.map((name) => `CAST(${name} AS BIGINT) AS ${name}`).join(", ")})`;
}

function sourceSql({ source, dateColumn }: ReplaceRequest) {
  if (source.kind === "select") return toDuckDb(source.sql);
  const recorded = source.kind === "recorded" ? source.sql : "";
  return {
    sql: `SELECT * FROM (${recorded}\n) WHERE ${quoted(dateColumn)} IN (SELECT UNNEST($dates))`,
    params: new Set(["dates"]),
  };
}

/** Refuses rows outside the claim, dates that shrink, and dates without the rows that were expected. */
export async function guardStaged(
  driver: Driver,
  connection: DuckDBConnection,
  request: ReplaceRequest,
  known: Counts | null,
) {
  const column = quoted(request.dateColumn);
  const claim = bindParams(driver, dateParams(request.dates), new Set(["dates"]));
  const staged = await rowsOf(
    connection,
    `SELECT CAST(day AS VARCHAR) AS d, n, COALESCE(day IN (SELECT UNNEST($dates)), FALSE) AS claimed
     FROM (SELECT ${column} AS day, COUNT(*) AS n FROM temp.staged GROUP BY ${column}) ORDER BY day`,
    claim,
  );
  const outside = staged.filter(({ claimed }) => claimed !== true);
  if (outside.length > 0)
    throw new RefusedWriteError(
      `${request.table}: the new rows are not only of the claimed dates (${outside.map(({ d, n }) => `${n} of ${d ?? "no date"}`).join(", ")})`,
    );
  const before =
    known ?? (await counts(driver, connection, quoted(request.table), column, request.dates, null));
  const after = new Map(staged.map(({ d, n }) => [d, Number(n)]));
  const losses = await lossesThere(connection, request, [...before.keys()]);
  const changes = request.dates.map((date) => ({
    date,
    had: before.get(date)?.rows ?? 0,
    has: after.get(date) ?? 0,
  }));
  const problems = refusalsOf(request, changes, losses, "ahead");
  if (problems.length > 0) throw new RefusedWriteError(`${request.table}: ${problems.join("; ")}`);
  if (losses.why !== null) throw new RefusedLossError(`${request.table}: ${losses.why}`);
}

async function lossesThere(
  connection: DuckDBConnection,
  { table, losses, allowShrink }: ReplaceRequest,
  dates: readonly CivilDate[],
): Promise<Losses> {
  if (losses === undefined || dates.length === 0) return NO_LOSSES;
  const there = { before: `\`${table}\``, after: "`temp.staged`", dates };
  return lossesOf(losses, there, allowShrink, (sql) =>
    rowsOf(connection, toDuckDb(sql).sql, { values: {}, types: {} }),
  );
}
