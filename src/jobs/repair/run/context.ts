import { resolve } from "node:path";
import type { DateRange } from "../../../dates/range.ts";
import { type Assessment, assess } from "../../../findings/assess/assess.ts";
import { type Asked, checkAsked } from "../../../pipeline/asked.ts";
import { topologicalOrder } from "../../../pipeline/graph.ts";
import { declaredRange, tablesOf } from "../../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../../pipeline/schema.ts";
import type { Producer } from "../../../producers/port/producer.ts";
import type { Sessions } from "../../../producers/scrapers/client/session.ts";
import { openToPlan, openToRepair, type Waiting } from "../../../warehouse/open/open.ts";
import { reading } from "../../../warehouse/reading.ts";
import type { Warehouse, WritableWarehouse } from "../../../warehouse/warehouse.ts";
import { observe } from "../../observe/observe.ts";
import { type Pricing, priceReads, pricingOf, type ReadPrice } from "../../observe/price.ts";
import { checkReportFolder } from "../../reports/writable.ts";
import type { Ledger } from "../../shared/ledger.ts";
import { judgedAt, loadPipeline, type Variables, warehouseSettings } from "../../shared/open.ts";
import type { Progress } from "../../shared/progress.ts";

/** What every command of a repair is told. */
export type RepairRequest = {
  readonly environment: string;
  readonly pipeline: string;
  /** See judgedAt. */
  readonly asOf?: Date | undefined;
  /** The clock; the machine's unless given. */
  readonly now?: () => Date;
  readonly project?: string | undefined;
  /** Seconds. */
  readonly lockWait: number;
  readonly root: string;
  /** The folder of the reports, where the command has one: which columns the latest validation there saw. */
  readonly out?: string | undefined;
  /** Names that are checked before anything is opened. */
  readonly asked?: Asked | undefined;
  /** It only plans: other processes may read an embedded file meanwhile. */
  readonly readOnly?: boolean | undefined;
  /** Variables that the pipeline may name, such as the address of a service, and the project's; none unless given. */
  readonly env?: Variables;
  /** US dollars that it may be estimated to cost; the environment's unless given. */
  readonly budget?: number | undefined;
};

/** An open warehouse and the declaration around it. */
export type RepairContext = {
  readonly request: RepairRequest & { readonly asOf: Date };
  readonly pipeline: PipelineConfig;
  /** Upstreams first. */
  readonly tables: readonly TableConfig[];
  /** Producers that stand in for the declared ones, by table id: of rows that somebody hands over. */
  readonly given?: ReadonlyMap<string, Producer>;
  readonly warehouse: WritableWarehouse;
  /** With the sources that rows are fetched from. */
  readonly sessions: Sessions;
  readonly progress: Progress;
  /** Null where nothing is billed. */
  readonly pricing: Pricing | null;
  /** Prices one look, once; throws where it is above the budget. Null where nothing is billed. */
  readonly price: () => Promise<ReadPrice | null>;
  /** At the declared range, or at a part of it. */
  readonly assessNow: (range?: DateRange, how?: AssessOptions) => Promise<Assessment>;
};

export type AssessOptions = {
  /** The ledger as it was just read, which is not read again. */
  readonly ledger?: Ledger | undefined;
  /** What is asked in the warehouse's stead. */
  readonly through?: Warehouse | undefined;
};

/** Opens the environment's warehouse to write, or to plan, once for all of `use`. */
export async function withRepair<T>(
  request: RepairRequest,
  progress: Progress,
  use: (context: RepairContext) => Promise<T>,
): Promise<T> {
  const pipeline = await loadPipeline(request.pipeline);
  const settings = warehouseSettings(pipeline, request.environment, request.project, request.env);
  const graph = topologicalOrder(tablesOf(pipeline, request.environment));
  if ("cycle" in graph) throw new Error("A checked pipeline has no cycle.");
  const { environment, readOnly = false } = request;
  checkAsked(pipeline, environment, request.asked ?? {});
  if (request.out !== undefined && !readOnly)
    await checkReportFolder({ out: request.out, name: environment });
  const waiting: Waiting = {
    lockWaitMs: request.lockWait * 1000,
    onWait: (message) => progress({ kind: "note", message }),
  };
  await using warehouse = readOnly
    ? await openToPlan(settings, resolve(request.root), waiting)
    : await openToRepair(settings, resolve(request.root), waiting);
  const asOf = judgedAt(pipeline, environment, request);
  const range = declaredRange(pipeline, asOf);
  const root = resolve(request.root);
  const columnsBefore =
    request.out === undefined ? undefined : await columnsSeenBy(request.out, environment);
  const { policy } = pipeline.warmUp;
  const input = { pipeline, environment, range, asOf, policy, root, columnsBefore };
  const pricing = pricingOf(pipeline, environment, warehouse, request.budget);
  // The looks in between are steps of the repair; only what goes wrong in them is told, and once.
  const told = new Set<string>();
  const quiet: Progress = (event) => {
    if (event.kind !== "note" || told.has(event.message)) return;
    told.add(event.message);
    progress(event);
  };
  const assessNow: RepairContext["assessNow"] = async (part = range, { ledger, through } = {}) => {
    const at = { ...input, range: part };
    return assess(await observe(at, through ?? reading(warehouse), quiet, ledger));
  };
  let asked: Promise<ReadPrice | null> | undefined;
  const price = () => {
    asked ??= priceReads(input, warehouse, pricing, progress);
    return asked;
  };
  const tables = graph.order;
  return await use({
    request: { ...request, asOf },
    pipeline,
    tables,
    warehouse,
    sessions: new Map(),
    progress,
    pricing,
    price,
    assessNow,
  });
}

/** Loaded where there are reports: a plan is made without them. */
async function columnsSeenBy(out: string, environment: string) {
  const { columnsSeenIn } = await import("../../reports/columns-seen.ts");
  return columnsSeenIn(out, environment);
}
