import { lossesOf, NO_LOSSES, RefusedLossError, refusalsOf } from "../../losses.ts";
import { RefusedWriteError, type ReplaceRequest, type WrittenDate } from "../../warehouse.ts";
import { recounted } from "../client/changed.ts";
import { rowsOfJob, runJob } from "../client/jobs.ts";
import type { Engine } from "../client/requests.ts";
import { dateLiterals, type Field, quotedName } from "../client/values.ts";
import {
  ask,
  type Counts,
  columnNames,
  countsSql,
  inClaim,
  jobIdOf,
  sameName,
  unchangedSql,
  writtenOf,
} from "../read/counts.ts";
import { fingerprintSql, stagedFingerprintSql } from "../read/fingerprint.ts";
import { insertedSql } from "../read/inserted.ts";
import { ensureDataset, ensureTable, findWritten, pathOf } from "../read/tables.ts";
import { guardArrival, guardColumns, guardRetention, type Looked } from "./guards.ts";
import { ensureKept, keepSql } from "./kept.ts";
import { lookOnce } from "./look.ts";
import { appendLedgerSql, ensureOps, latestLedgerSql } from "./ops.ts";
import { type Stage, stage } from "./stage.ts";

/** Stage, look, then one transaction: see docs/adr/0009-bigquery-replace.md for why this way. */
export const replaceDates = (
  engine: Engine,
  request: ReplaceRequest,
  filesAt: string,
): Promise<readonly WrittenDate[]> =>
  // Staged anew too: rows that stay beside the new ones, or a model that reads its own table, may have changed.
  recounted(engine, () => replaceOnce(engine, request, filesAt));

async function replaceOnce(
  engine: Engine,
  request: ReplaceRequest,
  filesAt: string,
): Promise<readonly WrittenDate[]> {
  const started = performance.now();
  const found = await findWritten(engine, request.table);
  const shape = found?.schema?.fields ?? null;
  if (request.ledger !== null) await ensureOps(engine, "partition_writes");
  const staged = await stage(engine, request, shape, filesAt);
  const columns = shape ?? staged.fields;
  guardColumns(request, columns, staged);
  const looked = await look(engine, request, columns, shape !== null, staged);
  guardArrival(request, looked, staged);
  if (found !== null) guardRetention(request, looked, found, engine.now());
  const done = alreadyDone(request, looked);
  if (done !== null) return done;
  await guardLosses(engine, request, looked, staged);
  return swap(engine, request, columns, staged, looked, (performance.now() - started) / 1000);
}

async function look(
  engine: Engine,
  { table, dateColumn, dates, ledger }: ReplaceRequest,
  columns: readonly Field[],
  exists: boolean,
  staged: Stage,
): Promise<Looked> {
  const hashed = ledger !== null;
  const left = ledger?.volatileColumns;
  const own = hashed ? stagedFingerprintSql(columns, staged.fields, left) : null;
  const there = hashed ? fingerprintSql(columns, left) : null;
  const seen = await lookOnce(
    engine,
    {
      staged: countsSql(staged.table, dateColumn, own, "TRUE"),
      ...(exists
        ? { before: countsSql(table, dateColumn, there, inClaim(dateColumn, dates)) }
        : {}),
    },
    ledger === null ? null : latestLedgerSql(ledger.tableId, dateLiterals(dates)),
  );
  const { counts, ledger: lines } = seen;
  return { exists, staged: counts("staged"), before: counts("before"), ledger: lines };
}

/**
 * Refuses dates that shrink, dates without the rows that were expected, and what others hold too. Keys are asked for only
 * where there are rows to lose; that they are still the same is checked in the transaction.
 */
async function guardLosses(
  engine: Engine,
  request: ReplaceRequest,
  { before, staged }: Looked,
  stage: Stage,
): Promise<void> {
  const { table, dates, losses, allowShrink } = request;
  const some = dates.filter((date) => before.has(date));
  const there = { before: quotedName(table), after: quotedName(stage.table), dates: some };
  const found =
    losses === undefined || some.length === 0
      ? NO_LOSSES
      : await lossesOf(losses, there, allowShrink, (sql) => ask(engine, "look", sql));
  const changes = dates.map((date) => ({
    date,
    had: before.get(date)?.rows ?? 0,
    has: staged.get(date)?.rows ?? 0,
  }));
  const problems = refusalsOf(request, changes, found, "ahead");
  if (problems.length > 0) throw new RefusedWriteError(`${table}: ${problems.join("; ")}`);
  if (found.why !== null) throw new RefusedLossError(`${table}: ${found.why}`);
}

/** The same run wrote these very rows, and its answer was lost: what it recorded then is the answer. */
function alreadyDone({ ledger, dates }: ReplaceRequest, { staged, before, ledger: lines }: Looked) {
  if (ledger === null) return null;
  const isDone = dates.every((date) => {
    const line = lines.find((row) => row["d"] === date);
    const content = staged.get(date)?.fingerprint ?? "";
    return (
      line?.["run"] === ledger.run &&
      line["fingerprint"] === content &&
      (before.get(date)?.fingerprint ?? "") === content
    );
  });
  return isDone ? writtenOf(dates, lines) : null;
}

async function swap(
  engine: Engine,
  request: ReplaceRequest,
  columns: readonly Field[],
  staged: Stage,
  looked: Looked,
  secondsSoFar: number,
): Promise<readonly WrittenDate[]> {
  const { table, dateColumn, dates, ledger } = request;
  if (!looked.exists) {
    await ensureDataset(engine, pathOf(table).dataset);
    await ensureTable(engine, table, { fields: columns, partitionedBy: dateColumn });
  }
  const where = inClaim(dateColumn, dates);
  const change = [
    `DELETE FROM ${quotedName(table)} WHERE ${where}`,
    insertStagedSql(table, columns, staged),
  ];
  const hash = ledger && fingerprintSql(columns, ledger.volatileColumns);
  const counted = countsSql(table, dateColumn, hash, where);
  const script =
    ledger === null
      ? ["BEGIN TRANSACTION", ...change, "COMMIT TRANSACTION", counted]
      : [
          "BEGIN TRANSACTION",
          unchangedSql(counted, looked.before, table),
          ...(looked.before.size === 0
            ? []
            : [keepSql(await ensureKept(engine, table, columns), request, columns, ledger)]),
          ...change,
          appendLedgerSql({
            note: ledger,
            seconds: secondsSoFar,
            afterSql: counted,
            before: beforeLines(dates, looked.before),
          }),
          "COMMIT TRANSACTION",
          latestLedgerSql(ledger.tableId, dateLiterals(dates), ledger.run),
        ];
  const positions = looked.ledger.map((row) => [row["d"], row["position"]]).sort();
  // A first load has no run and no ledger to tell its attempts apart: its stage's name, which is used once, does.
  const content =
    ledger === null ? staged.table : [ledger.run, [...looked.staged].sort(), positions];
  const id = await runJob(engine, {
    id: jobIdOf("replace", table, [...dates].sort(), content),
    labels: { kind: "replace" },
    run: ledger?.run,
    work: { kind: "query", query: { query: `${script.join(";\n")};`, queryParameters: [] } },
  });
  const rows = await rowsOfJob(engine, id);
  const before = beforeLines(dates, looked.before);
  return writtenOf(dates, rows).map((one, index) =>
    ledger === null ? { ...one, ...before[index] } : one,
  );
}

/** Every value as its column takes it: the fingerprints of the staged rows are over the same values. */
function insertStagedSql(table: string, columns: readonly Field[], { table: from, fields }: Stage) {
  const values = fields.map((own) => {
    const target = columns.find((one) => sameName(one, own));
    return target === undefined ? quotedName(own.name) : insertedSql(target, own);
  });
  return `INSERT INTO ${quotedName(table)} (${columnNames(fields).join(", ")}) SELECT ${values.join(", ")} FROM ${quotedName(from)}`;
}

const beforeLines = (dates: ReplaceRequest["dates"], before: Counts) =>
  dates.map((date) => ({
    date,
    rowsBefore: before.get(date)?.rows ?? 0,
    fingerprintBefore: before.get(date)?.fingerprint ?? "",
  }));
