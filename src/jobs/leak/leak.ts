import { hashOf } from "../../certificate/issue.ts";
import type { Leak, LeakReport } from "../../certificate/leaks.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import { type DateList, daysOf } from "../../dates/list.ts";
import { UserError } from "../../errors.ts";
import { canonical } from "../../pipeline/hash.ts";
import { producerOf, tablesOf } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { readModel, readSql } from "../../producers/port/sql-file.ts";
import { openToWrite } from "../../warehouse/open/open.ts";
import type { Row } from "../../warehouse/warehouse.ts";
import type { Progress } from "../shared/progress.ts";
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
};

/**
 * Runs a table's model for single dates over views of the warehouse in which everything is another one that nobody can
 * know before the date, and in which only what it is declared to read is there. The rows of the date must not move. What it
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
  await using warehouse = await openToWrite(
    { path: ":memory:", root, create: true },
    { lockWaitMs: 0, onWait: () => undefined },
  );
  await warehouse.native(`ATTACH '${path.replaceAll("'", "''")}' AS ops_tried (READ_ONLY)`);
  const columns = await columnsOf(tables, (sql) => warehouse.query(sql));
  const readables = new Map(
    tables.map((table): [string, Readable] => {
      const { knownBefore } = table;
      const isBefore = knownBefore !== undefined;
      const later = typeof knownBefore === "object" ? knownBefore.except : [];
      return [
        table.id,
        {
          table,
          later,
          known: isBefore ? "before" : "after",
          columns: columns.get(table.id) ?? [],
        },
      ];
    }),
  );
  for (const one of readables.values()) await warehouse.native(schemaOf(one));
  const show = async (views: readonly string[]) => {
    for (const view of views) await warehouse.native(view);
  };
  const dates =
    request.dates === undefined
      ? spread(await datesOf(target, (sql) => warehouse.query(sql)), request.sample)
      : daysOf(request.dates);
  const title = `Trying ${order.length} models on ${dates.length} dates`;
  progress({ kind: "start", title, total: order.length });
  const leaks: Leak[] = [];
  const models: LeakReport["tables"][number][] = [];
  let empty = 0;
  for (const [at, table] of order.entries()) {
    const producer = producerOf(table, environment);
    if (producer.kind !== "sql") continue;
    const sql = await readModel({ pipeline, environment, root }, table, producer.file);
    models.push({ id: table.id, model: hashOf(await readSql(root, producer.file)) });
    const found: Leak[] = [];
    for (const date of dates) {
      const rows = () =>
        warehouse.query(sql, {
          dates: { type: "ARRAY<DATE>", value: [date] },
          first_date: { type: "DATE", value: date },
          last_date: { type: "DATE", value: date },
        });
      await show([...readables.values()].map(asItIs));
      const plain = await rows();
      if (plain.length === 0) {
        if (table === target) empty += 1;
        continue;
      }
      const compare = async (kind: Leak["kind"], views: readonly string[]) => {
        await show(views);
        const moved = movedBetween(table, plain, await rows());
        if (moved !== null) found.push({ table: table.id, date, kind, ...moved });
      };
      for (const future of FUTURES)
        if (!found.some((one) => one.date === date && one.kind === "future"))
          await compare(
            "future",
            [...readables.values()].map((one) => withFuture(one, date, future)),
          );
      await compare(
        "window",
        [...readables.values()].map((one) => withinWindow(one, table, date)),
      );
    }
    const own = readables.get(table.id);
    if (own !== undefined && !found.some(({ kind }) => kind === "future"))
      readables.set(table.id, { ...own, known: "day before" });
    // An upstream that tells of its own day is no fault of its own: only the target's readers may not read it there.
    leaks.push(...found.filter(({ kind }) => table === target || kind === "window"));
    progress({ kind: "step", label: table.id, done: at + 1, total: order.length });
  }
  progress({ kind: "end", title });
  return { table: id, tables: models, dates, empty, leaks };
}

/** The models that the target is computed from, and last the target. */
function inOrder(
  tables: readonly TableConfig[],
  target: TableConfig,
  environment: string,
): TableConfig[] {
  const found: TableConfig[] = [];
  const visit = (table: TableConfig, above: readonly string[]) => {
    if (found.includes(table) || above.includes(table.id)) return;
    for (const { table: id } of table.upstream) {
      const upstream = tables.find((one) => one.id === id);
      if (upstream !== undefined) visit(upstream, [...above, table.id]);
    }
    if (producerOf(table, environment).kind === "sql") found.push(table);
  };
  visit(target, []);
  return found.includes(target) ? found : [];
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

/** Null where the same rows are there, in any order, volatile columns left out. */
function movedBetween(
  { keys, volatileColumns = [] }: TableConfig,
  before: readonly Row[],
  after: readonly Row[],
): Pick<Leak, "columns" | "rows"> | null {
  const left = new Set(volatileColumns);
  const steady = (row: Row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !left.has(name)));
  const keyOf = (row: Row) => canonical(keys.map((name) => String(row[name])));
  const [was, is] = [before, after].map((rows) => Map.groupBy(rows.map(steady), keyOf)) as [
    Map<string, Row[]>,
    Map<string, Row[]>,
  ];
  const columns = new Set<string>();
  let rows = 0;
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const texts = (of: Map<string, Row[]>) => (of.get(key) ?? []).map(canonical).sort().join("\n");
    if (texts(was) === texts(is)) continue;
    rows += 1;
    const [one, other] = [was.get(key)?.[0], is.get(key)?.[0]];
    if (one === undefined || other === undefined) continue;
    for (const name of Object.keys(one))
      if (canonical([one[name]]) !== canonical([other[name]])) columns.add(name);
  }
  return rows === 0 ? null : { columns: [...columns], rows };
}
