import { randomUUID } from "node:crypto";
import { NOT_OBSERVED, type Observed } from "../../content.ts";
import type { LedgerKind, LedgerNote, OpsRow, OpsTable, WrittenDate } from "../../warehouse.ts";
import { runJob } from "../client/jobs.ts";
import type { Engine, JobSpec } from "../client/requests.ts";
import { dateLiteral, type Field, textLiteral } from "../client/values.ts";
import { ensureDataset, ensureTable, referenceOf } from "../read/tables.ts";
import { MAX_TEXT_CHARS } from "./chunks.ts";

/** The bookkeeping tables: the same columns as on the embedded engine. */
export const OPS_FIELDS: Readonly<Record<OpsTable, readonly Field[]>> = {
  partition_writes: fields({
    run: "STRING",
    kind: "STRING",
    table_id: "STRING",
    game_date: "DATE",
    row_count: "INT64",
    rows_before: "INT64",
    fingerprint: "STRING",
    fingerprint_before: "STRING",
    upstream_fingerprint: "STRING",
    seconds: "FLOAT64",
    written_at: "TIMESTAMP",
    position: "INT64",
  }),
  backfill_runs: fields({
    run: "STRING",
    event: "STRING",
    recorded_at: "TIMESTAMP",
    plan_json: "STRING",
    summary_json: "STRING",
  }),
  cell_attempts: fields({
    run: "STRING",
    table_id: "STRING",
    game_date: "DATE",
    outcome: "STRING",
    attempt: "INT64",
    message: "STRING",
    due_at: "TIMESTAMP",
    recorded_at: "TIMESTAMP",
  }),
  row_sources: fields({
    run: "STRING",
    table_id: "STRING",
    game_date: "DATE",
    sources_json: "STRING",
    recorded_at: "TIMESTAMP",
  }),
};

/** What each is asked by: a filter then reads little of it, however long it has grown. */
export const OPS_CLUSTERS: Readonly<Record<OpsTable, readonly string[]>> = {
  partition_writes: ["table_id", "game_date"],
  backfill_runs: ["run"],
  cell_attempts: ["table_id", "game_date"],
  row_sources: ["table_id", "game_date"],
};

function fields(types: Readonly<Record<string, string>>): Field[] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}

export const ensureOps = async (engine: Engine, table: OpsTable): Promise<void> => {
  if (engine.ensured.has(table)) return;
  await ensureDataset(engine, "ops");
  await ensureTable(engine, `ops.${table}`, {
    fields: OPS_FIELDS[table],
    clusteredBy: OPS_CLUSTERS[table],
  });
  engine.ensured.add(table);
};

/** Values as GoogleSQL: every column takes text and casts it. */
export function insertOps(table: OpsTable, row: OpsRow): JobSpec {
  const given = Object.entries(row).filter(([, value]) => value !== null);
  const typeOf = (name: string): string => {
    const field = OPS_FIELDS[table].find((one) => one.name === name);
    if (field === undefined) throw new Error(`ops.${table} has no column "${name}".`);
    return field.type;
  };
  const columns = given.map(([name]) => `\`${name}\``).join(", ");
  const values = given.map(([name]) => `CAST(@${name} AS ${typeOf(name)})`).join(", ");
  return {
    id: `ops-record-${randomUUID()}`,
    labels: { kind: "record" },
    work: {
      kind: "query",
      query: {
        query: `INSERT INTO \`ops.${table}\` (${columns}) SELECT ${values}`,
        queryParameters: given.map(([name, value]) => ({
          name,
          parameterType: { type: "STRING" },
          parameterValue: { value: String(value) },
        })),
      },
    },
  };
}

/** Appends one row, once: a lost answer is looked up by the job's id. */
export async function record(engine: Engine, table: OpsTable, row: OpsRow): Promise<void> {
  await ensureOps(engine, table);
  const text = JSON.stringify(row);
  const spec = text.length > MAX_TEXT_CHARS ? loadOps(engine, table, text) : insertOps(table, row);
  await runJob(engine, spec);
}

/** A plan of many cells is longer than a request with parameters may be; a load takes a row of 100 MB. */
const loadOps = (engine: Engine, table: OpsTable, line: string): JobSpec => ({
  id: `ops-record-${randomUUID()}`,
  labels: { kind: "record" },
  work: {
    kind: "load",
    lines: `${line}\n`,
    load: {
      destinationTable: referenceOf(engine, `ops.${table}`),
      schema: { fields: OPS_FIELDS[table] },
      sourceFormat: "NEWLINE_DELIMITED_JSON",
      createDisposition: "CREATE_NEVER",
      writeDisposition: "WRITE_APPEND",
    },
  },
});

/** One table's dates before the change, with what its rows afterwards are counted from. */
export type LedgerLines = {
  readonly note: Omit<LedgerNote, "kind"> & { readonly kind: LedgerKind };
  readonly before: readonly Pick<WrittenDate, "date" | "rowsBefore" | "fingerprintBefore">[];
  readonly seconds: number;
  /** SELECT of game_date (as text), n and fingerprint of the rows that are there after the change. */
  readonly afterSql: string;
};

/** Counts inside the transaction, so that the ledger says what was committed. */
export function appendLedgerSql({ note, before, seconds, afterSql }: LedgerLines): string {
  const lines = before.map(
    ({ date, rowsBefore, fingerprintBefore }) =>
      `STRUCT(${dateLiteral(date)} AS game_date, ${rowsBefore} AS rows_before, ${textLiteral(fingerprintBefore)} AS fingerprint_before, ${textLiteral(note.upstreamFingerprints.get(date) ?? "")} AS upstream)`,
  );
  return `INSERT INTO \`ops.partition_writes\` (run, kind, table_id, game_date, row_count, rows_before, fingerprint,
  fingerprint_before, upstream_fingerprint, seconds, written_at, position)
SELECT ${textLiteral(note.run)}, ${textLiteral(note.kind)}, ${textLiteral(note.tableId)}, claim.game_date,
  COALESCE(written.n, 0), claim.rows_before, COALESCE(written.fingerprint, ''), claim.fingerprint_before,
  claim.upstream, ${(seconds / Math.max(1, before.length)).toFixed(6)}, CURRENT_TIMESTAMP(),
  (SELECT COALESCE(MAX(position), 0) + 1 FROM \`ops.partition_writes\`)
FROM UNNEST([${lines.join(",\n  ")}]) AS claim
LEFT JOIN (${afterSql}) AS written ON written.d = CAST(claim.game_date AS STRING)`;
}

/** Many lines make a text that BigQuery refuses; it takes 1 MB. */
const LINES_A_STATEMENT = 1000;

/** Content that was found, in statements of so many lines that the engine takes them. */
export async function recordObserved(
  engine: Engine,
  { run, kind, lines }: Observed,
): Promise<void> {
  if (lines.length === 0) return;
  await ensureOps(engine, "partition_writes");
  for (let at = 0; at < lines.length; at += LINES_A_STATEMENT) {
    const some = lines
      .slice(at, at + LINES_A_STATEMENT)
      .map(
        (line) =>
          `STRUCT(${textLiteral(line.tableId)} AS table_id, ${dateLiteral(line.date)} AS game_date, ${line.rows} AS n, ${line.rowsBefore} AS rows_before, ${textLiteral(line.fingerprint)} AS fingerprint, ${textLiteral(line.fingerprintBefore)} AS fingerprint_before, ${textLiteral(line.upstreamFingerprint)} AS upstream)`,
      );
    const query = `INSERT INTO \`ops.partition_writes\` (run, kind, table_id, game_date, row_count, rows_before, fingerprint,
  fingerprint_before, upstream_fingerprint, seconds, written_at, position)
SELECT ${textLiteral(run)}, ${textLiteral(kind)}, line.table_id, line.game_date, line.n, line.rows_before, line.fingerprint,
  line.fingerprint_before, line.upstream, 0, CURRENT_TIMESTAMP(),
  (SELECT COALESCE(MAX(position), 0) + 1 FROM \`ops.partition_writes\`)
FROM UNNEST([${some.join(",\n  ")}]) AS line`;
    await runJob(engine, {
      id: `ops-record-${randomUUID()}`,
      labels: { kind: "record" },
      run,
      work: { kind: "query", query: { query, queryParameters: [] } },
    });
  }
}

/** The newest ledger lines of some dates of a table that are writes; what was only kept or seen is none. */
export const latestLedgerSql = (tableId: string, dates: string, run?: string): string =>
  `SELECT CAST(game_date AS STRING) AS d, run, row_count AS n, fingerprint, rows_before, fingerprint_before, position
FROM \`ops.partition_writes\`
WHERE table_id = ${textLiteral(tableId)} AND game_date IN (${dates}) AND kind <> 'kept' AND ${NOT_OBSERVED}${run === undefined ? "" : ` AND run = ${textLiteral(run)}`}
QUALIFY ROW_NUMBER() OVER (PARTITION BY game_date ORDER BY position DESC) = 1`;

/** What each date held before a run first touched it, by the run's first line, and how often the run wrote it. */
export const firstLedgerSql = (tableId: string, dates: string, run: string): string =>
  `SELECT CAST(game_date AS STRING) AS d, rows_before, fingerprint_before,
  SUM(IF(kind = 'kept', 0, 1)) OVER (PARTITION BY game_date) AS writes
FROM \`ops.partition_writes\`
WHERE table_id = ${textLiteral(tableId)} AND game_date IN (${dates}) AND run = ${textLiteral(run)} AND ${NOT_OBSERVED}
QUALIFY ROW_NUMBER() OVER (PARTITION BY game_date ORDER BY position) = 1`;
