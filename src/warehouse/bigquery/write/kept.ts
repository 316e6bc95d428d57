import { createHash, randomUUID } from "node:crypto";
import { TableNotFoundError } from "../../../errors.ts";
import { NOT_OBSERVED } from "../../content.ts";
import { guardUnchanged, isOldFingerprint } from "../../fingerprint.ts";
import {
  type LedgerNote,
  RefusedWriteError,
  type ReplaceRequest,
  type RestoreRequest,
  type Row,
  type WrittenDate,
} from "../../warehouse.ts";
import { rowsOfJob, runJob } from "../client/jobs.ts";
import type { Engine } from "../client/requests.ts";
import { dateLiterals, type Field, quotedName, textLiteral } from "../client/values.ts";
import {
  columnNames,
  countsSql,
  inClaim,
  jobIdOf,
  unchangedSql,
  writtenOf,
} from "../read/counts.ts";
import { fingerprintSql, oldFingerprintSql } from "../read/fingerprint.ts";
import { ensureTable, findTable, tablesIn } from "../read/tables.ts";
import { lookOnce } from "./look.ts";
import { appendLedgerSql, ensureOps, latestLedgerSql } from "./ops.ts";

const KEPT = "kept__";

/** A table with other columns than before keeps its rows elsewhere: an old one would not take them. */
export function keptName(table: string, columns: readonly Field[]): string {
  const shape = columns.map(shapeOf);
  const hash = createHash("sha256").update(JSON.stringify(shape)).digest("hex").slice(0, 8);
  return `ops.${KEPT}${table.replace(".", "__")}__${hash}`;
}

/** Flat columns keep the name that tables of earlier versions have. */
const shapeOf = ({ name, type, mode, fields }: Field): unknown[] => [
  ...[name.toLowerCase(), type, mode ?? ""],
  ...(fields === undefined || fields.length === 0 ? [] : [fields.map(shapeOf)]),
];

/** Kept rows were rows of the table: what it requires needs no second check. */
const asKept = ({ mode, fields, ...field }: Field): Field => ({
  ...field,
  ...(mode === "REPEATED" ? { mode } : {}),
  ...(fields === undefined || fields.length === 0 ? {} : { fields: fields.map(asKept) }),
});

/** By the day of keeping, so that forgetting drops whole partitions. */
export async function ensureKept(
  engine: Engine,
  table: string,
  columns: readonly Field[],
): Promise<string> {
  const name = keptName(table, columns);
  const own = [
    { name: "kept_run", type: "STRING" },
    { name: "kept_at", type: "TIMESTAMP" },
  ];
  await ensureTable(engine, name, {
    fields: [...own, ...columns.map(asKept)],
    partitionedBy: "kept_at",
    clusteredBy: ["kept_run"],
  });
  return name;
}

/** Keeps what the run replaces. Rows that it wrote itself, in an earlier attempt, are nothing to go back to. */
export function keepSql(
  kept: string,
  { table, dateColumn, dates }: Pick<ReplaceRequest, "table" | "dateColumn" | "dates">,
  columns: readonly Field[],
  { run, tableId }: Pick<LedgerNote, "run" | "tableId">,
): string {
  const list = columnNames(columns).join(", ");
  return `INSERT INTO ${quotedName(kept)} (kept_run, kept_at, ${list})
SELECT ${textLiteral(run)}, CURRENT_TIMESTAMP(), ${list} FROM ${quotedName(table)}
WHERE ${inClaim(dateColumn, dates)} AND ${quotedName(dateColumn)} NOT IN (
  SELECT game_date FROM \`ops.partition_writes\`
  WHERE run = ${textLiteral(run)} AND table_id = ${textLiteral(tableId)} AND ${NOT_OBSERVED})`;
}

type Looked = {
  readonly statements: readonly string[];
  readonly ledger: readonly Row[];
};

export async function restore(
  engine: Engine,
  request: RestoreRequest,
): Promise<readonly WrittenDate[]> {
  await ensureOps(engine, "partition_writes");
  const looked: Looked[] = [];
  for (const one of request.tables) looked.push(await lookAt(engine, request, one));
  const results = request.tables.map(
    ({ tableId, dates }) =>
      `SELECT ${textLiteral(tableId)} AS id, lines.* FROM (${latestLedgerSql(tableId, dateLiterals(dates), request.undoRun)}) AS lines`,
  );
  const script = [
    "BEGIN TRANSACTION",
    ...looked.flatMap(({ statements }) => statements),
    "COMMIT TRANSACTION",
    results.join("\nUNION ALL\n"),
  ];
  const positions = looked.flatMap(({ ledger }) =>
    ledger.map((row) => [row["d"], row["position"]]),
  );
  const id = await runJob(engine, {
    id: jobIdOf("restore", request.run, request.undoRun, positions.sort()),
    labels: { kind: "restore" },
    run: request.undoRun,
    work: { kind: "query", query: { query: `${script.join(";\n")};`, queryParameters: [] } },
  });
  const rows = await rowsOfJob(engine, id);
  return request.tables.flatMap(({ tableId, dates }) =>
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
  one: RestoreRequest["tables"][number],
): Promise<Looked> {
  const { tableId, table, dateColumn, dates } = one;
  const columns = (await findTable(engine, table))?.schema?.fields;
  if (columns === undefined) throw new TableNotFoundError(`Table ${table} does not exist`);
  const where = inClaim(dateColumn, dates);
  const hash = fingerprintSql(columns, one.volatileColumns);
  const counted = countsSql(table, dateColumn, hash, where);
  const kept = keptName(table, columns);
  const ofRun = `${where} AND kept_run = ${textLiteral(request.run)}`;
  const isKept = (await findTable(engine, kept)) !== null;
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
      ...(isKept ? { kept: countsSql(kept, dateColumn, null, ofRun) } : {}),
    },
    latestLedgerSql(tableId, dateLiterals(dates)),
  );
  const before = counts("before");
  guardUnchanged(request.run, one, new Map([...before, ...counts("old")]));
  const rowsKept = counts("kept");
  const short = dates.filter(
    (date) => (rowsKept.get(date)?.rows ?? 0) !== (one.rowsBefore.get(date) ?? 0),
  );
  if (short.length > 0)
    throw new RefusedWriteError(
      `The rows of ${table} that ${request.run} replaced on ${short.join(", ")} are no longer kept. Nothing was restored.`,
    );
  const list = columnNames(columns).join(", ");
  return {
    ledger,
    statements: [
      unchangedSql(counted, before, table),
      `DELETE FROM ${quotedName(table)} WHERE ${where}`,
      ...(rowsKept.size === 0
        ? []
        : [
            `INSERT INTO ${quotedName(table)} (${list}) SELECT ${list} FROM ${quotedName(kept)} WHERE ${ofRun}`,
          ]),
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

export async function forgetKept(engine: Engine, before: Date): Promise<void> {
  const kept = (await tablesIn(engine, "ops")).filter((name) => name.startsWith(KEPT));
  for (const name of kept)
    await runJob(engine, {
      id: `ops-forget-${randomUUID()}`,
      labels: { kind: "forget" },
      work: {
        kind: "query",
        query: {
          query: `DELETE FROM ${quotedName(`ops.${name}`)} WHERE kept_at < TIMESTAMP ${textLiteral(before.toISOString())}`,
          queryParameters: [],
        },
      },
    });
}
