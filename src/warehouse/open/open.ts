import { stat } from "node:fs/promises";
import pRetry from "p-retry";
import { UnreadableError, UserError } from "../../errors.ts";
import {
  type DuckDbOptions,
  type DuckDbWarehouse,
  isLocked,
  lockHolder,
  openDuckDb,
} from "../duckdb/duckdb.ts";
import type { Warehouse, WritableWarehouse } from "../warehouse.ts";

export type WarehouseSettings =
  | { readonly engine: "duckdb"; readonly path: string; readonly location?: never }
  | ({ readonly engine: "bigquery" } & BigQuerySettings);

/** Where the tables are, and who runs and pays for what is asked of them. */
export type BigQuerySettings = {
  readonly project: string;
  readonly location: string;
  readonly maxBytesBilled?: number;
  readonly billingProject?: string;
  readonly labels?: Readonly<Record<string, string>>;
};

export type Waiting = {
  /** How long to wait for a file that another process has open. */
  readonly lockWaitMs: number;
  /** Told once, with the reason, when the wait begins. */
  readonly onWait: (message: string) => void;
};

/** Opens what a validation reads. An embedded file that is not there is an error, not an empty warehouse. */
export async function openToRead(
  settings: WarehouseSettings,
  waiting: Waiting,
): Promise<Warehouse> {
  if (settings.engine === "bigquery") {
    await reachBigQuery(settings);
    const { openBigQuery } = await import("../bigquery/bigquery.ts");
    return openBigQuery(settings);
  }
  await mustExist(settings.path);
  return withLease({ path: settings.path, readOnly: true }, waiting);
}

/** Opens an embedded file to write; `create` makes it when missing. One process at a time has it. */
export async function openToWrite(
  { path, root, create }: WriteSettings,
  waiting: Waiting,
): Promise<DuckDbWarehouse> {
  if (!create) await mustExist(path);
  return withLease({ path, readOnly: false, filesAt: root }, waiting);
}

/** Opens what a repair writes; an embedded file must be there. `root` is where the recorded files are. */
export async function openToRepair(
  settings: WarehouseSettings,
  root: string,
  waiting: Waiting,
): Promise<WritableWarehouse> {
  if (settings.engine === "duckdb")
    return openToWrite({ path: settings.path, root, create: false }, waiting);
  await reachBigQuery(settings);
  const { openBigQuery } = await import("../bigquery/bigquery.ts");
  return openBigQuery({ ...settings, filesAt: root });
}

/** By the variables that the client itself looks at. */
export async function reachBigQuery({ project }: { readonly project: string }): Promise<void> {
  const { checkBigQuery } = await import("../bigquery/client/reach.ts");
  await checkBigQuery(process.env, project);
}

/** Opens what a repair is planned from: an embedded file to read, which several processes may do at once. */
export async function openToPlan(
  settings: WarehouseSettings,
  root: string,
  waiting: Waiting,
): Promise<WritableWarehouse> {
  if (settings.engine === "bigquery") return openToRepair(settings, root, waiting);
  await mustExist(settings.path);
  return withLease({ path: settings.path, readOnly: true, filesAt: root }, waiting);
}

export type WriteSettings = {
  readonly path: string;
  /** Where the recorded files are that its producers read. */
  readonly root: string;
  readonly create: boolean;
};

const POLL_MS = 500;

async function withLease(
  options: DuckDbOptions,
  { lockWaitMs, onWait }: Waiting,
): Promise<DuckDbWarehouse> {
  const { path } = options;
  let told = false;
  try {
    return await pRetry(() => openDuckDb(options), {
      retries: Math.ceil(lockWaitMs / POLL_MS),
      minTimeout: POLL_MS,
      factor: 1,
      shouldRetry: ({ error }) => isLocked(error),
      onFailedAttempt: ({ error }) => {
        if (told || !isLocked(error)) return;
        told = true;
        onWait(`Another process has ${path} open; waiting up to ${lockWaitMs / 1000} s for it.`);
      },
    });
  } catch (error) {
    if (!isLocked(error)) throw error;
    const who = lockHolder(error);
    throw new UnreadableError(
      `${path} is still in use by another process after ${lockWaitMs / 1000} s${who === null ? "" : `: ${who}`}. Let it finish, then run this again.`,
      // The engine's own words say no more than who it is.
      who === null ? { cause: error } : {},
    );
  }
}

async function mustExist(path: string): Promise<void> {
  if (!(await isFile(path)))
    throw new UserError(
      `There is no warehouse at ${path}. Run "npm run ops -- sample load --environment sample" to make the sample's.`,
    );
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
