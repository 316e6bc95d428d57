import type { InitReport } from "../../render/summary/warehouse-init.ts";
import { openToForesee, openToMake } from "../../warehouse/open/open-admin.ts";
import { loadPipeline, type Variables, warehouseSettings } from "../shared/open.ts";
import type { Progress } from "../shared/progress.ts";
import { initWarehouse } from "./warehouse-init.ts";

/** What a host knows of an environment: inputs already checked, nothing opened yet. */
export type AdminRequest = {
  readonly environment: string;
  readonly pipeline: string;
  readonly project?: string | undefined;
  /** The process's variables; no value of a secret one is shown. */
  readonly env: Variables;
  /** Seconds. */
  readonly lockWait: number;
  /** Where the files that the pipeline names are. */
  readonly root: string;
  /** BigQuery is the emulator. */
  readonly emulated: boolean;
};

/** Reads the declaration, opens the environment's warehouse and makes what is missing in it. */
export async function runInit(
  request: AdminRequest & { readonly dryRun: boolean },
  progress: Progress,
): Promise<InitReport> {
  const { environment, root, emulated } = request;
  const pipeline = await loadPipeline(request.pipeline);
  const warehouse = warehouseSettings(pipeline, environment, request.project, request.env);
  const waiting = {
    lockWaitMs: request.lockWait * 1000,
    onWait: (message: string) => progress({ kind: "note", message }),
  };
  const input = { pipeline, environment, location: warehouse.location ?? null, root };
  const settings = { warehouse, root, emulated };
  if (request.dryRun) {
    await using admin = await openToForesee(settings, waiting);
    return await initWarehouse(input, admin, null, progress);
  }
  await using maker = await openToMake(settings, waiting);
  return await initWarehouse(input, maker, maker, progress);
}
