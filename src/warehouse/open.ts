import { stat } from "node:fs/promises";
import pRetry from "p-retry";
import { UnreadableError, UserError } from "../errors.ts";
import { type DuckDbWarehouse, isLocked, openDuckDb } from "./duckdb.ts";
import type { Warehouse } from "./warehouse.ts";

export type WarehouseSettings =
  | { readonly engine: "duckdb"; readonly path: string }
  | { readonly engine: "bigquery"; readonly project: string; readonly location: string };

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
    const { openBigQuery } = await import("./bigquery.ts");
    return openBigQuery(settings);
  }
  if (!(await isFile(settings.path)))
    throw new UserError(
      `There is no warehouse at ${settings.path}. Run "npm run ops -- sample load" to make the sample's.`,
    );
  return withLease(settings.path, true, waiting);
}

/** Opens an embedded file to write; it is made when missing. One process at a time has it. */
export const openToWrite = (path: string, waiting: Waiting): Promise<DuckDbWarehouse> =>
  withLease(path, false, waiting);

const POLL_MS = 500;

async function withLease(
  path: string,
  readOnly: boolean,
  { lockWaitMs, onWait }: Waiting,
): Promise<DuckDbWarehouse> {
  let told = false;
  try {
    return await pRetry(() => openDuckDb({ path, readOnly }), {
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
    throw new UnreadableError(
      `${path} is still in use by another process after ${lockWaitMs / 1000} s. Let it finish, then run this again.`,
      { cause: error },
    );
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
