import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openBigQuery } from "../../../src/warehouse/bigquery/bigquery.ts";
import { JobAnswer } from "../../../src/warehouse/bigquery/client/answers.ts";
import { openMeter } from "../../../src/warehouse/bigquery/client/usage.ts";
import { startRecordedBigQuery } from "../../support/bigquery/recorded-bigquery.ts";
import { day } from "../../support/pipelines/declarations.ts";

const MIB = 1024 ** 2;

const open = () =>
  openBigQuery({
    project: "recorded",
    location: "US",
    retry: { retries: 1, minWaitMs: 1, maxWaitMs: 2 },
  });

// Recorded answers: the emulator bills by the bytes of the answer, has no minimum and no PARTITIONS.
describe("an estimate", () => {
  it.each([
    ["more than the minimum", "734003200", 1, 734_003_200],
    ["the minimum of one table", "52", 1, 10 * MIB],
    ["the minimum of each of three tables", "12582912", 3, 30 * MIB],
    ["nothing where no table is named", "0", 0, 0],
  ])("is %s", async (_, bytesProcessed, tables, bytesBilled) => {
    const recorded = await startRecordedBigQuery();
    recorded.answer = () => ({ bytesProcessed, tables });
    await using warehouse = await open();
    const estimate = await warehouse.estimate("SELECT 1");
    expect(estimate).toEqual({ bytes: Number(bytesProcessed), bytesBilled });
    expect(recorded.ran).toEqual([]);
    expect(warehouse.usage()).toMatchObject({ queries: 0, unknown: 0 });
  });

  it("is an error where the dry run fails, and where it does not say: never 0", async () => {
    const recorded = await startRecordedBigQuery();
    await using warehouse = await open();
    recorded.answer = () => ({ error: { reason: "accessDenied", message: "Access Denied: t" } });
    await expect(warehouse.estimate("SELECT 1")).rejects.toThrow(/Access Denied/);
    recorded.answer = () => ({ tables: 1 });
    await expect(warehouse.estimate("SELECT 1")).rejects.toThrow(/does not say how many bytes/);
    recorded.answer = () => ({ tables: 1, bytesProcessed: "many" });
    await expect(warehouse.estimate("SELECT 1")).rejects.toThrow(/does not say how many bytes/);
  });
});

describe("what was billed", () => {
  it("is the sum over the jobs that say, with the number of those that do not", async () => {
    const recorded = await startRecordedBigQuery();
    await using warehouse = await open();
    recorded.answer = () => ({ bytesProcessed: "5", bytesBilled: "10485760" });
    await warehouse.query("SELECT 1");
    await warehouse.query("SELECT 1");
    recorded.answer = () => ({ bytesProcessed: "7" });
    await warehouse.query("SELECT 2");
    recorded.answer = () => ({ error: { reason: "invalidQuery", message: "Syntax error" } });
    await expect(warehouse.query("SELEC")).rejects.toThrow(/Syntax error/);
    const usage = { queries: 3, bytesProcessed: 17, bytesBilled: 20 * MIB, unknown: 1 };
    expect(warehouse.usage()).toEqual(usage);
  });

  it("is a sum: each job once, whatever the order and however often its end is looked at", () => {
    const job = fc.record({
      id: fc.nat(8).map((n) => `j${n}`),
      billed: fc.option(fc.nat(1e9), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(job, { selector: ({ id }) => id }), fc.nat(3), (jobs, again) => {
        const meter = openMeter();
        for (const { id } of jobs) meter.begun(id);
        for (const { id, billed } of [...jobs, ...jobs.slice(0, again)].reverse())
          meter.ended(
            id,
            JobAnswer.parse({
              jobReference: { jobId: id },
              status: { state: "DONE" },
              statistics: { query: billed === undefined ? {} : { totalBytesBilled: `${billed}` } },
            }),
          );
        meter.ended("a load", JobAnswer.parse({ jobReference: { jobId: "a load" } }));
        const said = jobs.flatMap(({ billed }) => billed ?? []);
        expect(meter.usage()).toEqual({
          queries: jobs.length,
          bytesProcessed: 0,
          bytesBilled: said.reduce((sum, one) => sum + one, 0),
          unknown: jobs.length - said.length,
        });
      }),
    );
  });

  it("is unknown for a query that was cancelled, and for one whose end was never heard of", () => {
    const meter = openMeter();
    meter.begun("cancelled");
    meter.ended("cancelled", {
      jobReference: { jobId: "cancelled" },
      status: { state: "DONE", errorResult: { reason: "stopped", message: "" } },
    });
    meter.begun("lost");
    expect(meter.usage()).toMatchObject({ queries: 2, bytesBilled: 0, unknown: 2 });
  });
});

describe("partition metadata", () => {
  it("is rows by date and when they changed, without what belongs to no date, and unknown where it cannot tell", async () => {
    const recorded = await startRecordedBigQuery();
    const byDay = (field: string) => ({ timePartitioning: { type: "DAY", field } });
    recorded.table = (name) =>
      ({
        "raw.a": byDay("game_date"),
        "raw.b": byDay("game_date"),
        "raw.loaded": byDay("loaded_at"),
        "raw.monthly": { timePartitioning: { type: "MONTH", field: "game_date" } },
        "raw.plain": {},
      })[name] ?? null;
    recorded.answer = () => ({
      fields: [
        { name: "table_name", type: "STRING" },
        { name: "partition_id", type: "STRING" },
        { name: "n", type: "INTEGER" },
        { name: "modified", type: "TIMESTAMP" },
      ],
      rows: [
        ["a", "20260124", "120", "1769342400123456"],
        ["a", "20260125", "7", null],
        ["a", "__NULL__", "3", null],
        ["a", "__UNPARTITIONED__", "9", null],
        ["a", "20260230", "1", null],
        ["a", null, "5", null],
      ],
    });
    await using warehouse = await open();
    const names = ["a", "b", "loaded", "monthly", "plain", "gone"];
    const found = await warehouse.partitionRows(
      names.map((name) => ({ table: `raw.${name}`, dateColumn: "game_date" })),
    );
    expect(found).toEqual([
      {
        table: "raw.a",
        status: "by day",
        rowsByDate: new Map([
          [day("2026-01-24"), 120],
          [day("2026-01-25"), 7],
        ]),
        modifiedByDate: new Map([
          [day("2026-01-24"), "2026-01-25T12:00:00.123456Z"],
          [day("2026-01-25"), ""],
        ]),
      },
      {
        ...{ table: "raw.b", status: "by day", rowsByDate: new Map() },
        modifiedByDate: new Map(),
      },
      { table: "raw.loaded", status: "not by day" },
      { table: "raw.monthly", status: "not by day" },
      { table: "raw.plain", status: "not by day" },
      { table: "raw.gone", status: "absent" },
    ]);
    expect(recorded.ran).toHaveLength(1);
    expect(recorded.ran[0]).toContain("FROM `raw`.INFORMATION_SCHEMA.PARTITIONS");
    expect(recorded.ran[0]).toContain('table_name IN ("a", "b")');
  });
});
