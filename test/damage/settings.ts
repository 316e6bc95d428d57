import type { Setting } from "../../src/drill/damage.ts";
import { SampleSql } from "../../src/drill/sql.ts";
import { openDuckDb } from "../../src/warehouse/duckdb.ts";
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
