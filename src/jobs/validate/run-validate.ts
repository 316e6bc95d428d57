import type { CivilDate } from "../../dates/civil-date.ts";
import type { Grid } from "../../grid/grid.ts";
import { type Asked, checkAsked } from "../../pipeline/asked.ts";
import type { WarmUpPolicy } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { openToRead } from "../../warehouse/open/open.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { type ObserveInput, observe } from "../observe/observe.ts";
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
  /** US dollars that it may be estimated to cost; the environment's unless given. */
  readonly budget?: number | undefined;
  /** See ObserveInput. */
  readonly sources?: boolean;
  /** Names that are checked before anything is opened. */
  readonly asked?: Asked | undefined;
};

/** What is looked at, and where. */
export type ObserveRequest = Omit<ValidateRequest, "failOn" | "out" | "hostRun">;

/** Reads the declaration, opens the environment's warehouse to read, prices the look, and hands all to `use`. `reads`: the tables that it is to read. */
export async function withWarehouse<T>(
  request: ObserveRequest,
  progress: Progress,
  use: (input: ObserveInput, warehouse: Warehouse, price: ReadPrice | null) => Promise<T>,
  reads?: (pipeline: PipelineConfig, environment: string) => readonly TableConfig[],
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
  const pricing = pricingOf(pipeline, environment, warehouse, request.budget);
  const price = await priceReads(
    input,
    warehouse,
    pricing,
    progress,
    reads?.(pipeline, environment),
  );
  const result = await use(input, warehouse, price);
  tellCost(costSoFar(warehouse, pricing, price?.estimatedBytes ?? null), progress);
  return result;
}

/** Validates and writes the reports. */
export async function runValidate(
  request: ValidateRequest,
  progress: Progress,
): Promise<ValidateResult> {
  await checkReportFolder({ out: request.out, name: request.environment });
  return withWarehouse({ ...request, sources: true }, progress, (input, warehouse, price) => {
    const { out, failOn, hostRun } = request;
    return validate(
      {
        ...input,
        price,
        out,
        failOn,
        hostRun,
        toolVersion: TOOL_VERSION,
        pipelineFile: request.pipeline,
      },
      warehouse,
      progress,
    );
  });
}

/** Looks, and writes nothing. */
export const runObserve = (request: ObserveRequest, progress: Progress): Promise<Grid> =>
  withWarehouse(request, progress, (input, warehouse) => observe(input, warehouse, progress));
