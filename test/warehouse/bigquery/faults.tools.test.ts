import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TableNotFoundError } from "../../../src/errors.ts";
import { openBigQuery } from "../../../src/warehouse/bigquery/bigquery.ts";
import { adviceOf } from "../../../src/warehouse/retry.ts";
import type { ReplaceRequest, WritableWarehouse } from "../../../src/warehouse/warehouse.ts";
import { type Emulator, startEmulator } from "../../support/bigquery/emulator.ts";
import {
  type Fault,
  type FaultProxy,
  RECORDED,
  startFaultProxy,
} from "../../support/bigquery/fault-proxy.ts";
import {
  everySeed,
  listed,
  PATIENT_MS,
  randomFaults,
  seedsOf,
} from "../../support/bigquery/random-faults.ts";
import { day } from "../../support/pipelines/declarations.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];
const SEEDS = seedsOf(0.4);
/** The emulator gives no memory back. */
const SEQUENCES_AN_EMULATOR = 4;
const DATES = [day("2026-01-02"), day("2026-01-03")];
const TABLE = "raw.visits";

describe.skipIf(BINARY === undefined)("a replacement over a line that fails", () => {
  let emulator: Emulator;
  let proxy: FaultProxy;

  beforeAll(async () => {
    emulator = await startEmulator(BINARY ?? "");
    proxy = await startFaultProxy(emulator.url);
    process.env["BIGQUERY_EMULATOR_HOST"] = proxy.url;
  });
  afterAll(async () => {
    delete process.env["BIGQUERY_EMULATOR_HOST"];
    await proxy?.[Symbol.asyncDispose]();
    await emulator?.[Symbol.asyncDispose]();
  });

  const open = (requestTimeoutMs = 1_500) =>
    openBigQuery({
      project: emulator.project,
      location: "US",
      retry: { retries: 4, minWaitMs: 5, maxWaitMs: 20 },
      requestTimeoutMs,
    });

  it.each([
    ["reset after it was accepted", { kind: "reset", when: "after" }],
    ["reset before it was accepted", { kind: "reset", when: "before" }],
    ["answered by half", { kind: "truncated" }],
    ["answered with something else", { kind: "malformed" }],
    ["never answered", { kind: "hanging" }],
    ["answered a byte at a time", { kind: "dripping" }],
    ["limited", RECORDED.jobRateLimit],
    ["called a duplicate and was not accepted", RECORDED.duplicate],
    ["called a duplicate of itself", RECORDED.duplicateOfItself],
  ] satisfies [string, Fault][])(
    "is carried out once where the transaction's job is %s",
    async (_, fault) => {
      await renew();
      await using warehouse = await open(4_000);
      await warehouse.replaceDates(aWrite("b-0", "old"));
      let posts = 0;
      let struck = false;
      proxy.decide = (method, path) => {
        if (method !== "POST" || !path.includes("/jobs")) return null;
        posts += 1;
        // The stage, the look, then the transaction.
        if (posts !== 3 || struck) return null;
        struck = true;
        return fault;
      };
      const written = await warehouse.replaceDates(aWrite("b-1", "new"));
      proxy.decide = () => null;
      expect(struck).toBe(true);
      expect(written.map(({ rows, rowsBefore }) => [rows, rowsBefore])).toEqual([
        [2, 2],
        [2, 2],
      ]);
      expect(await state(warehouse)).toEqual({ visitors: ["new"], rows: 4, lines: 4, kept: 4 });
    },
  );

  it(`ends whole, parked or failed in ${SEEDS.length} seeded sequences: none lost, none doubled`, {
    timeout: 60_000 + SEEDS.length * 60_000,
  }, async () => {
    const outcomes = await everySeed(SEEDS, async (seed, index) => {
      if (index % SEQUENCES_AN_EMULATOR === 0) await renew();
      await using warehouse = await open();
      // Another process, which asks again after the faults, ends as if nothing had failed.
      await using other = await open(PATIENT_MS);
      const run = `b-${seed}`;
      const before = await stateOrNothing(other);
      proxy.decide = randomFaults(seed, 8);
      const outcome = await warehouse.replaceDates(aWrite(run, `n${seed}`)).then(
        () => "done",
        (error: unknown) => adviceOf(error).kind,
      );
      proxy.decide = () => null;
      await other.replaceDates(aWrite(run, `n${seed}`));
      expect(await state(other)).toEqual({
        visitors: [`n${seed}`],
        rows: 4,
        lines: before.lines + 2,
        kept: before.kept + before.rows,
      });
      return outcome;
    });
    console.log(`${SEEDS.length} replacements over a line that fails: ${listed(outcomes)}`);
    expect(outcomes.get("done")).toBeGreaterThan(0);
  });

  async function renew() {
    await emulator[Symbol.asyncDispose]();
    emulator = await startEmulator(BINARY ?? "");
    proxy.target = emulator.url;
  }
});

const aWrite = (run: string, visitor: string): ReplaceRequest => ({
  table: TABLE,
  dateColumn: "game_date",
  dates: DATES,
  source: {
    kind: "select",
    sql: `SELECT d AS game_date, '${visitor}' AS visitor, n FROM UNNEST(@dates) AS d CROSS JOIN UNNEST([1, 2]) AS n`,
  },
  ledger: { run, tableId: "visits", kind: "replace", upstreamFingerprints: new Map() },
  allowShrink: false,
  rowsExpected: true,
});

async function state(warehouse: WritableWarehouse) {
  const rows = await warehouse.query(`SELECT visitor, COUNT(*) AS n FROM \`${TABLE}\` GROUP BY 1`);
  const [lines] = await warehouse.query("SELECT COUNT(*) AS n FROM `ops.partition_writes`");
  return {
    visitors: rows.map((row) => row["visitor"]),
    rows: rows.reduce((sum, row) => sum + Number(row["n"]), 0),
    lines: Number(lines?.["n"]),
    kept: await keptRows(warehouse),
  };
}

async function keptRows(warehouse: WritableWarehouse): Promise<number> {
  const tables = await warehouse.query(
    "SELECT table_name FROM `ops.INFORMATION_SCHEMA.TABLES` WHERE STARTS_WITH(table_name, 'kept__')",
  );
  let sum = 0;
  for (const row of tables) {
    const [count] = await warehouse.query(`SELECT COUNT(*) AS n FROM \`ops.${row["table_name"]}\``);
    sum += Number(count?.["n"]);
  }
  return sum;
}

async function stateOrNothing(warehouse: WritableWarehouse) {
  try {
    return await state(warehouse);
  } catch (error) {
    if (!(error instanceof TableNotFoundError)) throw error;
    return { visitors: [], rows: 0, lines: 0, kept: 0 };
  }
}
