import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { describeColumns } from "./columns.ts";
import { describeConcurrency } from "./concurrency.ts";
import { describeFingerprints } from "./fingerprints.ts";
import { describeLedger } from "./ledger.ts";
import { describeLosses } from "./losses.ts";
import { describeWarehouse } from "./warehouse.ts";
import { describeWitness } from "./witness.ts";
import { describeWritable } from "./writable.ts";

const folder = mkdtempSync(join(tmpdir(), "warehouse-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

const inMemory = () => openDuckDb({ path: ":memory:", readOnly: false });
const inFile = () => {
  files += 1;
  return openDuckDb({ path: join(folder, `${files}.duckdb`), readOnly: false });
};

describeWarehouse("DuckDB in memory", inMemory);
describeWarehouse("DuckDB in a file", inFile);

describeColumns("DuckDB in memory", inMemory);
describeColumns("DuckDB in a file", inFile);

describeWritable("DuckDB in memory", inMemory);
describeWritable("DuckDB in a file", inFile);

describeLedger("DuckDB in memory", inMemory);
describeLedger("DuckDB in a file", inFile);

describeLosses("DuckDB in memory", inMemory);
describeWitness("DuckDB in memory", inMemory);
describeWitness("DuckDB in a file", inFile);
describeConcurrency("DuckDB in memory", inMemory);
describeConcurrency("DuckDB in a file", inFile);
describeFingerprints("DuckDB in memory", inMemory);
describeFingerprints("DuckDB in a file", inFile);
