import { randomUUID } from "node:crypto";
import { TableNotFoundError } from "../../../errors.ts";
import { dateParams } from "../../params.ts";
import { type Only, RefusedWriteError, type ReplaceRequest, type Row } from "../../warehouse.ts";
import { runJob } from "../client/jobs.ts";
import type { Engine } from "../client/requests.ts";
import { bindQuery, type Field, quotedName, textLiteral } from "../client/values.ts";
import { ask, columnNames, inClaim, sameName } from "../read/counts.ts";
import { ensureDataset, ensureTable, findTable, referenceOf } from "../read/tables.ts";
import { loadLine } from "./rows.ts";

const STAGE_HOURS = 12;
/** A load is sent in one request; BigQuery takes more, a lost connection repeats less. */
const MAX_LOAD_CHARS = 8 * 1024 ** 2;

export type Stage = {
  readonly table: string;
  readonly fields: readonly Field[];
  /** What was sent; null where the engine computed the rows. */
  readonly rowsSent: number | null;
};

/** Computes the new rows beside the table, under a name of this run and call alone; which expires by itself: a transaction may read it long after its answer was lost. */
export async function stage(
  engine: Engine,
  request: ReplaceRequest,
  shape: readonly Field[] | null,
  filesAt: string,
): Promise<Stage> {
  await ensureDataset(engine, "ops");
  const { source } = request;
  const run = request.ledger?.run;
  const words = ["stage", request.table, run ?? "load", randomUUID().slice(0, 8)];
  const name = `ops.${words.join("__").replaceAll(/[^A-Za-z0-9_]/g, "_")}`;
  switch (source.kind) {
    case "select": {
      const { query } = bindQuery(source.sql, dateParams(request.dates));
      const sql = `CREATE TABLE ${quotedName(name)}
OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL ${STAGE_HOURS} HOUR))
AS ${query}`;
      await runJob(engine, {
        id: name.replace(".", "-"),
        labels: { kind: "stage" },
        sees: "all",
        run,
        work: { kind: "query", query: { query: sql, queryParameters: [] } },
      });
      const fields = (await findTable(engine, name))?.schema?.fields ?? [];
      return { table: name, fields, rowsSent: null };
    }
    case "rows":
      if (shape === null) throw new TableNotFoundError(`Table ${request.table} does not exist`);
      await load(engine, name, fieldsOfRows(request.table, shape, source.rows), source.rows, run);
      if (source.only === undefined)
        return { table: name, fields: shape, rowsSent: source.rows.length };
      return {
        table: name,
        fields: shape,
        rowsSent: source.rows.length + (await keepOthers(engine, name, request, shape, source)),
      };
    case "recorded": {
      const { readRecorded } = await import("./recorded.ts"); // native: kept out of action bundles
      const { fields, rows } = await readRecorded(source.sql, request, filesAt);
      await load(engine, name, fields, rows, run);
      return { table: name, fields, rowsSent: rows.length };
    }
  }
}

/** Copies the rows that stay beside the new ones, by the engine alone. Returns how many they are. */
async function keepOthers(
  engine: Engine,
  stage: string,
  { table, dateColumn, dates, ledger }: ReplaceRequest,
  shape: readonly Field[],
  { only }: { readonly only?: Only },
): Promise<number> {
  if (only === undefined) return 0;
  const column = `CAST(${quotedName(only.column)} AS STRING)`;
  const values = only.values.map(textLiteral).join(", ");
  const stays = values === "" ? "TRUE" : `COALESCE(${column} NOT IN (${values}), TRUE)`;
  const where = `${inClaim(dateColumn, dates)} AND ${stays}`;
  const list = columnNames(shape).join(", ");
  const [counted] = await ask(
    engine,
    "look",
    `SELECT COUNT(*) AS n FROM ${quotedName(table)} WHERE ${where}`,
  );
  const n = Number(counted?.["n"] ?? 0);
  if (n > 0)
    await runJob(engine, {
      id: `${stage.replace(".", "-")}-kept`,
      labels: { kind: "stage" },
      run: ledger?.run,
      work: {
        kind: "query",
        query: {
          query: `INSERT INTO ${quotedName(stage)} (${list}) SELECT ${list} FROM ${quotedName(table)} WHERE ${where}`,
          queryParameters: [],
        },
      },
    });
  return n;
}

/** Rows from outside take the shape of the table that is there: a new column is refused by name, not added. */
function fieldsOfRows(table: string, shape: readonly Field[], rows: readonly Row[]) {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const strange = [...names].filter(
    (name) => !shape.some((field) => sameName(field, { name, type: "" })),
  );
  if (strange.length > 0)
    throw new RefusedWriteError(
      `${table} has no column ${strange.join(", ")}, which the rows have`,
    );
  return shape;
}

/** By load jobs, which cost nothing and count against the stage alone, not against the table's daily loads. */
async function load(
  engine: Engine,
  table: string,
  fields: readonly Field[],
  rows: readonly Row[],
  run: string | undefined,
): Promise<void> {
  const expiresAt = new Date(engine.now().getTime() + STAGE_HOURS * 3_600_000);
  await ensureTable(engine, table, { fields, expiresAt });
  for (const [index, lines] of [
    ...chunks(rows.map((row) => loadLine(table, fields, row))),
  ].entries())
    await runJob(engine, {
      id: `${table.replace(".", "-")}-${index}`,
      labels: { kind: "load" },
      run,
      work: {
        kind: "load",
        lines,
        load: {
          destinationTable: referenceOf(engine, table),
          schema: { fields },
          sourceFormat: "NEWLINE_DELIMITED_JSON",
          createDisposition: "CREATE_NEVER",
          writeDisposition: index === 0 ? "WRITE_TRUNCATE" : "WRITE_APPEND",
        },
      },
    });
}

function* chunks(all: readonly string[]): Generator<string> {
  let lines: string[] = [];
  let size = 0;
  for (const line of all) {
    if (size + line.length > MAX_LOAD_CHARS && lines.length > 0) {
      yield `${lines.join("\n")}\n`;
      [lines, size] = [[], 0];
    }
    lines.push(line);
    size += line.length + 1;
  }
  if (lines.length > 0) yield `${lines.join("\n")}\n`;
}
