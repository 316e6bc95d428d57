import type { CivilDate } from "../../dates/civil-date.ts";
import type { Grid } from "../../grid/grid.ts";
import { type Asked, checkAsked } from "../../pipeline/asked.ts";
import type { WarmUpPolicy } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { openToRead } from "../../warehouse/open/open.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { type ObserveInput, observe } from "../observe/observe.ts";
import type { Prepared } from "../observe/prepare.ts";
import { costSoFar, priceReads, pricingOf, type ReadPrice, tellCost } from "../observe/price.ts";
import { checkReportFolder } from "../reports/writable.ts";
import {
  judgedAt,
  loadPipeline,
  rangeOf,
  type Variables,
  warehouseSettings,
} from "../shared/open.ts";
import type { Progress } from "../shared/progress.ts";
import { TOOL_VERSION } from "../shared/version.ts";
import { preparedBy } from "./prepared.ts";
import { type FailOn, type ValidateInput, type ValidateResult, validate } from "./validate.ts";

/** What a host knows: inputs already checked, nothing opened yet. */
export type ValidateRequest = {
  readonly environment: string;
  readonly pipeline: string;
  readonly start?: CivilDate | undefined;
  readonly end?: CivilDate | undefined;
  /** See judgedAt. */
  readonly asOf?: Date | undefined;
  /** The clock; the machine's unless given. */
  readonly now?: () => Date;
  readonly policy?: WarmUpPolicy | undefined;
  /** Where the files are that the pipeline names; without it no model is asked what columns it gives. */
  readonly root?: string | undefined;
  readonly failOn: FailOn;
  readonly out: string;
  readonly project?: string | undefined;
  /** Stands in for a project that is not given; none unless given. */
  readonly env?: Variables;
  /** Seconds. */
  readonly lockWait: number;
  readonly hostRun: ValidateInput["hostRun"];
  /** Counts everything, whatever the tables' metadata say. */
  readonly full?: boolean;
  /** US dollars that it may be estimated to cost; the environment's unless given. */
  readonly budget?: number | undefined;
  /** See ObserveInput. */
  readonly sources?: boolean;
  /** Names that are checked before anything is opened. */
  readonly asked?: Asked | undefined;
};

/** What is looked at, and where. */
export type ObserveRequest = Omit<ValidateRequest, "failOn" | "out" | "hostRun">;

type How = {
  /** The tables that are to be read; all of them unless given. */
  readonly reads?: (pipeline: PipelineConfig, environment: string) => readonly TableConfig[];
  /** The tables whose content is read in full beside the look; none unless given. */
  readonly whole?: (pipeline: PipelineConfig, environment: string) => readonly TableConfig[];
  /** Finds out what is to be asked; everything unless given. */
  readonly prepare?: (input: ObserveInput, warehouse: Warehouse) => Promise<Prepared | null>;
};

/** Reads the declaration, opens the environment's warehouse to read, prices the look, and hands all to `use`. */
export async function withWarehouse<T>(
  request: ObserveRequest,
  progress: Progress,
  use: (
    input: ObserveInput,
    warehouse: Warehouse,
    price: ReadPrice | null,
    prepared: Prepared | null,
  ) => Promise<T>,
  { reads, whole, prepare }: How = {},
): Promise<T> {
  return withOpen(request, progress, async (input, warehouse) => {
    const { pipeline, environment } = input;
    const pricing = pricingOf(pipeline, environment, warehouse, request.budget);
    const prepared = (await prepare?.(input, warehouse)) ?? null;
    const only = reads?.(pipeline, environment);
    const price = await priceReads(input, warehouse, pricing, progress, {
      ...{ only, prepared, whole: whole?.(pipeline, environment) },
    });
    const result = await use(input, warehouse, price, prepared);
    tellCost(costSoFar(warehouse, pricing, price?.estimatedBytes ?? null), progress);
    return result;
  });
}

/** The same without a price. */
export async function withOpen<T>(
  request: ObserveRequest,
  progress: Progress,
  use: (input: ObserveInput, warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const pipeline = await loadPipeline(request.pipeline);
  checkAsked(pipeline, request.environment, request.asked ?? {});
  const asOf = judgedAt(pipeline, request.environment, request);
  const range = rangeOf(pipeline, asOf, request.start, request.end);
  const settings = warehouseSettings(pipeline, request.environment, request.project, request.env);
  await using warehouse = await openToRead(settings, {
    lockWaitMs: request.lockWait * 1000,
    onWait: (message) => progress({ kind: "note", message }),
  });
  const { environment, root } = request;
  const policy = request.policy ?? pipeline.warmUp.policy;
  const { sources = false } = request;
  const isNamed = request.start !== undefined || request.end !== undefined;
  const input = { pipeline, environment, range, asOf, policy, sources, root, isNamed };
  // Awaited here, for the warehouse closes as this returns.
  return await use(input, warehouse);
}

/** Validates and writes the reports. */
export async function runValidate(
  request: ValidateRequest,
  progress: Progress,
): Promise<ValidateResult> {
  await checkReportFolder({ out: request.out, name: request.environment });
  const { out, failOn, hostRun, full: isFull = false } = request;
  const use = (
    input: ObserveInput,
    warehouse: Warehouse,
    price: ReadPrice | null,
    prepared: Prepared | null,
  ) =>
    validate(
      {
        ...{ ...input, price, prepared, out, failOn, hostRun },
        toolVersion: TOOL_VERSION,
        pipelineFile: request.pipeline,
      },
      warehouse,
      progress,
    );
  return withWarehouse({ ...request, sources: true }, progress, use, {
    prepare: (input, warehouse) => preparedBy(input, warehouse, { out, isFull }, progress),
  });
}

/** Looks, and writes nothing. */
export const runObserve = (request: ObserveRequest, progress: Progress): Promise<Grid> =>
  withWarehouse(request, progress, (input, warehouse) => observe(input, warehouse, progress));
