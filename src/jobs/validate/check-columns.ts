import { UserError } from "../../errors.ts";
import { producerOf, tablesOf } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import type { ColumnCheck } from "../../render/summary/column-check.ts";
import { openToRead } from "../../warehouse/open/open.ts";
import type { TableColumns } from "../../warehouse/warehouse.ts";
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
  const { look, unread, absent, found } = await observeColumns(input, tables, warehouse, progress);
  const [first] = absent;
  if (first !== undefined) throw notThere(first, warehouse);
  refuseUnfit(tables, environment, found);
  return {
    environment,
    tables: tables.length - unread.length,
    faults: look.faults,
    unread,
  };
}

/** Tables that every statement of a validation or a repair would be refused for, said before the first. */
function refuseUnfit(
  tables: readonly TableConfig[],
  environment: string,
  found: ReadonlyMap<string, TableColumns>,
): void {
  const unfit = tables.flatMap((table) => {
    const { id, name, dateColumn } = table;
    const told = found.get(id);
    if (told?.status !== "read") return [];
    const { unwritable, mustFilterBy } = told;
    const isWritten = producerOf(table, environment).kind !== "service";
    return [
      ...(unwritable !== undefined && isWritten ? [`Table ${id} (${name}) ${unwritable}.`] : []),
      // A reading filters by a column as its SQL says.
      ...(mustFilterBy === null ||
      (mustFilterBy !== undefined &&
        table.reading === undefined &&
        mustFilterBy.toLowerCase() !== dateColumn.toLowerCase())
        ? [
            `Table ${id} (${name}) requires a filter by ${mustFilterBy ?? "the time of arrival"}, and statements here filter by ${dateColumn}. ALTER TABLE \`${name}\` SET OPTIONS (require_partition_filter = false), or declare a view over it that has the dates.`,
          ]
        : []),
    ];
  });
  if (unfit.length > 0) throw new UserError(unfit.join("\n"));
}
