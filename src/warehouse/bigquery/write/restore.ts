import type { CivilDate } from "../../../dates/civil-date.ts";
import { TableNotFoundError } from "../../../errors.ts";
import { guardUnchanged, isOldFingerprint } from "../../fingerprint.ts";
import {
  RefusedWriteError,
  type RestoreRequest,
  type Row,
  type WrittenDate,
} from "../../warehouse.ts";
import { recounted } from "../client/changed.ts";
import { rowsOfJob, runJob } from "../client/jobs.ts";
import type { Engine } from "../client/requests.ts";
import { dateLiterals, type Field, quotedName, textLiteral } from "../client/values.ts";
import {
  columnNames,
  countsSql,
  inClaim,
  jobIdOf,
  sameName,
  unchangedSql,
  writtenOf,
} from "../read/counts.ts";
import { fingerprintSql, oldFingerprintSql } from "../read/fingerprint.ts";
import { findTable, findWritten, tablesIn } from "../read/tables.ts";
import { chunksOf } from "./chunks.ts";
import { KEPT_FIELDS, keptTablesOf } from "./kept.ts";
import { lookOnce } from "./look.ts";
import { appendLedgerSql, ensureOps, latestLedgerSql } from "./ops.ts";

type Part = RestoreRequest["tables"][number];

type Looked = {
  readonly part: Part;
  readonly statements: readonly string[];
  /** What the transaction says at its end of this table. */
  readonly result: string;
  readonly ledger: readonly Row[];
};

/**
 * Everything is looked at before anything changes; then tables return in transactions of so many that BigQuery takes the
 * text. Who dies between two of them undoes the rest by asking again.
 */
export async function restore(
  engine: Engine,
  request: RestoreRequest,
): Promise<readonly WrittenDate[]> {
  await ensureOps(engine, "partition_writes");
  const inOps = await tablesIn(engine, "ops");
  const looked: Looked[] = [];
  for (const one of request.tables) looked.push(await lookAt(engine, request, one, inOps));
  const written: WrittenDate[] = [];
  for (const chunk of chunksOf(looked, ({ statements, result }) => [...statements, result])) {
    let now: readonly Looked[] = chunk;
    const back = recounted(engine, async (isAgain) => {
      if (isAgain)
        now = await Promise.all(chunk.map(({ part }) => lookAt(engine, request, part, inOps)));
      return put(engine, request, now);
    });
    written.push(...(await back.catch((error: unknown) => refused(error, written.length))));
  }
  return written;
}

/** A refusal that came after other tables had returned must not say that nothing did. */
function refused(error: unknown, restored: number): never {
  if (!(error instanceof RefusedWriteError) || restored === 0) throw error;
  const what = `${restored} cells of other tables were restored before; these were not.`;
  throw new RefusedWriteError(error.message.replace("Nothing was restored.", what));
}

async function put(
  engine: Engine,
  request: RestoreRequest,
  looked: readonly Looked[],
): Promise<readonly WrittenDate[]> {
  const script = [
    "BEGIN TRANSACTION",
    ...looked.flatMap(({ statements }) => statements),
    "COMMIT TRANSACTION",
    looked.map(({ result }) => result).join("\nUNION ALL\n"),
  ];
  const positions = looked.flatMap(({ part, ledger }) =>
    ledger.map((row) => [part.tableId, row["d"], row["position"]]),
  );
  const id = await runJob(engine, {
    id: jobIdOf("restore", request.run, request.undoRun, positions.sort()),
    labels: { kind: "restore" },
    run: request.undoRun,
    work: { kind: "query", query: { query: `${script.join(";\n")};`, queryParameters: [] } },
  });
  const rows = await rowsOfJob(engine, id);
  return looked.flatMap(({ part: { tableId, dates } }) =>
    writtenOf(
      dates,
      rows.filter((row) => row["id"] === tableId),
    ),
  );
}

/** Refuses, before anything changes, what was written later or is no longer kept; else the statements that put it back. */
async function lookAt(
  engine: Engine,
  request: RestoreRequest,
  one: Part,
  inOps: readonly string[],
): Promise<Looked> {
  const { tableId, table, dateColumn, dates } = one;
  const columns = (await findWritten(engine, table))?.schema?.fields;
  if (columns === undefined) throw new TableNotFoundError(`Table ${table} does not exist`);
  const where = inClaim(dateColumn, dates);
  const counted = countsSql(table, dateColumn, fingerprintSql(columns, one.volatileColumns), where);
  const ofRun = `${where} AND kept_run = ${textLiteral(request.run)}`;
  const kept = keptTablesOf(table, inOps);
  const old = dates.filter((date) => isOldFingerprint(one.fingerprints.get(date) ?? ""));
  const { counts, ledger } = await lookOnce(
    engine,
    {
      before: counted,
      ...(old.length === 0
        ? {}
        : {
            old: countsSql(table, dateColumn, oldFingerprintSql(columns), inClaim(dateColumn, old)),
          }),
      ...Object.fromEntries(kept.map((name) => [name, countsSql(name, dateColumn, null, ofRun)])),
    },
    latestLedgerSql(tableId, dateLiterals(dates)),
  );
  const before = counts("before");
  const holding = kept.filter((name) => counts(name).size > 0);
  const returns: string[] = [];
  for (const name of holding) {
    const own = await keptColumns(engine, name);
    guardColumns(table, columns, own, request.run);
    const list = columnNames(own).join(", ");
    returns.push(
      `INSERT INTO ${quotedName(table)} (${list}) SELECT ${list} FROM ${quotedName(name)} WHERE ${ofRun}`,
    );
  }
  guardUnchanged(request.run, one, new Map([...before, ...counts("old")]));
  const rowsKept = (date: CivilDate) =>
    holding.reduce((sum, name) => sum + (counts(name).get(date)?.rows ?? 0), 0);
  const short = dates.filter((date) => rowsKept(date) !== (one.rowsBefore.get(date) ?? 0));
  if (short.length > 0)
    throw new RefusedWriteError(
      `The rows of ${table} that ${request.run} replaced on ${short.join(", ")} are no longer kept. Nothing was restored.`,
    );
  return {
    part: one,
    ledger,
    result: `SELECT ${textLiteral(tableId)} AS id, lines.* FROM (${latestLedgerSql(tableId, dateLiterals(dates), request.undoRun)}) AS lines`,
    statements: [
      unchangedSql(counted, before, table),
      `DELETE FROM ${quotedName(table)} WHERE ${where}`,
      ...returns,
      appendLedgerSql({
        note: {
          run: request.undoRun,
          tableId,
          kind: "undo",
          upstreamFingerprints: one.upstreamFingerprints,
        },
        before: dates.map((date) => ({
          date,
          rowsBefore: before.get(date)?.rows ?? 0,
          fingerprintBefore: before.get(date)?.fingerprint ?? "",
        })),
        seconds: 0,
        afterSql: counted,
      }),
    ],
  };
}

/** What the table had when the rows were kept. A column that it has gained since stays empty in them, as it was. */
async function keptColumns(engine: Engine, kept: string): Promise<readonly Field[]> {
  const fields = (await findTable(engine, kept))?.schema?.fields ?? [];
  return fields.filter((field) => !KEPT_FIELDS.some((own) => sameName(own, field)));
}

function guardColumns(
  table: string,
  columns: readonly Field[],
  kept: readonly Field[],
  run: string,
): void {
  const gone = kept.filter((field) => !columns.some((one) => sameName(one, field)));
  if (gone.length > 0)
    throw new RefusedWriteError(
      `${table} no longer has the column ${gone.map(({ name }) => name).join(", ")}, which the rows that ${run} replaced have. Add it again (ALTER TABLE ... ADD COLUMN), then undo ${run}. Nothing was restored.`,
    );
}
