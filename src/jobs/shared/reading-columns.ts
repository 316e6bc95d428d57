import pMap from "p-map";
import { errorMessage } from "../../errors.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { ASKED, tableSource } from "../../pipeline/sql/read-from.ts";
import {
  type Column,
  type Params,
  RefusedStatementError,
  type TableColumns,
  type Warehouse,
} from "../../warehouse/warehouse.ts";

/** A reading that cannot run: it names a column that the table does not have, or compares what cannot be compared. */
type Unrunnable = {
  readonly table: string;
  readonly kind: "unrunnable";
  readonly file: string;
  readonly error: string;
  readonly reads: true;
};

export type ReadingColumns = {
  /** What it gives; of one that could not be asked, what it names. */
  readonly columnsOf: (table: TableConfig) => readonly Column[];
  /** By table id, in the form of the tables' own columns. */
  readonly read: ReadonlyMap<string, TableColumns>;
  readonly faults: readonly Unrunnable[];
  readonly unread: readonly { readonly table: string; readonly error: string }[];
};

/** Which columns the readings give, asked without running them. Tables that are not there, or were not read, are left out. */
export async function readingColumns(
  tables: readonly TableConfig[],
  found: ReadonlyMap<string, TableColumns>,
  warehouse: Pick<Warehouse, "describe" | "abilities">,
): Promise<ReadingColumns> {
  const read = new Map<string, TableColumns>();
  const faults: Unrunnable[] = [];
  const unread: { table: string; error: string }[] = [];
  const asked = tables.filter(
    ({ id, reading }) => reading !== undefined && found.get(id)?.status === "read",
  );
  await pMap(
    asked,
    async (table) => {
      try {
        const columns = await warehouse.describe(
          `SELECT * FROM ${tableSource(table, ASKED)}`,
          ONE_DAY,
        );
        read.set(table.id, { table: table.name, status: "read", columns });
      } catch (error) {
        const [message = ""] = errorMessage(error).split("\n");
        const file = table.reading?.from ?? "";
        if (error instanceof RefusedStatementError)
          faults.push({ table: table.id, kind: "unrunnable", reads: true, file, error: message });
        else unread.push({ table: table.id, error: `${file} could not be asked: ${message}` });
      }
    },
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );
  const columnsOf = ({ id, reading }: TableConfig): readonly Column[] => {
    const own = read.get(id);
    if (own?.status === "read") return own.columns;
    return (reading?.outputs ?? []).map(({ name }) => ({ name, type: "" }));
  };
  return { columnsOf, read, faults, unread };
}

const DAY = { type: "DATE", value: "2000-01-01" } as Params[string];
const ONE_DAY: Params = { first_date: DAY, last_date: DAY };
