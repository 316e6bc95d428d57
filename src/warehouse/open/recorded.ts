import { openDuckDb } from "../duckdb/duckdb.ts";
import type { Column, Row } from "../warehouse.ts";

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

/** What gives the columns of recorded sources, none of whose rows are read; opened when the first is asked for. */
export function openRecorded(
  filesAt: string,
): AsyncDisposable & { columnsOf(sql: string): Promise<readonly Column[]> } {
  let files: ReturnType<typeof openDuckDb> | undefined;
  return {
    columnsOf: async (sql) => {
      files ??= openDuckDb({ path: ":memory:", readOnly: false, filesAt });
      return (await files).describe(sql);
    },
    [Symbol.asyncDispose]: async () => {
      await (await files?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}
