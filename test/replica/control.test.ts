import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { backfill } from "../../src/jobs/repair/backfill.ts";
import { undo } from "../../src/jobs/repair/undo.ts";
import { type DuckDbWarehouse, openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { day } from "../support/pipelines/declarations.ts";
import { end, results, type Service, startService } from "../support/pipelines/service.ts";
import { aRequest } from "../support/pipelines/small.ts";
import { buildReplica } from "./build.ts";
import { replicaContext } from "./context.ts";

/** The zone analysis lacks dates among complete ones; its service computes a date at a time. */
const TABLE = "nba_precompute.team_defense_zone_analysis";
const REACH = { first: day("2025-11-04"), last: day("2025-11-30") };

let folder: string;
let path: string;
let warehouse: DuckDbWarehouse;
let service: Service;
/** What the stand-in writes of a date beside what is right. */
let alters = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "replica-"));
  path = join(folder, "replica.duckdb");
  const healthy = join(folder, "healthy.duckdb");
  await buildReplica(inject("sample").incident, path);
  await buildReplica(inject("sample").healthy, healthy);
  service = await startService(async ({ date, body }, response) => {
    // As theirs do: a delete and an insert, with the instant of this call.
    await warehouse.native(`DELETE FROM ${TABLE} WHERE analysis_date = DATE '${date}'`);
    await warehouse.native(
      `INSERT INTO ${TABLE} BY NAME SELECT * REPLACE (now() AS processed_at${alters}) FROM healthy.${TABLE} WHERE analysis_date = DATE '${date}'`,
    );
    end(response, 200, results(String((body["processors"] as string[])[0])));
  });
  warehouse = await openDuckDb({ path, readOnly: false });
  await warehouse.native(`ATTACH '${healthy}' AS healthy (READ_ONLY)`);
});
afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
  await warehouse?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const context = () =>
  replicaContext(path, warehouse, REACH, ({ tables }) => {
    const table = tables.find(({ id }: { id: string }) => id === "tdza");
    table.read.replica = table.read.production;
    const { urlFrom: _, ...declared } = table.producers.production;
    Object.assign(table.producers, {
      replica: { ...declared, url: service.url, auth: "none" },
    });
  });

const content = async () =>
  (
    await warehouse.query(
      `SELECT md5(string_agg(x, ',' ORDER BY x)) AS h FROM (SELECT to_json(t)::VARCHAR AS x FROM ${TABLE} AS t) AS rows`,
    )
  )[0]?.["h"];

/** A repair of the one date that lacks its rows. */
async function repair() {
  const date = day("2025-11-12");
  const selection = {
    ...aRequest().selection,
    ...{ dates: [{ first: date, last: date }], tables: ["tdza"], force: true },
  };
  const result = await backfill(context(), aRequest({ selection }));
  if ("nothing" in result) throw new Error("There was nothing to repair.");
  return result;
}

it("computes a complete date of the operators' table again before a repair, and puts it back to the last digit", async () => {
  // One date is emptied; every other of the month is complete.
  await warehouse.native(`DELETE FROM ${TABLE} WHERE analysis_date = DATE '2025-11-12'`);
  const before = await content();
  const result = await repair();
  const control = result.receipt.controls?.[0];
  expect(control).toMatchObject({ table: "tdza", rows: 30, differing: 0, stopped: null });
  expect(result.receipt).toMatchObject({ counts: { done: 1, failed: 0 } });
  expect(service.arrived.map(({ date }) => date)).toEqual([control?.date, "2025-11-12"]);
  await undo(context(), result.run, new Date());
  expect(await content()).toBe(before);
});

it("stops before the first call of the plan where the service computes something else, with the columns", async () => {
  const before = await content();
  alters = ", 0.4 AS paint_pct_allowed_last_15";
  const calls = service.arrived.length;
  const result = await repair();
  expect(result.canaryStopped).toMatch(
    /service of tdza computes something else .*30 of 30 rows differ \(in paint_pct_allowed_last_15\)/,
  );
  expect(result).toMatchObject({ exitCode: 1, receipt: { counts: { done: 0, pending: 1 } } });
  expect(service.arrived).toHaveLength(calls + 1);
  expect(await content()).toBe(before);
});
