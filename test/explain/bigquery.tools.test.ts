import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { Explanation } from "../../src/explain/explanation.ts";
import type { PipelineConfig } from "../../src/pipeline/schema.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { type Emulator, startEmulator } from "../support/bigquery/emulator.ts";
import { setUpSmall } from "../support/bigquery/small-bigquery.ts";
import { ENVIRONMENT } from "../support/pipelines/declarations.ts";
import { AS_OF, aSmallPipeline, FIRST, on, SMALL_MODELS } from "../support/pipelines/small.ts";
import { run } from "../support/repair/repairs.ts";
import { ownFolder } from "../support/warehouses.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];

/** What `setUpSmall` makes on the emulator: three days, the first with a row too many in every table, two missing. */
const SETUP = [
  "CREATE SCHEMA src; CREATE SCHEMA shop",
  `CREATE TABLE src.sales AS SELECT CAST(d AS DATE) AS game_date, item, amount FROM
   range(DATE '${FIRST}', DATE '${on(4)}', INTERVAL 1 DAY) AS t(d), (VALUES ('tea', 2), ('cup', 5)) AS i(item, amount)`,
  `CREATE TABLE shop.sales AS SELECT DATE '${FIRST}' AS game_date, unnest(['tea', 'cup', 'cup']) AS item, 1 AS amount`,
  `CREATE TABLE shop.totals AS SELECT DATE '${FIRST}' AS game_date, CAST(unnest([3, 4]) AS BIGINT) AS total`,
  `CREATE TABLE shop.trend AS SELECT DATE '${FIRST}' AS game_date, CAST(unnest([5, 6]) AS BIGINT) AS total`,
];

/** Explains some cells, before a repair of one of them and after it. */
async function explainedOn(
  environment: PipelineConfig["environments"][string],
): Promise<Record<string, unknown>[]> {
  const folder = ownFolder();
  for (const [id, sql] of Object.entries(SMALL_MODELS))
    writeFileSync(join(folder, `${id}.sql`), sql);
  const pipeline = join(folder, "pipeline.yaml");
  const declared = aSmallPipeline({
    environments: { [ENVIRONMENT]: environment },
    seasons: [{ id: "2026", opens: FIRST, closes: on(3) }],
  });
  writeFileSync(pipeline, stringify(declared));
  const where = ["--environment", ENVIRONMENT, "--pipeline", pipeline, "--lock-wait", "0"].concat(
    ...["--as-of", AS_OF.toISOString(), "--out", join(folder, "reports")],
  );
  const explain = async (table: string, date: string) => {
    const { code, out, err } = await run(["explain", table, date, ...where, "--json"], {
      root: folder,
    });
    if (out === "") throw new Error(err);
    const { writes, findings, ...rest } = JSON.parse(out) as Explanation;
    return {
      ...{ code, ...rest },
      causes: findings.map(({ cause, evidence }) => ({ cause, evidence })),
      lines: findings.map(({ repair }) => repair.phaseLine?.replaceAll(folder, "FOLDER")),
      // Names of runs and instants differ.
      writes: writes.lines.map(({ how, rows, rowsBefore, at, receipt }) => ({
        ...{ how, rows, rowsBefore, isRecent: Date.now() - Date.parse(at) < 3_600_000 },
        hasReceipt: receipt !== null,
      })),
      unread: writes.unread,
    };
  };
  const before = [await explain("sales", FIRST), await explain("trend", on(2))];
  const repair = ["backfill", "--tables", "sales", "--dates", on(2), ...where];
  const { code, err } = await run(repair, { root: folder });
  if (code !== 0) throw new Error(err);
  return [...before, await explain("sales", on(2)), await explain("totals", on(2))];
}

describe.skipIf(BINARY === undefined)("ops explain on BigQuery", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator(BINARY ?? "");
    process.env["BIGQUERY_EMULATOR_HOST"] = emulator.url;
    await setUpSmall(emulator);
  });
  afterAll(async () => {
    delete process.env["BIGQUERY_EMULATOR_HOST"];
    await emulator?.[Symbol.asyncDispose]();
  });

  it("says of each cell what it says on DuckDB", async () => {
    const path = join(ownFolder(), "small.duckdb");
    {
      await using warehouse = await openDuckDb({ path, readOnly: false });
      for (const statement of SETUP) await warehouse.native(statement);
    }
    const embedded = await explainedOn({ engine: "duckdb", path, destructive: false });
    const { project } = emulator;
    const emulated = await explainedOn({ engine: "bigquery", project, destructive: false });
    expect(emulated).toEqual(embedded);
    expect(embedded.map(({ code, cell, causes }) => [code, cell, causes])).toMatchObject([
      [1, { state: "over-count", rows: 3 }, [{ cause: "duplicates" }]],
      [1, { state: "missing", rows: 0 }, [{ cause: "cascade" }]],
      [0, { state: "complete", rows: 2 }, []],
      [1, { state: "missing", rows: 0 }, [{ cause: "phase-failure" }]],
    ]);
    expect(embedded[2]?.["writes"]).toEqual([
      { how: "wrote", rows: 2, rowsBefore: 0, isRecent: true, hasReceipt: true },
    ]);
  });
});
