import pMap from "p-map";
import type { CivilDate } from "../../dates/civil-date.ts";
import { TableNotFoundError, UserError } from "../../errors.ts";
import { reads } from "../../grid/cascade.ts";
import { levelsOf } from "../../pipeline/graph.ts";
import { isOnCadence } from "../../pipeline/rhythm.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { NO_LIMITS } from "../../warehouse/losses.ts";
import { queryRecorded } from "../../warehouse/open/recorded.ts";
import type { RowSource, Warehouse, WritableWarehouse } from "../../warehouse/warehouse.ts";
import type { Progress } from "../shared/progress.ts";
import { recordLoaded } from "./loaded.ts";
import {
  emptied,
  gameDatesSql,
  type LoadedTable,
  phantomGames,
  type SampleInput,
  sampleTables,
  scheduleOf,
  someOf,
  sourceOf,
} from "./source.ts";

/** The sample's dates: of the games that count, and of all that are recorded. */
type Dates = { readonly games: readonly CivilDate[]; readonly recorded: readonly CivilDate[] };

/** Rows by date, of each table that was written. */
type Written = Map<string, Map<CivilDate, number>>;

/**
 * Fills a warehouse that others may use too, table by table: recorded rows and models each as one atomic change of the
 * asked dates, then the scenario. Nothing else in the tables is touched, and a repetition leaves the same rows. Throws a
 * UserError, with nothing changed, where the tables hold rows (unless `force`) or repairs have been recorded.
 */
export async function loadTables(
  input: SampleInput & { readonly force: boolean },
  warehouse: WritableWarehouse,
  progress: Progress,
): Promise<readonly LoadedTable[]> {
  const tables = sampleTables(input);
  const dates = await datesOf(input);
  const sources = new Map<TableConfig, RowSource>();
  for (const table of tables) sources.set(table, await sourceOf(input, table));
  await guard(input, tables, warehouse);
  const left = leftOut(input, tables, dates.games);

  const datesFor = (table: TableConfig) =>
    (sources.get(table)?.kind === "recorded" ? dates.recorded : dates.games).filter((date) =>
      isOnCadence(table.cadence, date),
    );
  const written: Written = new Map();
  const title = `Loading ${tables.length} tables into ${warehouse.label}`;
  progress({ kind: "start", title, total: tables.length });
  let done = 0;
  for (const level of levelsOf(tables))
    await pMap(
      level,
      async (table) => {
        const source = sources.get(table) as RowSource;
        const own = datesFor(table);
        if (own.length === 0) return;
        const needed = own.filter((date) => left.get(table)?.has(date) !== true);
        // A table of which nothing is left is made all the same, and emptied afterwards.
        await replace(warehouse, table, needed.length === 0 ? own : needed, source, written);
        done += 1;
        progress({ kind: "step", label: table.id, done, total: tables.length });
      },
      { concurrency: warehouse.abilities.maxConcurrentWrites },
    );
  progress({ kind: "end", title });
  await applyScenario(input, warehouse, written);
  await recordLoaded(
    warehouse,
    tables.map((table) => ({ table, dates: datesFor(table), isAll: false })),
  );
  return tables.map(({ id }) => ({
    table: id,
    rows: [...(written.get(id)?.values() ?? [])].reduce((sum, rows) => sum + rows, 0),
  }));
}

/**
 * The cells that the scenario empties and that nothing else is computed from: the sample's rows of them need not be made.
 */
function leftOut(
  input: SampleInput,
  tables: readonly TableConfig[],
  dates: readonly CivilDate[],
): ReadonlyMap<TableConfig, ReadonlySet<CivilDate>> {
  const empty = emptied(input);
  const isRead = (id: string, date: CivilDate): boolean =>
    tables.some((reader) =>
      reader.upstream.some(
        ({ table, window }) =>
          table === id &&
          dates.some(
            (own) => reads(window, own, date) && empty.get(reader)?.includes(own) !== true,
          ),
      ),
    );
  return new Map(
    [...empty].map(([table, own]) => [
      table,
      new Set(own.filter((date) => !isRead(table.id, date))),
    ]),
  );
}

async function datesOf(input: SampleInput): Promise<Dates> {
  const { schedule } = scheduleOf(input);
  const { sql } = await sourceOf(input, schedule);
  const ask = async (question: string) => {
    const rows = await queryRecorded(sql, question, input.root);
    return someOf(
      input,
      rows.map((row) => row["d"] as CivilDate),
    );
  };
  return {
    games: await ask(gameDatesSql(input, "recorded")),
    recorded: await ask(`SELECT DISTINCT \`${schedule.dateColumn}\` AS d FROM recorded ORDER BY d`),
  };
}

/** Whoever else uses the place must not lose rows, and a ledger would go on speaking of rows that a load replaced. */
async function guard(
  { force, environment }: { readonly force: boolean; readonly environment: string },
  tables: readonly TableConfig[],
  warehouse: Warehouse,
): Promise<void> {
  const where = `${environment} (${warehouse.label})`;
  // What earlier loads recorded is replaced with the rows.
  const repairs = await rowsOf(warehouse, "ops.partition_writes", "WHERE kind <> 'loaded'");
  if (repairs > 0)
    throw new UserError(
      `In ${where} repairs are recorded (ops.partition_writes has ${repairs} lines), and a load is in no ledger: what is stale or can be taken back would be wrong after it. Delete the dataset ops first, or load into another project. Nothing was changed.`,
    );
  if (force) return;
  const filled = await pMap(
    tables,
    async ({ name }) => ({ name, rows: await rowsOf(warehouse, name) }),
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );
  const inUse = filled.filter(({ rows }) => rows > 0);
  const [first] = inUse;
  if (first !== undefined)
    throw new UserError(
      `In ${where} ${inUse.length} of ${tables.length} tables hold rows already, such as ${first.name} with ${first.rows}. If they are a sample's, --force replaces the loaded dates in them. Nothing was changed.`,
    );
}

async function rowsOf(warehouse: Warehouse, table: string, where = ""): Promise<number> {
  try {
    const [row] = await warehouse.query(`SELECT COUNT(*) AS n FROM \`${table}\` ${where}`);
    return Number(row?.["n"]);
  } catch (error) {
    if (error instanceof TableNotFoundError) return 0;
    throw error;
  }
}

async function replace(
  warehouse: WritableWarehouse,
  { id, name, dateColumn }: TableConfig,
  dates: readonly CivilDate[],
  source: RowSource,
  written: Written,
): Promise<void> {
  const after = await warehouse.replaceDates({
    table: name,
    dateColumn,
    dates,
    source,
    ledger: null,
    // What a forced load replaces may be anything, and a scenario empties cells on purpose.
    ...NO_LIMITS,
  });
  const known = written.get(id) ?? new Map<CivilDate, number>();
  for (const { date, rows } of after) known.set(date, rows);
  written.set(id, known);
}

/** After all models, because they are computed from the healthy rows. */
async function applyScenario(
  input: SampleInput & { readonly force: boolean },
  warehouse: WritableWarehouse,
  written: Written,
): Promise<void> {
  const { schedule } = scheduleOf(input);
  await pMap(
    emptied(input),
    async ([table, dates]) => {
      // Without --force the table held no row before, so that only what was just written is to go.
      const there = dates.filter((date) => input.force || written.get(table.id)?.has(date));
      if (there.length === 0) return;
      await replace(warehouse, table, there, { kind: "rows", rows: [] }, written);
    },
    { concurrency: warehouse.abilities.maxConcurrentWrites },
  );
  const phantoms = phantomGames(input);
  if (phantoms.size === 0) return;
  const recorded = await sourceOf(input, schedule);
  const games = [...phantoms.values()].flat().map((game) => `UNION ALL BY NAME ${game}`);
  const sql = `SELECT * FROM (${recorded.sql}\n) ${games.join("\n")}`;
  await replace(warehouse, schedule, [...phantoms.keys()], { kind: "recorded", sql }, written);
}
