import type { CivilDate } from "../dates/civil-date.ts";
import type { WarmUpPolicy } from "../pipeline/rules.ts";
import { openToRead } from "../warehouse/open.ts";
import { loadPipeline, rangeOf, warehouseSettings } from "./open.ts";
import type { Progress } from "./progress.ts";
import { type FailOn, type ValidateInput, type ValidateResult, validate } from "./validate.ts";

/** What a host knows: inputs already checked, nothing opened yet. */
export type ValidateRequest = {
  readonly environment: string;
  readonly pipeline: string;
  readonly start?: CivilDate | undefined;
  readonly end?: CivilDate | undefined;
  readonly asOf: Date;
  readonly policy?: WarmUpPolicy | undefined;
  readonly failOn: FailOn;
  readonly out: string;
  readonly project?: string | undefined;
  /** Seconds. */
  readonly lockWait: number;
  readonly hostRun: ValidateInput["hostRun"];
};

/** Reads the declaration, opens the environment's warehouse to read, and validates. */
export async function runValidate(
  request: ValidateRequest,
  progress: Progress,
): Promise<ValidateResult> {
  const pipeline = await loadPipeline(request.pipeline);
  const range = rangeOf(pipeline, request.asOf, request.start, request.end);
  const settings = warehouseSettings(pipeline, request.environment, request.project);
  await using warehouse = await openToRead(settings, {
    lockWaitMs: request.lockWait * 1000,
    onWait: (message) => progress({ kind: "note", message }),
  });
  return await validate(
    {
      pipeline,
      environment: request.environment,
      range,
      asOf: request.asOf,
      policy: request.policy ?? pipeline.warmUp.policy,
      out: request.out,
      failOn: request.failOn,
      toolVersion: TOOL_VERSION,
      hostRun: request.hostRun,
    },
    warehouse,
    progress,
  );
}

/** Stands in every report; the tests hold it equal to package.json, which a bundle cannot read. */
export const TOOL_VERSION = "nba-pipeline-ops 0.1.0";
