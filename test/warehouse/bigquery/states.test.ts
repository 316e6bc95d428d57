import { describe, expect, it } from "vitest";
import { openBigQuery } from "../../../src/warehouse/bigquery/bigquery.ts";
import { statesSql } from "../../../src/warehouse/bigquery/read/states.ts";
import { datesOfPartition } from "../../../src/warehouse/states.ts";
import {
  type Answer,
  type RecordedBigQuery,
  startRecordedBigQuery,
} from "../../support/bigquery/recorded-bigquery.ts";

const open = () =>
  openBigQuery({
    project: "recorded",
    location: "US",
    retry: { retries: 1, minWaitMs: 1, maxWaitMs: 2 },
  });

const described = (over: object = {}) => ({
  ...{ type: "TABLE", creationTime: "1760000000000", lastModifiedTime: "1769342400000" },
  ...{ numRows: "120", numBytes: "4096" },
  schema: { fields: [{ name: "game_date", type: "DATE" }] },
  timePartitioning: { type: "DAY", field: "game_date" },
  ...over,
});

const MARK = "1760000000000 1769342400000 120 4096";

/** Of a partition: dataset, table, id, rows, bytes, time in microseconds. */
const answered = (...rows: readonly (readonly (string | null)[])[]) => ({
  fields: [
    ...["dataset", "table_name", "partition_id"].map((name) => ({ name, type: "STRING" })),
    ...["n", "bytes"].map((name) => ({ name, type: "INTEGER" })),
    { name: "modified", type: "TIMESTAMP" },
  ],
  rows,
});

/** A local BigQuery whose clock is what it says, and that answers this about partitions. */
async function recordedWith(answer: () => Answer = answered) {
  const recorded = await startRecordedBigQuery();
  recorded.answer = (sql) =>
    sql.includes("PARTITIONS")
      ? answer()
      : { fields: [{ name: "now", type: "TIMESTAMP" }], rows: [["1769425200000000"]] };
  return recorded;
}

const partitionsAsked = ({ ran }: RecordedBigQuery) =>
  ran.filter((sql) => sql.includes("PARTITIONS"));

describe("the state of a table", () => {
  it("is its partitions with their rows, bytes and times, by the engine's clock", async () => {
    const recorded = await recordedWith(() =>
      answered(
        ["raw", "a", "20260124", "100", "4000", "1769342400123456"],
        ["raw", "a", "__NULL__", "20", "96", null],
      ),
    );
    recorded.table = (name) => (name === "raw.a" ? described() : null);
    await using warehouse = await open();
    const found = await warehouse.tableStates(["raw.a", "raw.gone"], new Map());
    expect(found).toEqual({
      readAt: "2026-01-26T11:00:00.000Z",
      tables: [
        {
          table: "raw.a",
          status: "known",
          state: {
            ...{ mark: MARK, modified: "2026-01-25T12:00:00.000Z", bytes: 4096 },
            column: "game_date",
            partitions: new Map([
              ["20260124", { rows: 100, bytes: 4000, modified: "2026-01-25T12:00:00.123456Z" }],
              ["__NULL__", { rows: 20, bytes: 96, modified: "" }],
            ]),
          },
        },
        { table: "raw.gone", status: "unknown", why: "it does not exist" },
      ],
    });
  });

  it("is asked of nothing that was not touched, which bills nothing", async () => {
    const recorded = await recordedWith();
    recorded.table = () => described();
    await using warehouse = await open();
    const found = await warehouse.tableStates(["raw.a"], new Map([["raw.a", MARK]]));
    expect(found.tables).toEqual([{ table: "raw.a", status: "same" }]);
    expect(partitionsAsked(recorded)).toEqual([]);
  });

  it.each([
    ["a view", { type: "VIEW" }],
    ["an external table", { type: "EXTERNAL" }],
    ["a snapshot", { type: "SNAPSHOT" }],
    ["something that does not say what it is", { type: undefined }],
    ["a table with rows in its streaming buffer", { streamingBuffer: { estimatedRows: "3" } }],
    ["a table that does not say when it was changed", { lastModifiedTime: undefined }],
    ["a table whose rows are no number", { numRows: "many" }],
    ["a table that does not say its bytes", { numBytes: undefined }],
  ])("is unknown for %s, though its mark were the same", async (_, over) => {
    const recorded = await recordedWith();
    recorded.table = () => described(over);
    await using warehouse = await open();
    const { tables } = await warehouse.tableStates(["raw.a"], new Map([["raw.a", MARK]]));
    expect(tables).toMatchObject([{ status: "unknown" }]);
    expect(partitionsAsked(recorded)).toEqual([]);
  });

  it.each([
    ["months of the date column", { type: "MONTH", field: "game_date" }, "game_date"],
    ["days of another column", { type: "DAY", field: "loaded_at" }, null],
    ["the time of loading", { type: "DAY" }, null],
    ["hours", { type: "HOUR", field: "game_date" }, null],
    ["nothing", undefined, null],
  ])("is of dates only where partitions are: %s", async (_, timePartitioning, column) => {
    const recorded = await recordedWith(() =>
      answered(["raw", "a", null, "100", "4000", "1769342400000000"]),
    );
    recorded.table = () => described({ timePartitioning });
    await using warehouse = await open();
    const { tables } = await warehouse.tableStates(["raw.a"], new Map());
    expect(tables).toMatchObject([{ status: "known", state: { column } }]);
  });

  it("is asked in statements of 1,000 tables at most, each over all datasets", async () => {
    const recorded = await recordedWith(() => answered());
    recorded.table = () => described();
    await using warehouse = await open();
    const names = Array.from({ length: 1001 }, (_, n) => `${n % 2 === 0 ? "raw" : "more"}.t${n}`);
    await warehouse.tableStates(names, new Map());
    const asked = partitionsAsked(recorded).map((sql) => sql.match(/"t\d+"/g)?.length);
    expect(asked).toEqual([1000, 1]);
    expect(partitionsAsked(recorded)[0]).toMatch(/`raw`\.INFORMATION_SCHEMA\.PARTITIONS/);
    expect(partitionsAsked(recorded)[0]).toMatch(/`more`\.INFORMATION_SCHEMA\.PARTITIONS/);
  });

  it("is by the engine's clock, and is not told where that does not answer", async () => {
    const recorded = await startRecordedBigQuery();
    recorded.table = () => described();
    recorded.answer = () => ({});
    await using warehouse = await open();
    await expect(warehouse.tableStates(["raw.a"], new Map([["raw.a", MARK]]))).rejects.toThrow(
      /did not say what time it is/,
    );
  });

  it("fails where the partitions cannot be asked for: it is never an empty table", async () => {
    const recorded = await recordedWith(() => ({
      error: { reason: "accessDenied", message: "Access Denied: p" },
    }));
    recorded.table = () => described();
    await using warehouse = await open();
    await expect(warehouse.tableStates(["raw.a"], new Map())).rejects.toThrow(/Access Denied/);
  });

  it("is asked with the dataset beside the view, which has no other scope", () => {
    expect(statesSql(["raw.a"])).toContain("FROM `raw`.INFORMATION_SCHEMA.PARTITIONS");
  });
});

it.each([
  ["20260124", { first: "2026-01-24", last: "2026-01-24" }],
  ["202602", { first: "2026-02-01", last: "2026-02-28" }],
  ["202402", { first: "2024-02-01", last: "2024-02-29" }],
  ["2026", { first: "2026-01-01", last: "2026-12-31" }],
  ["20260230", null],
  ["202613", null],
  ["2026012410", null],
  ["__NULL__", null],
  ["__UNPARTITIONED__", null],
  ["17", null],
])("the partition %s holds the dates %o", (id, dates) => {
  expect(datesOfPartition(id)).toEqual(dates);
});
