import { rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { CivilDate } from "../../dates/civil-date.ts";
import { daysOf } from "../../dates/list.ts";
import { isOnCadence } from "../../pipeline/rhythm.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { DuckDbWarehouse } from "../../warehouse/duckdb/duckdb.ts";
import { makeFolder } from "../../warehouse/folder.ts";
import { openToWrite, type Waiting } from "../../warehouse/open/open.ts";
import type { Progress } from "../shared/progress.ts";
import { recordLoaded } from "./loaded.ts";
import {
  emptied,
  gameDatesSql,
  type LoadedTable,
  literal,
  phantomGames,
  type SampleInput,
  sampleTables,
  scheduleOf,
  someOf,
  sourceOf,
} from "./source.ts";

export type LoadFileInput = SampleInput & {
  /** The embedded file to make; one that is there is replaced as a whole, when the new one is complete. */
  readonly path: string;
};

/** Builds an embedded warehouse from the recorded sources and the SQL models, then applies the scenario to it. */
export async function loadSample(
  input: LoadFileInput,
  waiting: Waiting,
  progress: Progress,
): Promise<readonly LoadedTable[]> {
  const tables = sampleTables(input);
  await makeFolder(dirname(input.path));
  const building = `${input.path}.building-${process.pid}`;
  try {
    const loaded = await build(input, tables, building, waiting, progress);
    if (await isWithoutBytes(input.path)) await rm(input.path); // the engine does not open such a file
    // Holding the old file open to write says that nobody else is reading or writing it while it is replaced.
    await using _lease = await openToWrite(
      { path: input.path, root: input.root, create: true },
      waiting,
    );
    await rename(building, input.path);
    // Only now: until the new file stands there the log is part of the old one, perhaps of a process that has it open.
    await rm(`${input.path}.wal`, { force: true });
    return loaded;
  } finally {
    await rm(building, { force: true });
    await rm(`${building}.wal`, { force: true });
  }
}

const isWithoutBytes = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile() && found.size === 0,
    () => false,
  );

async function build(
  input: SampleInput,
  tables: readonly TableConfig[],
  path: string,
  waiting: Waiting,
  progress: Progress,
): Promise<LoadedTable[]> {
  await using warehouse = await openToWrite({ path, root: input.root, create: true }, waiting);
  const title = `Building ${tables.length} tables from the recorded sources`;
  progress({ kind: "start", title, total: tables.length });
  for (const [index, table] of tables.entries()) {
    await fill(input, warehouse, table);
    progress({ kind: "step", label: table.id, done: index + 1, total: tables.length });
  }
  progress({ kind: "end", title });
  await applyScenario(input, warehouse);
  const dates = await gameDates(input, warehouse);
  const loaded = tables.map((table) => ({ table, dates, isAll: true }));
  await recordLoaded(warehouse, loaded);
  const counted = await countRows(warehouse, tables);
  await warehouse.native("CHECKPOINT"); // the file alone is moved: nothing may be left in its log
  return counted;
}

async function fill(input: SampleInput, warehouse: DuckDbWarehouse, table: TableConfig) {
  const source = await sourceOf(input, table);
  if (source.kind === "recorded") {
    const name = quoted(table.name);
    await warehouse.native(`CREATE SCHEMA IF NOT EXISTS ${name.split(".")[0]}`);
    const part =
      input.dates === undefined
        ? ""
        : ` WHERE "${table.dateColumn}" IN (${literals(daysOf(input.dates))})`;
    await warehouse.native(`CREATE TABLE ${name} AS SELECT * FROM (${source.sql}\n)${part}`);
    return;
  }
  await warehouse.replaceDates({
    table: table.name,
    dateColumn: table.dateColumn,
    dates: (await gameDates(input, warehouse)).filter((date) => isOnCadence(table.cadence, date)),
    source,
    ledger: null,
    allowShrink: false,
    rowsExpected: false,
  });
}

async function gameDates(input: SampleInput, warehouse: DuckDbWarehouse) {
  const rows = await warehouse.query(gameDatesSql(input, scheduleOf(input).schedule.name));
  return someOf(
    input,
    rows.map((row) => row["d"] as CivilDate),
  );
}

async function applyScenario(input: SampleInput, warehouse: DuckDbWarehouse): Promise<void> {
  for (const [table, dates] of emptied(input))
    await warehouse.native(
      `DELETE FROM ${quoted(table.name)} WHERE "${table.dateColumn}" IN (${literals(dates)})`,
    );
  const games = [...phantomGames(input).values()].flat();
  for (const game of games)
    await warehouse.native(
      `INSERT INTO ${quoted(scheduleOf(input).schedule.name)} BY NAME ${game}`,
    );
}

async function countRows(warehouse: DuckDbWarehouse, tables: readonly TableConfig[]) {
  const counted: LoadedTable[] = [];
  for (const table of tables) {
    const [row] = await warehouse.query(`SELECT COUNT(*) AS n FROM \`${table.name}\``);
    counted.push({ table: table.id, rows: Number(row?.["n"]) });
  }
  return counted;
}

const literals = (dates: readonly CivilDate[]): string =>
  dates.map((date) => `DATE ${literal(date)}`).join(", ");

const quoted = (name: string): string =>
  name
    .split(".")
    .map((part) => `"${part}"`)
    .join(".");
