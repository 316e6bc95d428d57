import type { DuckDBConnection } from "@duckdb/node-api";
import type { CivilDate } from "../../../dates/civil-date.ts";
import { NOT_OBSERVED } from "../../content.ts";
import { lostSince } from "../../losses.ts";
import { dateParams } from "../../params.ts";
import type { WitnessRequest, WritableWarehouse } from "../../warehouse.ts";
import { type Kept, witnessed } from "../../witness.ts";
import { type Counts, counts, literal, quoted, rowsOf, writtenDates } from "../read/counts.ts";
import { toDuckDb } from "../read/dialect.ts";
import { hashingOf } from "../read/fingerprint.ts";
import { bindParams, type Driver } from "../read/params.ts";
import { keep, keptName } from "./kept.ts";
import { appendLedger, ensureOps } from "./ops.ts";
import { inTransaction, type OnConnection } from "./transaction.ts";

/** No connection and no transaction is held while somebody else writes. */
export const witnessOn =
  (driver: Driver, onConnection: OnConnection): WritableWarehouse["witness"] =>
  (request, write) =>
    witnessed(request, write, {
      before: () =>
        onConnection((connection) =>
          inTransaction(connection, () => keepBefore(driver, connection, request)),
        ),
      look: async (before) => {
        const now = await onConnection((connection) => counted(driver, connection, request));
        return writtenDates(request.dates, before, now);
      },
      lost: lostSince(request, keptName(request.table), (sql) =>
        onConnection((connection) =>
          rowsOf(connection, toDuckDb(sql).sql, { values: {}, types: {} }),
        ),
      ),
      // Nobody else writes while the file is open.
      recounted: (work) => work(),
      record: ({ kind, written, seconds }) =>
        onConnection((connection) =>
          inTransaction(connection, () =>
            appendLedger(driver, connection, {
              run: request.ledger.run,
              tableId: request.ledger.tableId,
              kind,
              written,
              upstream: request.ledger.upstreamFingerprints,
              seconds,
            }),
          ),
        ),
    });

/** What the dates held before the run first touched them. Those that it has not touched are kept, with a line that says so. */
async function keepBefore(
  driver: Driver,
  connection: DuckDBConnection,
  request: WitnessRequest,
): Promise<Kept> {
  const { table, dateColumn, dates, ledger } = request;
  await ensureOps(connection, "partition_writes");
  const lines = await firstLines(driver, connection, request);
  const recorded = new Set(lines.filter((line) => line.writes > 0).map(({ date }) => date));
  const before = new Map(lines.map(({ date, ...count }) => [date, count]));
  const fresh = dates.filter((date) => !before.has(date));
  if (fresh.length === 0) return { counts: before, recorded };
  const now = await counted(driver, connection, { ...request, dates: fresh });
  if (now.size > 0) {
    const claim = bindParams(driver, dateParams(fresh), new Set(["dates"]));
    await keep(connection, table, dateColumn, claim, ledger);
  }
  await appendLedger(driver, connection, {
    run: ledger.run,
    tableId: ledger.tableId,
    kind: "kept",
    written: writtenDates(fresh, now, now),
    upstream: new Map(),
    seconds: 0,
  });
  return { counts: new Map([...before, ...now]), recorded };
}

/** By the first line of the run for each date; what it wrote later is nothing to go back to. */
async function firstLines(
  driver: Driver,
  connection: DuckDBConnection,
  { dates, ledger: { run, tableId } }: WitnessRequest,
) {
  const lines = await rowsOf(
    connection,
    `SELECT CAST(game_date AS VARCHAR) AS d, rows_before, fingerprint_before,
       SUM(CASE kind WHEN 'kept' THEN 0 ELSE 1 END) OVER (PARTITION BY game_date) AS writes
     FROM ops.partition_writes
     WHERE run = ${literal(run)} AND table_id = ${literal(tableId)} AND game_date IN (SELECT UNNEST($dates)) AND ${NOT_OBSERVED}
     QUALIFY ROW_NUMBER() OVER (PARTITION BY game_date ORDER BY position) = 1`,
    bindParams(driver, dateParams(dates), new Set(["dates"])),
  );
  return lines.map((line) => ({
    date: line["d"] as CivilDate,
    rows: Number(line["rows_before"]),
    fingerprint: String(line["fingerprint_before"]),
    writes: Number(line["writes"]),
  }));
}

async function counted(
  driver: Driver,
  connection: DuckDBConnection,
  { table, dateColumn, dates, ledger }: WitnessRequest,
): Promise<Counts> {
  const hashing = await hashingOf(connection, quoted(table), ledger.volatileColumns);
  return counts(driver, connection, quoted(table), quoted(dateColumn), dates, hashing);
}
