import { hashOf } from "../../certificate/issue.ts";
import type { Leak, LeakReport } from "../../certificate/leaks.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import { type DateList, daysOf } from "../../dates/list.ts";
import { UserError } from "../../errors.ts";
import { keyOf } from "../../grid/cascade.ts";
import { topologicalOrder } from "../../pipeline/graph.ts";
import { lineageOf } from "../../pipeline/independence.ts";
import { producerOf, tablesOf } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { readModel, readSql } from "../../producers/port/sql-file.ts";
import { openToRead, openToWrite } from "../../warehouse/open/open.ts";
import type { Params, Row } from "../../warehouse/warehouse.ts";
import type { Progress } from "../shared/progress.ts";
import { movedBetween } from "./moved.ts";
import { asItIs, FUTURES, type Readable, schemaOf, withFuture, withinWindow } from "./views.ts";

export type LeakRequest = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly root: string;
  /** The embedded file; null where the warehouse is not embedded. */
  readonly path: string | null;
  readonly table: string;
  /** The dates to try; by sample where not given. */
  readonly dates?: DateList | undefined;
  /** How many dates to try, spread over all that have rows. */
  readonly sample: number;
  /** Seconds to wait for a file that another process has open. */
  readonly lockWait: number;
};

/**
 * Runs a table's model for single dates over views of the warehouse in which everything that cannot be known before the
 * date is otherwise, and in which only what it is declared to read is there. The rows of the date must not move. What it
 * is computed from is tried first: rows of the same day are taken for known where they passed. Reads the file, and writes
 * nothing to it. For embedded warehouses and tables that are filled by SQL; a UserError for others.
 */
export async function findLeaks(request: LeakRequest, progress: Progress): Promise<LeakReport> {
  const { pipeline, environment, root, path, table: id } = request;
  const tables = tablesOf(pipeline, environment);
  const target = tables.find((one) => one.id === id);
  if (target === undefined)
    throw new UserError(
      `There is no table "${id}" in ${environment}; there are ${tables.map((one) => one.id).join(", ")}.`,
    );
  if (path === null)
    throw new UserError(
      `${environment} is on BigQuery, where nothing can be tried without writing. Try the same SQL on an embedded environment, such as --environment sample.`,
    );
  const order = inOrder(tables, target, environment);
  if (order.length === 0)
    throw new UserError(
      `${id} is not filled by SQL in ${environment}, so there is no model to try.`,
    );
  // Opened once for its own errors: a file that is not there, or that another process writes.
  const waiting = {
    lockWaitMs: request.lockWait * 1000,
    onWait: (message: string) => progress({ kind: "note", message }),
  };
  await (await openToRead({ engine: "duckdb", path }, waiting))[Symbol.asyncDispose]();
  await using warehouse = await openToWrite({ path: ":memory:", root, create: true }, waiting);
  await warehouse.native(`ATTACH '${path.replaceAll("'", "''")}' AS ops_tried (READ_ONLY)`);
  const query = (sql: string) => warehouse.query(sql);
  const sources = await sourcesOf(tables, query);
  for (const one of sources) await warehouse.native(schemaOf(one));
  const dates =
    request.dates === undefined
      ? spread(await datesOf(target, query), request.sample)
      : daysOf(request.dates);
  const title = `Trying ${order.length} models on ${dates.length} dates`;
  progress({ kind: "start", title, total: order.length });
  const passed = new Set<string>();
  const leaks: Leak[] = [];
  const models: { id: string; model: string }[] = [];
  let empty = 0;
  for (const [at, { table, file }] of order.entries()) {
    const sql = await readModel({ pipeline, environment, root }, table, file);
    models.push({ id: table.id, model: hashOf(await readSql(root, file)) });
    for (const date of dates) {
      const known = sources.map((one) =>
        passed.has(keyOf({ table: one.table.id, date }))
          ? { ...one, known: "day before" as const }
          : one,
      );
      const rows = async (viewOf: (one: Readable) => string): Promise<readonly Row[]> => {
        for (const one of known) await warehouse.native(viewOf(one));
        return warehouse.query(sql, onOneDay(date));
      };
      const found = await tryOn(table, date, rows);
      if (found === null && table === target) empty += 1;
      // What gave no row has shown nothing of the rows that its table may hold.
      if (found?.every(({ kind }) => kind !== "future"))
        passed.add(keyOf({ table: table.id, date }));
      // An upstream may tell of its own day, as a summary does: what reads it there is the leak.
      leaks.push(...(found ?? []).filter(({ kind }) => table === target || kind === "window"));
    }
    progress({ kind: "step", label: table.id, done: at + 1, total: order.length });
  }
  progress({ kind: "end", title });
  return { table: id, tables: models, dates, empty, leaks };
}

/** A model on one date; null where it gives no row. `rows` are its rows over one view of each table. */
async function tryOn(
  table: TableConfig,
  date: CivilDate,
  rows: (viewOf: (one: Readable) => string) => Promise<readonly Row[]>,
): Promise<Leak[] | null> {
  const plain = await rows(asItIs);
  if (plain.length === 0) return null;
  const compared = async (kind: Leak["kind"], viewOf: (one: Readable) => string) => {
    const moved = movedBetween(table, plain, await rows(viewOf));
    return moved === null ? [] : [{ table: table.id, date, kind, ...moved }];
  };
  const found: Leak[] = [];
  for (const future of FUTURES)
    if (found.length === 0)
      found.push(...(await compared("future", (one) => withFuture(one, date, future))));
  return [...found, ...(await compared("window", (one) => withinWindow(one, table, date)))];
}

const onOneDay = (date: CivilDate): Params => ({
  dates: { type: "ARRAY<DATE>", value: [date] },
  first_date: { type: "DATE", value: date },
  last_date: { type: "DATE", value: date },
});

type Model = { readonly table: TableConfig; readonly file: string };

/** The models that the target is computed from, and last the target's; none where no SQL fills it. */
function inOrder(
  tables: readonly TableConfig[],
  target: TableConfig,
  environment: string,
): readonly Model[] {
  const lineage = lineageOf(tables, target.id);
  const sorted = topologicalOrder(tables.filter(({ id }) => lineage.has(id)));
  // A declaration with a cycle is refused when it is read.
  const models = ("order" in sorted ? sorted.order : []).flatMap((table) => {
    const producer = producerOf(table, environment);
    return producer.kind === "sql" ? [{ table, file: producer.file }] : [];
  });
  return models.some(({ table }) => table === target) ? models : [];
}

/** Every table with its columns and what its declaration says may be known before. */
async function sourcesOf(
  tables: readonly TableConfig[],
  query: (sql: string) => Promise<readonly Row[]>,
): Promise<readonly Readable[]> {
  const columns = await columnsOf(tables, query);
  return tables.map((table) => {
    const { id, knownBefore } = table;
    const own = columns.get(id) ?? [];
    const later = typeof knownBefore === "object" ? knownBefore.except : [];
    const strange = later.filter((name) => !own.some((column) => column.name === name));
    if (strange.length > 0)
      throw new UserError(
        `knownBefore of ${id} names ${strange.join(", ")}, and it has ${own.map(({ name }) => name).join(", ")}.`,
      );
    return { table, later, columns: own, known: knownBefore === undefined ? "after" : "before" };
  });
}

async function columnsOf(
  tables: readonly TableConfig[],
  query: (sql: string) => Promise<readonly Row[]>,
): Promise<ReadonlyMap<string, Readable["columns"]>> {
  const rows = await query(
    "SELECT schema_name || '.' || table_name AS name, column_name AS column_name, data_type AS type FROM duckdb_columns() WHERE database_name = 'ops_tried' ORDER BY column_index",
  );
  const byName = Map.groupBy(rows, (row) => String(row["name"]));
  return new Map(
    tables.map(({ id, name }) => {
      const own = byName.get(name);
      if (own === undefined) throw new UserError(`Table ${name} does not exist in this warehouse.`);
      return [
        id,
        own.map((row) => ({ name: String(row["column_name"]), type: String(row["type"]) })),
      ];
    }),
  );
}

async function datesOf(
  { name, dateColumn }: TableConfig,
  query: (sql: string) => Promise<readonly Row[]>,
): Promise<CivilDate[]> {
  const [dataset, table] = name.split(".");
  const rows = await query(
    `SELECT DISTINCT \`${dateColumn}\` AS day FROM ops_tried.\`${dataset}\`.\`${table}\` WHERE \`${dateColumn}\` IS NOT NULL ORDER BY day`,
  );
  return rows.map((row) => row["day"] as CivilDate);
}

/** The first, the last and others at equal distances. */
function spread(dates: readonly CivilDate[], most: number): CivilDate[] {
  if (dates.length <= most) return [...dates];
  const last = dates.length - 1;
  const at = Array.from({ length: most }, (_, n) =>
    Math.round(most === 1 ? last : (n * last) / (most - 1)),
  );
  return [...new Set(at)].map((index) => dates[index] as CivilDate);
}
