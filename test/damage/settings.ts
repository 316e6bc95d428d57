import type { Setting } from "../../src/drill/facts.ts";
import { SampleSql } from "../../src/drill/sql.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { SHIPPED } from "../support/pipeline.ts";
import { WHOLE_SAMPLE } from "../support/whole-sample.ts";

export const { schedule: SCHEDULE } = new SampleSql(SHIPPED);

const { environment, asOf } = WHOLE_SAMPLE;
export const WHOLE: Setting = { pipeline: SHIPPED, environment, asOf };

/** The newer season alone in a file of its own, for worlds that are looked at quickly. */
export async function newerSeasonOf(healthy: string, file: string): Promise<Setting> {
  const seasons = SHIPPED.seasons.slice(1);
  await using warehouse = await openDuckDb({ path: file, readOnly: false });
  await warehouse.native(`ATTACH '${healthy}' AS whole (READ_ONLY)`);
  for (const { name, dateColumn } of SHIPPED.tables) {
    await warehouse.native(`CREATE SCHEMA IF NOT EXISTS ${name.split(".")[0]}`);
    await warehouse.native(
      `CREATE TABLE ${name} AS SELECT * FROM whole.${name} WHERE ${dateColumn} >= DATE '${seasons[0]?.opens}'`,
    );
  }
  await warehouse.native("DETACH whole");
  return { ...WHOLE, pipeline: { ...SHIPPED, seasons } };
}

/** Cells whose content the file's ledger knows, as "table date": that somebody else changed them can be seen. */
export async function recordedIn(file: string): Promise<ReadonlySet<string>> {
  await using warehouse = await openDuckDb({ path: file, readOnly: true });
  const [ledger] = await warehouse.columnsOf(["ops.partition_writes"]);
  if (ledger?.status !== "read") return new Set();
  const lines = await warehouse.query(
    "SELECT DISTINCT table_id AS id, game_date AS d FROM `ops.partition_writes`",
  );
  return new Set(lines.map((line) => `${line["id"]} ${line["d"]}`));
}
