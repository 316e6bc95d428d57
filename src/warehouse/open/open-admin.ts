import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { WarehouseAdmin, WarehouseMaker } from "../admin.ts";
import { makeFolder } from "../folder.ts";
import {
  type BigQuerySettings,
  openToRead,
  openToWrite,
  reachBigQuery,
  type Waiting,
  type WarehouseSettings,
} from "./open.ts";

export type AdminSettings = {
  readonly warehouse: WarehouseSettings;
  /** Where the recorded files are. */
  readonly root: string;
  /** BigQuery is the emulator. */
  readonly emulated: boolean;
};

/** Opens what only looks. An embedded file that is not there is a UserError. */
export async function openToInspect(
  settings: AdminSettings,
  waiting: Waiting,
): Promise<WarehouseAdmin> {
  const { warehouse, root } = settings;
  if (warehouse.engine === "bigquery") return openBigQuery(settings, warehouse);
  const { duckDbAdmin } = await import("../duckdb/admin.ts");
  return duckDbAdmin(await openToRead(warehouse, waiting), root);
}

/** Opens what only looks, to say what would be made: an empty warehouse stands in for an embedded file that is not there. */
export async function openToForesee(
  settings: AdminSettings,
  waiting: Waiting,
): Promise<WarehouseAdmin> {
  const { warehouse, root } = settings;
  if (warehouse.engine === "bigquery" || (await isThere(warehouse.path)))
    return openToInspect(settings, waiting);
  const { duckDbAdmin } = await import("../duckdb/admin.ts");
  const empty = await openToWrite({ path: ":memory:", root, create: true }, waiting);
  return { ...duckDbAdmin(empty, root), label: `DuckDB ${warehouse.path}, which is not there yet` };
}

/** Opens what makes datasets and tables. An embedded file is made when it is missing. */
export async function openToMake(
  settings: AdminSettings,
  waiting: Waiting,
): Promise<WarehouseMaker> {
  const { warehouse, root } = settings;
  if (warehouse.engine === "bigquery") {
    await reachBigQuery(warehouse);
    return openBigQuery(settings, warehouse);
  }
  const { duckDbMaker } = await import("../duckdb/admin.ts");
  const { path } = warehouse;
  await makeFolder(dirname(path));
  return duckDbMaker(await openToWrite({ path, root, create: true }, waiting), root);
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function openBigQuery(
  { root, emulated }: AdminSettings,
  settings: BigQuerySettings,
): Promise<WarehouseMaker> {
  const { openBigQueryAdmin } = await import("../bigquery/admin.ts");
  return openBigQueryAdmin({ ...settings, filesAt: root, emulated });
}
