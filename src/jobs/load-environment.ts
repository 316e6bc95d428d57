import type { CivilDate } from "../dates/civil-date.ts";
import { type DateList, printDateList } from "../dates/list.ts";
import { inRange } from "../dates/range.ts";
import { TableNotFoundError, UserError } from "../errors.ts";
import { checkAsked } from "../pipeline/asked.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import { isFile, openToRepair, openToWrite, type Waiting } from "../warehouse/open.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { loadSample } from "./load-sample.ts";
import { loadTables } from "./load-tables.ts";
import { loadPipeline, type Variables, warehouseSettings } from "./open.ts";
import type { Progress } from "./progress.ts";
import { type LoadedTable, sampleTables } from "./sample-source.ts";
import { readScenario, type ScenarioName } from "./scenario.ts";

export type LoadRequest = {
  readonly environment: string;
  /** The pipeline's file. */
  readonly pipeline: string;
  readonly scenario: ScenarioName;
  readonly dates?: DateList | undefined;
  readonly project?: string | undefined;
  /** Stands in for a project that is not given; none unless given. */
  readonly env?: Variables;
  /**
   * Replace the loaded dates in tables that hold rows already. An embedded file is replaced as a whole: with `force` also one
   * that holds dates beyond the asked ones.
   */
  readonly force: boolean;
  /** Asks a person whether such a file may be replaced; not given where nobody can answer. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
  readonly root: string;
};

export type Loaded = {
  /** The embedded file, or the warehouse's name. */
  readonly place: string;
  readonly tables: readonly LoadedTable[];
  /** The instant as of which the scenario is looked at. */
  readonly asOf: Date;
};

/** Loads the sample where the environment is: an embedded file as a whole, a shared warehouse table by table. */
export async function loadEnvironment(
  request: LoadRequest,
  waiting: Waiting,
  progress: Progress,
): Promise<Loaded> {
  const { environment, dates, root, force } = request;
  const pipeline = await loadPipeline(request.pipeline);
  checkAsked(pipeline, environment, { dates });
  const scenario = await readScenario(request.scenario, root);
  const input = { pipeline, environment, scenario, dates, root };
  const declared = sampleTables(input); // what is refused is refused before a project is asked for
  const settings = warehouseSettings(pipeline, environment, request.project, request.env);
  const asOf = new Date(scenario.asOf);
  if (settings.engine === "duckdb") {
    const { path } = settings;
    await mayReplace({ ...request, path, tables: declared }, waiting);
    return { place: path, tables: await loadSample({ ...input, path }, waiting, progress), asOf };
  }
  await using warehouse = await openToRepair(settings, root, waiting);
  const tables = await loadTables({ ...input, force }, warehouse, progress);
  return { place: warehouse.label, tables, asOf };
}

/**
 * Looks at the embedded file before anything is built: it must be free, and hold no date that the new one lacks unless
 * somebody accepts that.
 */
async function mayReplace(
  {
    path,
    root,
    dates,
    force,
    confirm,
    tables,
  }: LoadRequest & { readonly path: string; readonly tables: readonly TableConfig[] },
  waiting: Waiting,
): Promise<void> {
  if (!(await isFile(path))) return;
  const lost = await datesLost({ path, root, dates: force ? undefined : dates }, tables, waiting);
  if (lost.length === 0) return;
  const left = printDateList(dates ?? []);
  const what = `${path} holds ${lost.length} other ${lost.length === 1 ? "date" : "dates"}, from ${lost[0]} to ${lost.at(-1)}, and a load replaces the whole file: only ${left} would be left.`;
  if (confirm === undefined)
    throw new UserError(
      `${what} Nothing was changed. --force replaces it; to keep it, name another file as the environment's path.`,
    );
  if (!(await confirm(`${what} Replace it?`))) throw new UserError(`${path} was not changed.`);
}

/** Dates of these tables in the file that are not among `dates`; none where all may go. */
async function datesLost(
  { path, root, dates }: { path: string; root: string; dates: DateList | undefined },
  tables: readonly TableConfig[],
  waiting: Waiting,
): Promise<readonly CivilDate[]> {
  await using warehouse = await openToWrite({ path, root, create: false }, waiting);
  if (dates === undefined) return [];
  const lost = new Set<CivilDate>();
  for (const { name, dateColumn } of tables)
    for (const date of await datesIn(warehouse, name, dateColumn))
      if (!dates.some((range) => inRange(date, range))) lost.add(date);
  return [...lost].sort();
}

async function datesIn(warehouse: Warehouse, table: string, column: string) {
  try {
    const rows = await warehouse.query(
      `SELECT DISTINCT CAST(\`${column}\` AS STRING) AS d FROM \`${table}\` WHERE \`${column}\` IS NOT NULL`,
    );
    return rows.map((row) => row["d"] as CivilDate);
  } catch (error) {
    if (error instanceof TableNotFoundError) return [];
    throw error;
  }
}
