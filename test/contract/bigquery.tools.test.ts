import { afterAll, describe } from "vitest";
import { openBigQuery } from "../../src/warehouse/bigquery/bigquery.ts";
import type { WritableWarehouse } from "../../src/warehouse/warehouse.ts";
import { type Emulator, startEmulator } from "../support/bigquery/emulator.ts";
import { type FaultProxy, startFaultProxy } from "../support/bigquery/fault-proxy.ts";
import { beStrict } from "../support/bigquery/strict.ts";
import { describeColumns } from "./columns.ts";
import { describeConcurrency } from "./concurrency.ts";
import { describeFingerprints } from "./fingerprints.ts";
import { describeLedger } from "./ledger.ts";
import { describeLosses } from "./losses.ts";
import { describeWarehouse } from "./warehouse.ts";
import { describeWitness } from "./witness.ts";
import { describeWritable } from "./writable.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];

/** Nothing fails for a while here: what is repeated is a test that has gone wrong. */
const RETRY = { retries: 1, minWaitMs: 10, maxWaitMs: 10 };

/** Each replacement takes the emulator longer than the one before it: it forgets no query. */
const REPLACES = 8;

/** The emulator gives no memory back, and ends at 2 GiB of its own. */
const OPENED_EACH = 25;

/** What BigQuery does by itself after so many days, and no emulator does. */
async function expired(warehouse: WritableWarehouse): Promise<void> {
  await warehouse.forgetKept(new Date()); // asks for it
  const kept = await warehouse.query(
    "SELECT table_name AS name FROM `ops.INFORMATION_SCHEMA.TABLES` WHERE STARTS_WITH(table_name, 'kept__')",
  );
  for (const { name } of kept) await warehouse.query(`DELETE FROM \`ops.${name}\` WHERE TRUE`);
}

describe.skipIf(BINARY === undefined)("the warehouse on BigQuery", () => {
  let emulator: Emulator | undefined;
  /** In front of it stands what holds to BigQuery's published API and rules. */
  let proxy: FaultProxy | undefined;
  let opened = 0;

  afterAll(stop);

  async function stop() {
    delete process.env["BIGQUERY_EMULATOR_HOST"];
    await proxy?.[Symbol.asyncDispose]();
    await emulator?.[Symbol.asyncDispose]();
    emulator = undefined;
  }
  async function openAnew(): Promise<WritableWarehouse> {
    await stop();
    emulator = await startEmulator(BINARY ?? "");
    proxy = await startFaultProxy(emulator.url);
    beStrict(proxy, { location: "US" });
    process.env["BIGQUERY_EMULATOR_HOST"] = proxy.url;
    opened = 0;
    return open();
  }
  async function open(): Promise<WritableWarehouse> {
    opened += 1;
    if (emulator === undefined || opened > OPENED_EACH) return openAnew();
    return openBigQuery({ project: emulator.project, location: "US", retry: RETRY });
  }

  describeWarehouse("BigQuery", open);
  describeColumns("BigQuery", openAnew);
  describeWritable("BigQuery", openAnew);
  describeLedger("BigQuery", openAnew, expired);
  describeFingerprints("BigQuery", openAnew);
  describeLosses("BigQuery", openAnew);
  describeWitness("BigQuery", openAnew);
  describeConcurrency("BigQuery", openAnew, REPLACES);
});
