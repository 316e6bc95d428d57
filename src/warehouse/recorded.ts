import { openDuckDb } from "./duckdb.ts";
import type { Row } from "./warehouse.ts";

/** Asks a recorded source, here named `recorded`, whatever engine its rows are meant for. */
export async function queryRecorded(
  sql: string,
  question: string,
  filesAt: string,
): Promise<readonly Row[]> {
  await using files = await openDuckDb({ path: ":memory:", readOnly: false, filesAt });
  await files.native(`CREATE VIEW recorded AS ${sql}`);
  return files.query(question);
}
