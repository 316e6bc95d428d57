import type { Line } from "../../backfill/ledger/lineage.ts";
import { tablesOf } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Row, Warehouse } from "../../warehouse/warehouse.ts";
import {
  type ContentRead,
  type ContentTask,
  contentTasks,
  readContent,
} from "../shared/content.ts";
import type { ObserveInput } from "./input.ts";
import { questionOf, type What } from "./questions.ts";

/** Where a validation's answers come from. */
export type Reader = {
  /** What is asked of a table; throws as the warehouse does. */
  rows(what: What, table: TableConfig): Promise<readonly Row[]>;
  /** The same without its upstream, which could not be read: half an answer, which is not recorded. */
  rowsWithout(upstream: TableConfig, table: TableConfig): Promise<readonly Row[]>;
  /** What has to be read to know the content of these dates now. */
  contentTasks(wanted: ReadonlyMap<TableConfig, readonly Line[]>): Promise<readonly ContentTask[]>;
  readContent(task: ContentTask): Promise<ContentRead>;
};

/** Asks everything, each question once. */
export function plainReader(input: ObserveInput, warehouse: Warehouse): Reader {
  const tables = tablesOf(input.pipeline, input.environment);
  const ask = (what: What, table: TableConfig, among: readonly TableConfig[]) => {
    const { sql, params } = questionOf(input, among, table, what);
    return warehouse.query(sql, params);
  };
  return {
    rows: async (what, table) => ask(what, table, tables),
    rowsWithout: async (upstream, table) =>
      ask(
        "place",
        table,
        tables.filter((one) => one !== upstream),
      ),
    contentTasks: (wanted) => contentTasks(warehouse, wanted),
    readContent: (task) => readContent(warehouse, task),
  };
}
