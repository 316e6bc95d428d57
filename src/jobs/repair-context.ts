import { resolve } from "node:path";
import { type CellRef, keyOf } from "../backfill/cascade.ts";
import type { Control } from "../backfill/control.ts";
import { undoOf } from "../backfill/lineage.ts";
import type { CellOutcome, Outcomes } from "../backfill/outcome.ts";
import type { Plan } from "../backfill/plan-record.ts";
import type { DateRange } from "../dates/range.ts";
import { UserError } from "../errors.ts";
import { type Assessment, assess } from "../gaps/assess.ts";
import { type Asked, checkAsked } from "../pipeline/asked.ts";
import { type Cost, CostSchema, sumOfCosts } from "../pipeline/cost.ts";
import { topologicalOrder } from "../pipeline/graph.ts";
import { declaredRange, tablesOf } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../pipeline/schema.ts";
import type { Producer } from "../producers/producer.ts";
import { openToPlan, openToRepair, type Waiting } from "../warehouse/open.ts";
import type { WritableWarehouse } from "../warehouse/warehouse.ts";
import {
  type Attempt,
  type Ledger,
  type RunEvent,
  readAttempts,
  readLedgerOf,
  readRuns,
  readTouched,
} from "./ledger.ts";
import { observe } from "./observe.ts";
import { judgedAt, loadPipeline, type Variables, warehouseSettings } from "./open.ts";
import { parsePlan } from "./plan-file.ts";
import { type LookPrice, type Pricing, priceLook, pricingOf } from "./price.ts";
import type { Progress } from "./progress.ts";
import { checkReportFolder } from "./writable.ts";

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
  readonly progress: Progress;
  /** Null where nothing is billed. */
  readonly pricing: Pricing | null;
  /** Prices one look, once; throws where it is above the budget. Null where nothing is billed. */
  readonly price: () => Promise<LookPrice | null>;
  /** At the declared range, or at a part of it. */
  readonly look: (range?: DateRange) => Promise<Assessment>;
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
  const look = async (part: DateRange = range) =>
    assess(await observe({ ...input, range: part }, warehouse, quiet));
  let asked: Promise<LookPrice | null> | undefined;
  const price = () => {
    asked ??= priceLook(input, warehouse, pricing, progress);
    return asked;
  };
  const tables = graph.order;
  return await use({
    request: { ...request, asOf },
    pipeline,
    tables,
    warehouse,
    progress,
    pricing,
    price,
    look,
  });
}

/** Loaded where there are reports: a plan is made without them. */
async function columnsSeenBy(out: string, environment: string) {
  const { columnsSeenIn } = await import("./columns-seen.ts");
  return columnsSeenIn(out, environment);
}

/** A recorded run: its plan, and what the ledger and the attempts say became of it. */
export type RecordedRun = {
  readonly plan: Plan;
  readonly startedAt: string;
  readonly ledger: Ledger;
  readonly outcomes: Outcomes;
  readonly attempts: readonly Attempt[];
  readonly undone: boolean;
  /** The instant of its undo; null where it stands. */
  readonly undoneAt: string | null;
  /** When it last came to an end; null where it has not yet. */
  readonly endedAt: string | null;
  readonly controls: readonly Control[];
  /** Cells whose rows it kept for a service to write, whatever became of that. */
  readonly touched: readonly CellRef[];
  /** Of its parts that came to an end; null where nothing is billed. */
  readonly cost: Cost | null;
  /** The issue that it was begun for; null for none. */
  readonly issue: number | null;
  /** Why nothing followed its canary when it last ended; null where the rest was run. */
  readonly stopped: string | null;
};

export async function readRun(warehouse: WritableWarehouse, run: string): Promise<RecordedRun> {
  const runs = await readRuns(warehouse);
  const own = runs.filter((one) => one.run === run);
  const started = own.find(({ event }) => event === "started");
  if (started === undefined) {
    const started = runs.filter(({ event }) => event === "started");
    const known = [...new Set(started.map((one) => one.run))].slice(-5);
    throw new UserError(
      `There is no run "${run}" in this warehouse; ${known.length === 0 ? "nothing was repaired here yet" : `the last are ${known.join(", ")}`}.`,
    );
  }
  const ledger = await readLedgerOf(warehouse);
  const attempts = await readAttempts(warehouse, run);
  const outcomes: Outcomes = new Map();
  for (const { outcome, message, dueAt, ...cell } of attempts)
    outcomes.set(
      keyOf(cell),
      outcome === "parked"
        ? { status: "parked", message, dueAt: dueAt ?? started.at }
        : { status: "failed", message, attempts: failures(attempts, keyOf(cell)) },
    );
  const { settled = {}, controls = [], canaryStopped = null } = summaryOf(own);
  for (const [key, outcome] of Object.entries(settled)) outcomes.set(key, outcome);
  for (const { tableId, date, rows, rowsBefore, ...entry } of ledger.entries)
    if (entry.run === run && entry.kind === "replace")
      outcomes.set(keyOf({ table: tableId, date }), { status: "done", rows, rowsBefore });
  const undo = ledger.entries.find((entry) => entry.run === undoOf(run));
  return {
    plan: parsePlan(started.planJson ?? "", run),
    startedAt: started.at,
    ledger,
    outcomes,
    attempts,
    controls,
    issue: issueIn(started),
    stopped: canaryStopped,
    touched: await readTouched(warehouse, run),
    cost: sumOfCosts(own.flatMap(costIn)),
    endedAt: own.findLast(({ event }) => event === "finished")?.at ?? null,
    undone: undo !== undefined,
    undoneAt: undo === undefined ? null : new Date(undo.writtenAt).toISOString(),
  };
}

/** What a run's last end says of its controls, and of the cells that it did not write: neither ledger nor attempts have all of them. */
function summaryOf(own: readonly RunEvent[]) {
  const summary = own.findLast(({ event }) => event === "finished")?.summaryJson ?? "{}";
  return JSON.parse(summary) as {
    readonly settled?: Readonly<Record<string, CellOutcome>>;
    readonly controls?: readonly Control[];
    readonly canaryStopped?: string | null;
  };
}

function issueIn({ summaryJson }: RunEvent): number | null {
  const { issue } = JSON.parse(summaryJson ?? "{}") as { issue?: unknown };
  return typeof issue === "number" ? issue : null;
}

function costIn({ summaryJson }: RunEvent): Cost[] {
  const { cost } = JSON.parse(summaryJson ?? "{}") as { cost?: unknown };
  const { data } = CostSchema.safeParse(cost);
  return data === undefined ? [] : [data];
}

export const failures = (attempts: readonly Attempt[], key: string): number =>
  attempts.filter((one) => one.outcome === "failed" && keyOf(one) === key).length;
