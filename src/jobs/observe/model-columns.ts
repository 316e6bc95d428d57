import pMap from "p-map";
import { errorMessage, TableNotFoundError } from "../../errors.ts";
import type { ColumnFault } from "../../grid/observe/columns.ts";
import { producerOf } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { readModel, readSql } from "../../producers/port/sql-file.ts";
import { openRecorded } from "../../warehouse/open/recorded.ts";
import { type Column, RefusedStatementError, type Warehouse } from "../../warehouse/warehouse.ts";
import type { Progress } from "../shared/progress.ts";
import { modelParams } from "./table-columns.ts";

/** The columns that the SQL of a table gives, and its file. */
export type ModelColumns = { readonly file: string; readonly names: readonly string[] };

type Where = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly root: string;
};

export type AskedModels = {
  /** By table id. */
  readonly columns: ReadonlyMap<string, ModelColumns>;
  readonly faults: readonly ColumnFault[];
};

/**
 * What the SQL of this repository gives the tables that it fills. A model that cannot run as it stands is a fault of its
 * table; what could not be asked for another reason is told and left out.
 */
export async function askModels(
  { pipeline, environment, root }: Where,
  tables: readonly TableConfig[],
  warehouse: Warehouse,
  progress: Progress,
): Promise<AskedModels> {
  const columns = new Map<string, ModelColumns>();
  const faults: ColumnFault[] = [];
  await using recorded = openRecorded(root);
  const ask = async (
    table: TableConfig,
    kind: "sql" | "recorded",
    file: string,
  ): Promise<readonly Column[]> =>
    kind === "sql"
      ? warehouse.describe(
          await readModel({ pipeline, environment, root }, table, file),
          modelParams(pipeline),
        )
      : recorded.columnsOf(await readSql(root, file));
  await pMap(
    tables,
    async (table) => {
      const { id } = table;
      const producer = producerOf(table, environment);
      if (producer.kind !== "sql" && producer.kind !== "recorded") return;
      const { kind, file } = producer;
      try {
        columns.set(id, { file, names: (await ask(table, kind, file)).map(({ name }) => name) });
      } catch (error) {
        const [message = ""] = errorMessage(error).split("\n");
        if (kind === "sql" && isOfModel(error))
          faults.push({ table: id, kind: "unrunnable", file, error: message });
        else
          progress({
            kind: "note",
            message: `UNKNOWN: which columns ${file} gives ${id} could not be asked: ${message}`,
          });
      }
    },
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );
  return { columns, faults };
}

const isOfModel = (error: unknown): boolean =>
  error instanceof RefusedStatementError || error instanceof TableNotFoundError;
