import { describe, expect, it } from "vitest";
import { KEEP_DAYS } from "../../../../src/pipeline/rules.ts";
import { KEPT_PARTITION_DAYS } from "../../../../src/warehouse/bigquery/write/kept.ts";
import type { Asked } from "../../../support/bigquery/recorded-jobs.ts";
import { isInsert, openRecorded } from "../../../support/bigquery/recorded-warehouse.ts";

const isUpload = ({ method, query }: Asked) => method === "POST" && query.has("uploadType");

describe("kept rows", () => {
  it("expire by themselves, and no sooner than undo may ask for them", () => {
    // A partition goes so long after its day began: a row of its last minute is a day younger.
    expect(KEPT_PARTITION_DAYS).toBeGreaterThanOrEqual(KEEP_DAYS + 1);
  });

  it("of earlier versions are given an expiration, once, without a job", async () => {
    const expires = { type: "DAY", field: "kept_at", expirationMs: String(8 * 86_400_000) };
    const tables = [
      { tableReference: { tableId: "kept__raw__visits__0a1b2c3d" } },
      { tableReference: { tableId: "kept__raw__box__0a1b2c3d" }, timePartitioning: expires },
      { tableReference: { tableId: "partition_writes" } },
    ];
    const { warehouse, server } = await openRecorded((asked) =>
      asked.path.endsWith("/tables") ? { json: { tables } } : { json: {} },
    );
    await warehouse.forgetKept(new Date());
    expect(server.asked.filter(({ method }) => method !== "GET")).toMatchObject([
      {
        method: "PATCH",
        path: "/datasets/ops/tables/kept__raw__visits__0a1b2c3d",
        body: { timePartitioning: expires },
      },
    ]);
    expect(server.asked.filter(isInsert)).toEqual([]);
  });
});

describe("the bookkeeping", () => {
  it("is clustered by what it is asked by", async () => {
    const { warehouse, server } = await openRecorded(({ method, path }) =>
      method === "GET" && path.includes("/datasets") ? { json: {} } : undefined,
    );
    await warehouse.record("cell_attempts", { run: "b-1" });
    await warehouse.record("backfill_runs", { run: "b-1" });
    const made = server.asked.filter(
      ({ method, path }) => method === "POST" && path.endsWith("/tables"),
    );
    expect(made.map(({ body }) => body.clustering.fields)).toEqual([
      ["table_id", "game_date"],
      ["run"],
    ]);
  });

  it("takes a plan that is longer than a request of a query may be, by a load", async () => {
    const { warehouse, server } = await openRecorded(({ method, path }) =>
      method === "GET" && path.includes("/datasets") ? { json: {} } : undefined,
    );
    const row = { run: "b-1", event: "started", recorded_at: "2026-01-26T12:00:00Z" };
    await warehouse.record("backfill_runs", { ...row, plan_json: "short" });
    expect(server.asked.filter(isUpload)).toEqual([]);
    const plan_json = JSON.stringify({ cells: "é".repeat(12_000_000) });
    await warehouse.record("backfill_runs", { ...row, plan_json });
    const [upload, ...more] = server.asked.filter(isUpload);
    expect(more).toEqual([]);
    expect(String(upload?.body)).toContain(JSON.stringify({ ...row, plan_json }));
    expect(String(upload?.body)).toContain('"writeDisposition":"WRITE_APPEND"');
  });
});
