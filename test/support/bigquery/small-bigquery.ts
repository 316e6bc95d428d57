import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { assess } from "../../../src/findings/assess/assess.ts";
import { observe } from "../../../src/jobs/observe/observe.ts";
import type { RepairContext } from "../../../src/jobs/repair/run/context.ts";
import { topologicalOrder } from "../../../src/pipeline/graph.ts";
import type { WritableWarehouse } from "../../../src/warehouse/warehouse.ts";
import { ENVIRONMENT } from "../pipelines/declarations.ts";
import { AS_OF, aSmallPipeline, FIRST, on, SMALL_MODELS } from "../pipelines/small.ts";
import { ownFolder } from "../warehouses.ts";
import type { Emulator } from "./emulator.ts";

const LAST = on(3);

/** Three days of the small pipeline: the first is there with a row too many in every table, two are missing. */
const SETUP = [
  `CREATE TABLE src.sales AS SELECT d AS game_date, item.name AS item, item.amount AS amount
   FROM UNNEST(GENERATE_DATE_ARRAY('${FIRST}', '${LAST}')) AS d
   CROSS JOIN UNNEST([STRUCT('tea' AS name, 2 AS amount), STRUCT('cup' AS name, 5 AS amount)]) AS item`,
  `CREATE TABLE shop.sales AS SELECT DATE '${FIRST}' AS game_date, item, 1 AS amount
   FROM UNNEST(['tea', 'cup', 'cup']) AS item`,
  `CREATE TABLE shop.totals AS SELECT DATE '${FIRST}' AS game_date, n AS total FROM UNNEST([3, 4]) AS n`,
  `CREATE TABLE shop.trend AS SELECT DATE '${FIRST}' AS game_date, n AS total FROM UNNEST([5, 6]) AS n`,
];

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  sales: ["game_date", "item", "amount"],
  totals: ["game_date", "total"],
  trend: ["game_date", "total"],
};

/** Behind the tool's back, on an emulator that has nothing yet. */
export async function setUpSmall({ client }: Emulator): Promise<void> {
  for (const dataset of ["src", "shop"]) await client.createDataset(dataset);
  for (const query of SETUP) await (await client.createQueryJob({ query }))[0].getQueryResults();
}

/** What a repair of the small pipeline on this warehouse is told. */
export function smallContext(warehouse: WritableWarehouse): RepairContext {
  const root = ownFolder();
  for (const [id, sql] of Object.entries(SMALL_MODELS)) writeFileSync(join(root, `${id}.sql`), sql);
  const pipeline = aSmallPipeline({ seasons: [{ id: "2026", opens: FIRST, closes: LAST }] });
  const graph = topologicalOrder(pipeline.tables);
  if ("cycle" in graph) throw new Error("The small pipeline has a cycle.");
  const range = { first: FIRST, last: LAST };
  const environment = ENVIRONMENT;
  const input = { pipeline, environment, range, asOf: AS_OF, policy: "annotate" } as const;
  return {
    request: { environment, pipeline: "small.yaml", asOf: AS_OF, lockWait: 0, root },
    pipeline,
    tables: graph.order,
    warehouse,
    sessions: new Map(),
    progress: () => undefined,
    pricing: null,
    price: async () => null,
    assessNow: async () => assess(await observe(input, warehouse, () => undefined)),
  };
}

/** Everything that a repair leaves behind, but for times and names of runs: equal texts mean equal ends. */
export async function endOf(warehouse: WritableWarehouse): Promise<Record<string, string[]>> {
  const lines = async (columns: readonly string[], table: string, where = "TRUE") => {
    const texts = columns.map((name) => `COALESCE(CAST(${name} AS STRING), 'null')`);
    const rows = await warehouse.query(
      `SELECT CONCAT(${texts.join(", ' ', ")}) AS line FROM \`${table}\` WHERE ${where} ORDER BY 1`,
    );
    return rows.map((row) => String(row["line"]));
  };
  const end: Record<string, string[]> = {
    ledger: await lines(
      ["kind", "table_id", "game_date", "row_count", "rows_before"].concat(
        ["fingerprint", "fingerprint_before"],
        "upstream_fingerprint",
      ),
      "ops.partition_writes",
      // What was only seen is no end: an interrupted run may have seen less, or more.
      "kind <> 'seen'",
    ),
    runs: (
      await warehouse.query("SELECT run FROM `ops.backfill_runs` WHERE event = 'started'")
    ).map(() => "started"),
  };
  const kept = await warehouse.query(
    "SELECT table_name AS name FROM `ops.INFORMATION_SCHEMA.TABLES` WHERE STARTS_WITH(table_name, 'kept__')",
  );
  for (const [id, columns] of Object.entries(COLUMNS)) {
    end[id] = await lines(columns, `shop.${id}`);
    const own = kept.map(({ name }) => String(name)).filter((name) => name.includes(`__${id}__`));
    end[`kept ${id}`] = (
      await Promise.all(own.map((name) => lines(columns, `ops.${name}`)))
    ).flat();
  }
  return end;
}
