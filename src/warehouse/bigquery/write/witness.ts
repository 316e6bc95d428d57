import type { CivilDate } from "../../../dates/civil-date.ts";
import { TableNotFoundError } from "../../../errors.ts";
import { lostSince } from "../../losses.ts";
import type { LedgerKind, WitnessRequest, WrittenDate } from "../../warehouse.ts";
import { type Kept, witnessed } from "../../witness.ts";
import { recounted } from "../client/changed.ts";
import { runJob } from "../client/jobs.ts";
import type { Engine } from "../client/requests.ts";
import { dateLiterals, type Field } from "../client/values.ts";
import {
  ask,
  type Counts,
  countsOf,
  countsSql,
  inClaim,
  jobIdOf,
  unchangedSql,
} from "../read/counts.ts";
import { fingerprintSql } from "../read/fingerprint.ts";
import { findWritten } from "../read/tables.ts";
import { ensureKept, keepSql, keptName } from "./kept.ts";
import { appendLedgerSql, ensureOps, firstLedgerSql, latestLedgerSql } from "./ops.ts";

/** Two small transactions around somebody else's write: see docs/adr/0010-services.md. */
export async function witness(
  engine: Engine,
  request: WitnessRequest,
  write: () => Promise<void>,
): Promise<readonly WrittenDate[]> {
  const columns = (await findWritten(engine, request.table))?.schema?.fields;
  if (columns === undefined) throw new TableNotFoundError(`Table ${request.table} does not exist`);
  await ensureOps(engine, "partition_writes");
  return witnessed(request, write, {
    before: () => recounted(engine, () => keepBefore(engine, request, columns)),
    look: async (before) => {
      const sql = countedSql(request, columns, request.dates);
      return against(request.dates, before, countsOf(await ask(engine, "look", sql)));
    },
    lost: lostSince(request, keptName(request.table, columns), (sql) => ask(engine, "look", sql)),
    record: (entry) => record(engine, request, columns, entry),
    recounted: (work) => recounted(engine, work),
  });
}

/** What the dates held before the run first touched them. Those that it has not touched are kept, with a line that says so. */
async function keepBefore(
  engine: Engine,
  request: WitnessRequest,
  columns: readonly Field[],
): Promise<Kept> {
  const { table, dates, ledger } = request;
  const sql = firstLedgerSql(ledger.tableId, dateLiterals(dates), ledger.run);
  const lines = await ask(engine, "look", sql);
  const recorded = new Set(
    lines.filter(({ writes }) => Number(writes) > 0).map(({ d }) => d as CivilDate),
  );
  const before = countsOf(
    lines.map(({ d, rows_before: n = null, fingerprint_before: fingerprint = null }) => ({
      d: d as string,
      n,
      fingerprint,
    })),
  );
  const fresh = dates.filter((date) => !before.has(date));
  if (fresh.length === 0) return { counts: before, recorded };
  const counted = countedSql(request, columns, fresh);
  const now = countsOf(await ask(engine, "look", counted, { sees: "all" }));
  const keep =
    now.size === 0
      ? []
      : [
          keepSql(
            await ensureKept(engine, table, columns),
            { ...request, dates: fresh },
            columns,
            ledger,
          ),
        ];
  const kept = appendLedgerSql({
    note: { ...ledger, kind: "kept", upstreamFingerprints: new Map() },
    before: against(fresh, now, now),
    seconds: 0,
    afterSql: counted,
  });
  await change(engine, [unchangedSql(counted, now, table), ...keep, kept], {
    kind: "keep",
    run: ledger.run,
    id: jobIdOf("keep", table, ledger.run, [...fresh].sort(), [...now].sort()),
  });
  return { counts: new Map([...before, ...now]), recorded };
}

async function record(
  engine: Engine,
  request: WitnessRequest,
  columns: readonly Field[],
  entry: { kind: LedgerKind; written: readonly WrittenDate[]; seconds: number },
): Promise<void> {
  const { table, ledger } = request;
  const { kind, written, seconds } = entry;
  const dates = written.map(({ date }) => date);
  const counted = countedSql(request, columns, dates);
  const there = new Map(
    written.flatMap(({ date, rows, fingerprint }) =>
      rows === 0 ? [] : [[date, { rows, fingerprint }] as const],
    ),
  );
  // The ledger's last position makes a second attempt another job, and a repeated request of this one the same.
  const lines = await ask(engine, "look", latestLedgerSql(ledger.tableId, dateLiterals(dates)));
  const positions = lines.map((row) => [row["d"], row["position"]]).sort();
  const append = appendLedgerSql({
    note: { ...ledger, kind },
    before: written,
    seconds,
    afterSql: counted,
  });
  await change(engine, [unchangedSql(counted, there, table), append], {
    kind: "witness",
    run: ledger.run,
    id: jobIdOf("witness", table, ledger.run, kind, [...there].sort(), positions),
  });
}

async function change(
  engine: Engine,
  statements: readonly string[],
  { kind, id, run }: { kind: string; id: string; run: string },
): Promise<void> {
  const script = ["BEGIN TRANSACTION", ...statements, "COMMIT TRANSACTION"];
  await runJob(engine, {
    id,
    labels: { kind },
    run,
    work: { kind: "query", query: { query: `${script.join(";\n")};`, queryParameters: [] } },
  });
}

const countedSql = (
  { table, dateColumn, ledger }: WitnessRequest,
  columns: readonly Field[],
  dates: readonly CivilDate[],
): string => {
  const hash = fingerprintSql(columns, ledger.volatileColumns);
  return countsSql(table, dateColumn, hash, inClaim(dateColumn, dates));
};

const against = (dates: readonly CivilDate[], before: Counts, now: Counts): WrittenDate[] =>
  dates.map((date) => ({
    date,
    rows: now.get(date)?.rows ?? 0,
    rowsBefore: before.get(date)?.rows ?? 0,
    fingerprint: now.get(date)?.fingerprint ?? "",
    fingerprintBefore: before.get(date)?.fingerprint ?? "",
  }));
