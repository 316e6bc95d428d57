import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openBigQuery } from "../../../src/warehouse/bigquery/bigquery.ts";
import { adviceOf } from "../../../src/warehouse/retry.ts";
import type { LedgerNote, ReplaceRequest } from "../../../src/warehouse/warehouse.ts";
import { type Emulator, startEmulator } from "../../support/bigquery/emulator.ts";
import { type FaultProxy, startFaultProxy } from "../../support/bigquery/fault-proxy.ts";
import { beStrict } from "../../support/bigquery/strict.ts";
import { day } from "../../support/pipelines/declarations.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];
const TABLE = "raw.visits";
const [FIRST, SECOND] = [day("2026-01-02"), day("2026-01-03")];

const ledgerOf = (run: string): LedgerNote => ({
  ...{ run, tableId: "visits", kind: "replace", upstreamFingerprints: new Map() },
});

const aWrite = (
  run: string,
  visitor: string,
  over: Partial<ReplaceRequest> = {},
): ReplaceRequest => ({
  ...{ table: TABLE, dateColumn: "game_date", dates: [FIRST] },
  source: {
    kind: "select",
    sql: `SELECT d AS game_date, '${visitor}' AS visitor FROM UNNEST(@dates) AS d`,
  },
  ledger: ledgerOf(run),
  ...{ allowShrink: true, rowsExpected: true },
  ...over,
});

describe.skipIf(BINARY === undefined)("a repair on what holds to BigQuery's rules", () => {
  let emulator: Emulator;
  let proxy: FaultProxy;
  beforeAll(async () => {
    emulator = await startEmulator(BINARY ?? "");
    proxy = await startFaultProxy(emulator.url);
    vi.stubEnv("BIGQUERY_EMULATOR_HOST", proxy.url);
    await using warehouse = await open();
    await warehouse.replaceDates(aWrite("b-0", "old", { dates: [FIRST, SECOND] }));
  });
  beforeEach(() => {
    proxy.decide = () => null;
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await proxy?.[Symbol.asyncDispose]();
    await emulator?.[Symbol.asyncDispose]();
  });

  const open = (retries = 6) =>
    openBigQuery({
      ...{ project: emulator.project, location: "US" },
      retry: { retries, minWaitMs: 100, maxWaitMs: 2_000 },
    });
  const visitors = async () => {
    await using warehouse = await open();
    const rows = await warehouse.query(
      `SELECT CONCAT(CAST(game_date AS STRING), ' ', visitor) AS v FROM \`${TABLE}\` WHERE game_date > DATE '2000-01-01' ORDER BY 1`,
    );
    return rows.map(({ v }) => v);
  };

  it("writes, looks on and takes back with filters, within the limits", async () => {
    beStrict(proxy, { filtered: new Map([[TABLE, "game_date"]]), location: "US" });
    await using warehouse = await open();
    const [written] = await warehouse.replaceDates(aWrite("b-1", "new"));
    await warehouse.restore({
      ...{ run: "b-1", undoRun: "u-b-1" },
      tables: [
        {
          ...{ tableId: "visits", table: TABLE, dateColumn: "game_date", dates: [FIRST] },
          fingerprints: new Map([[FIRST, written?.fingerprint ?? ""]]),
          rowsBefore: new Map([[FIRST, 1]]),
          upstreamFingerprints: new Map(),
        },
      ],
    });
    await warehouse.witness(
      {
        ...{ table: TABLE, dateColumn: "game_date", dates: [SECOND] },
        ...{ allowShrink: true, rowsExpected: true },
        ledger: ledgerOf("b-2"),
      },
      async () => undefined,
    );
    expect(proxy.seen.filter(({ fault }) => fault !== null)).toEqual([]);
    expect(await visitors()).toEqual([`${FIRST} old`, `${SECOND} old`]);
  });

  it("writes two dates of one table at once, whichever transaction is aborted", async () => {
    beStrict(proxy, {});
    await using one = await open();
    await using other = await open();
    await Promise.all([
      one.replaceDates(aWrite("b-3", "one")),
      other.replaceDates(aWrite("b-4", "other", { dates: [SECOND] })),
    ]);
    expect(proxy.seen.some(({ fault }) => fault?.kind === "job")).toBe(true);
    expect(await visitors()).toEqual([`${FIRST} one`, `${SECOND} other`]);
  });

  it("parks what would change rows that were streamed in", async () => {
    beStrict(proxy, { streamed: new Set([TABLE]) });
    await using warehouse = await open();
    const error = await warehouse.replaceDates(aWrite("b-5", "wet")).then(
      () => expect.fail("it was written"),
      (failure: unknown) => failure,
    );
    expect(adviceOf(error).kind).toBe("park");
    expect(String(error)).toMatch(/streamed in cannot be changed for 30 to 90 minutes/);
  });

  it("asks for warehouse init where the bookkeeping is not there, or not granted", async () => {
    beStrict(proxy, { granted: new Set(["raw"]) });
    await using warehouse = await open();
    await expect(warehouse.replaceDates(aWrite("b-6", "new"))).rejects.toThrow(/warehouse init/);
    await expect(warehouse.query("SELECT run FROM `ops.partition_writes`")).rejects.toThrow(
      /warehouse init/,
    );
  });
});
