import { tablesOf } from "../../pipeline/rules.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";
import type { ColumnCheck } from "../../render/summary/column-check.ts";
import { openToRead } from "../../warehouse/open/open.ts";
import { observeColumns } from "../observe/columns.ts";
import { notThere } from "../observe/observe.ts";
import { type Variables, warehouseSettings } from "../shared/open.ts";
import type { Progress } from "../shared/progress.ts";

type CheckRequest = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly project: string | undefined;
  /** Seconds. */
  readonly lockWait: number;
  /** Where the SQL files are that the pipeline names. */
  readonly root: string;
  readonly env: Variables;
};

/**
 * Holds the declaration against an environment's tables, opened to read; no row is read. Throws a UserError, as a
 * validation does, for a table that does not exist and for a date column that is no DATE.
 */
export async function checkColumns(
  { pipeline, environment, project, lockWait, root, env }: CheckRequest,
  progress: Progress,
): Promise<ColumnCheck> {
  const settings = warehouseSettings(pipeline, environment, project, env);
  await using warehouse = await openToRead(settings, {
    lockWaitMs: lockWait * 1000,
    onWait: (message) => progress({ kind: "note", message }),
  });
  const tables = tablesOf(pipeline, environment);
  const input = { pipeline, environment, root };
  const { look, unread, absent } = await observeColumns(input, tables, warehouse, progress);
  const [first] = absent;
  if (first !== undefined) throw notThere(first, warehouse);
  return {
    environment,
    tables: tables.length - unread.length,
    faults: look.faults,
    unread,
  };
}
