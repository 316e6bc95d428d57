import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { CivilDate } from "../dates/civil-date.ts";
import { UserError } from "../errors.ts";
import { topologicalOrder } from "../pipeline/graph.ts";
import { gamesCalendar, producerOf, tablesOf } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../pipeline/schema.ts";
import { readSql } from "../producers/open.ts";
import type { DuckDbWarehouse } from "../warehouse/duckdb.ts";
import { openToWrite, type Waiting } from "../warehouse/open.ts";
import type { Progress } from "./progress.ts";
import type { Scenario } from "./scenario.ts";

export type LoadSampleInput = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly scenario: Scenario;
  /** The embedded file to make; one that is there is replaced as a whole, when the new one is complete. */
  readonly path: string;
  /** Where `sample/` and `pipeline/` are. */
  readonly root: string;
};

export type LoadedTable = { readonly table: string; readonly rows: number };

/** Builds an embedded warehouse from the recorded sources and the SQL models, then applies the scenario to it. */
export async function loadSample(
  input: LoadSampleInput,
  waiting: Waiting,
  progress: Progress,
): Promise<readonly LoadedTable[]> {
  await mkdir(dirname(input.path), { recursive: true });
  const building = `${input.path}.building-${process.pid}`;
  try {
    const loaded = await build(input, building, waiting, progress);
    // Holding the old file open to write says that nobody else is reading or writing it while it is replaced.
    await using _lease = await openToWrite(
      { path: input.path, root: input.root, create: true },
      waiting,
    );
    await rename(building, input.path);
    return loaded;
  } finally {
    await rm(building, { force: true });
    await rm(`${building}.wal`, { force: true });
    await rm(`${input.path}.wal`, { force: true });
  }
}

async function build(
  input: LoadSampleInput,
  path: string,
  waiting: Waiting,
  progress: Progress,
): Promise<LoadedTable[]> {
  await using warehouse = await openToWrite({ path, root: input.root, create: true }, waiting);
  const graph = topologicalOrder(tablesOf(input.pipeline, input.environment));
  if ("cycle" in graph) throw new Error("A checked pipeline has no cycle.");
  const title = `Building ${graph.order.length} tables from the recorded sources`;
  progress({ kind: "start", title, total: graph.order.length });
  for (const [index, table] of graph.order.entries()) {
    await fill(input, warehouse, table);
    progress({ kind: "step", label: table.id, done: index + 1, total: graph.order.length });
  }
  progress({ kind: "end", title });
  await applyScenario(input, warehouse);
  const counted = await countRows(warehouse, graph.order);
  await warehouse.native("CHECKPOINT"); // the file alone is moved: nothing may be left in its log
  return counted;
}

async function fill(input: LoadSampleInput, warehouse: DuckDbWarehouse, table: TableConfig) {
  const producer = producerOf(table, input.environment);
  if (producer.kind === "service" || producer.kind === "command")
    throw new UserError(
      `${table.id} is not filled from files here; the sample is built from recorded sources and models.`,
    );
  const sql = await readSql(input.root, producer.file);
  if (producer.kind === "recorded") {
    const name = quoted(table.name);
    await warehouse.native(`CREATE SCHEMA IF NOT EXISTS ${name.split(".")[0]}`);
    await warehouse.native(`CREATE TABLE ${name} AS ${sql}`);
    return;
  }
  await warehouse.replaceDates({
    table: table.name,
    dateColumn: table.dateColumn,
    dates: await gameDates(input.pipeline, warehouse),
    source: { kind: "select", sql },
    ledger: null,
    allowShrink: false,
    rowsExpected: false,
  });
}

async function gameDates(pipeline: PipelineConfig, warehouse: DuckDbWarehouse) {
  const calendar = gamesCalendar(pipeline);
  const schedule = pipeline.tables.find(({ id }) => id === calendar?.table);
  if (calendar === undefined || schedule === undefined)
    throw new UserError("The sample's dates come from a schedule; declare one as the calendar.");
  const excluded = calendar.exclude.map(({ game }) => literal(game)).join(", ") || "''";
  const rows = await warehouse.query(
    `SELECT DISTINCT \`${schedule.dateColumn}\` AS d FROM \`${schedule.name}\`
     WHERE \`${calendar.columns.game}\` NOT IN (${excluded}) ORDER BY d`,
  );
  return rows.map((row) => row["d"] as CivilDate);
}

async function applyScenario(input: LoadSampleInput, warehouse: DuckDbWarehouse): Promise<void> {
  for (const { tables, dates } of input.scenario.empty)
    for (const id of tables) {
      const table = input.pipeline.tables.find((one) => one.id === id);
      if (table === undefined)
        throw new UserError(`The scenario empties "${id}", which the pipeline does not declare.`);
      const list = dates.map((date) => `DATE ${literal(date)}`).join(", ");
      await warehouse.native(
        `DELETE FROM ${quoted(table.name)} WHERE "${table.dateColumn}" IN (${list})`,
      );
    }
  const schedule = input.pipeline.tables.find(
    ({ id }) => id === gamesCalendar(input.pipeline)?.table,
  );
  for (const game of input.scenario.phantomGames) {
    const columns = Object.entries(game).map(([name, value]) =>
      typeof value === "number" ? `${value} AS ${name}` : `${literal(value)} AS ${name}`,
    );
    await warehouse.native(
      `INSERT INTO ${quoted(schedule?.name ?? "")} BY NAME SELECT ${columns.join(", ")}`,
    );
  }
}

async function countRows(warehouse: DuckDbWarehouse, tables: readonly TableConfig[]) {
  const counted: LoadedTable[] = [];
  for (const table of tables) {
    const [row] = await warehouse.query(`SELECT COUNT(*) AS n FROM \`${table.name}\``);
    counted.push({ table: table.id, rows: Number(row?.["n"]) });
  }
  return counted;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const quoted = (name: string): string =>
  name
    .split(".")
    .map((part) => `"${part}"`)
    .join(".");
