import type { DateList } from "../../dates/list.ts";
import { checkAsked } from "../../pipeline/asked.ts";
import { openToRepair, type Waiting } from "../../warehouse/open/open.ts";
import { loadPipeline, type Variables, warehouseSettings } from "../shared/open.ts";
import type { Progress } from "../shared/progress.ts";
import { loadSample } from "./load-sample.ts";
import { loadTables } from "./load-tables.ts";
import { mayReplace } from "./may-replace.ts";
import { readScenario, type ScenarioName } from "./scenario.ts";
import { type LoadedTable, sampleTables } from "./source.ts";

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
   * Replace the loaded dates in tables that hold rows already. An embedded file is replaced as a whole: one that holds rows
   * only with `force`, or where `confirm` says so.
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
