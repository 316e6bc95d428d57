import type { CivilDate } from "../../dates/civil-date.ts";
import { producerOf } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { readModel, readSql } from "../../producers/port/sql-file.ts";
import type { Column, DryRun, WarehouseAdmin } from "../../warehouse/admin.ts";
import type { Params } from "../../warehouse/warehouse.ts";

/** What the columns of a table are declared by: its model, its recording, or nobody here. */
export type DeclaredColumns =
  | { readonly kind: "known"; readonly columns: readonly Column[]; readonly from: string }
  | { readonly kind: "owner"; readonly owner: string }
  | { readonly kind: "unknown"; readonly why: string };

type Where = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly root: string;
  readonly admin: WarehouseAdmin;
};

/** Throws TableNotFoundError where a model reads a table that is not there. */
export async function declaredColumns(where: Where, table: TableConfig): Promise<DeclaredColumns> {
  const producer = producerOf(table, where.environment);
  if (producer.kind === "service") return { kind: "owner", owner: producer.owner };
  if (producer.kind === "scraper")
    return { kind: "owner", owner: `the scraper of ${producer.source}` };
  if (producer.kind === "command") return { kind: "owner", owner: producer.argv[0] as string };
  const columns =
    producer.kind === "recorded"
      ? await where.admin.recorded(await readSql(where.root, producer.file))
      : (await dryRunModel(where, await readModel(where, table, producer.file))).columns;
  return { kind: "known", columns, from: producer.file };
}

/** A model asked about one date: the first opening night, which needs no clock. */
export const dryRunModel = ({ pipeline, admin }: Where, sql: string): Promise<DryRun> =>
  admin.dryRun(sql, modelParams(pipeline));

export function modelParams({ seasons }: PipelineConfig): Params {
  const date = seasons[0]?.opens as CivilDate;
  return {
    dates: { type: "ARRAY<DATE>", value: [date] },
    first_date: { type: "DATE", value: date },
    last_date: { type: "DATE", value: date },
  };
}
