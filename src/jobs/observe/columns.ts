import { UserError } from "../../errors.ts";
import type { ColumnFault, ColumnsRead, SeenColumns } from "../../grid/observe/columns.ts";
import { declaredColumnsOf } from "../../pipeline/columns.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import type { Column, TableColumns, Warehouse } from "../../warehouse/warehouse.ts";
import type { Progress } from "../shared/progress.ts";
import { readingColumns } from "../shared/reading-columns.ts";
import { type AskedModels, askModels, type ModelColumns } from "./model-columns.ts";

export type ColumnInput = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  /** Where the SQL files are that the pipeline names; without it no model is asked what columns it gives. */
  readonly root?: string | undefined;
  /** What earlier validations saw; none unless given. */
  readonly columnsBefore?: SeenColumns | undefined;
};

/** What stands in the way of counting tables, by id, beside what is told of their columns. */
export type ObservedColumns = {
  readonly look: ColumnsRead;
  readonly uncountable: ReadonlyMap<string, string>;
  /** Tables whose columns could not be read, and why; they are uncountable too. */
  readonly unread: readonly { readonly table: string; readonly error: string }[];
  /** Tables that do not exist. */
  readonly absent: readonly TableConfig[];
  /** What the engine told of each table, by id. */
  readonly found: ReadonlyMap<string, TableColumns>;
  /** Days for which tables keep a date's rows, by id, where they do not keep them for good. */
  readonly retentionDays: ReadonlyMap<string, number>;
};

/**
 * Reads the columns of all tables and holds them against the declaration, the SQL that fills them, and what earlier
 * validations saw. Throws a UserError for date columns that are no DATE: every comparison of dates would be wrong.
 */
export async function observeColumns(
  input: ColumnInput,
  tables: readonly TableConfig[],
  warehouse: Warehouse,
  progress: Progress,
): Promise<ObservedColumns> {
  const told = await warehouse.columnsOf(tables.map(({ name }) => name));
  const read = new Map(tables.map((table, index) => [table.id, told[index] as TableColumns]));
  refuseOtherTypes(tables, read, warehouse);
  const { root } = input;
  const models: AskedModels =
    root === undefined
      ? { columns: new Map(), faults: [] }
      : await askModels({ ...input, root }, tables, warehouse, progress);
  const uncountable = new Map<string, string>();
  const seen: Record<string, Readonly<Record<string, string>>> = {};
  const missed: Record<string, Readonly<Record<string, string>>> = {};
  const readings = await readingColumns(tables, read, warehouse);
  refuseOtherTypes(tables, readings.read, warehouse);
  const faults: ColumnFault[] = [...models.faults, ...readings.faults];
  for (const { table, error } of [...readings.faults, ...readings.unread])
    uncountable.set(table, error);
  const unread: { table: string; error: string }[] = [...readings.unread];
  for (const table of tables) {
    const before = input.columnsBefore?.[table.id] ?? {};
    const columns = read.get(table.id);
    if (columns?.status === "unread") {
      const error = `its columns could not be read: ${columns.error}`;
      uncountable.set(table.id, error);
      unread.push({ table: table.id, error });
    }
    if (columns?.status !== "read" || columns.columns.length === 0) {
      if (Object.keys(before).length > 0) seen[table.id] = before;
      continue;
    }
    const gone = goneFrom(
      input,
      table,
      tables,
      [...readings.columnsOf(table), ...columns.columns],
      models.columns.get(table.id),
      before,
    );
    faults.push(...gone.faults, ...changes(table, columns.columns, before));
    if (gone.uncountable !== null) uncountable.set(table.id, gone.uncountable);
    seen[table.id] = Object.fromEntries(columns.columns.map(({ name, type }) => [name, type]));
    if (Object.keys(gone.missed).length > 0) missed[table.id] = gone.missed;
  }
  const absent = tables.filter(({ id }) => read.get(id)?.status === "absent");
  const retentionDays = new Map(
    tables.flatMap(({ id }) => {
      const found = read.get(id);
      return found?.status === "read" && found.retentionDays !== undefined
        ? [[id, found.retentionDays] as const]
        : [];
    }),
  );
  return {
    look: { faults, seen, missed },
    uncountable,
    unread,
    absent,
    found: read,
    retentionDays,
  };
}

const has = (columns: readonly Column[], name: string): boolean =>
  columns.some((one) => one.name.toLowerCase() === name.toLowerCase());

function refuseOtherTypes(
  tables: readonly TableConfig[],
  read: ReadonlyMap<string, TableColumns>,
  { label }: Warehouse,
): void {
  const wrong = tables.flatMap(({ id, name, dateColumn }) => {
    const found = read.get(id);
    const column =
      found?.status === "read"
        ? found.columns.find((one) => one.name.toLowerCase() === dateColumn.toLowerCase())
        : undefined;
    return column === undefined || column.type === "DATE"
      ? []
      : [
          `Table ${id} (${name}): its dateColumn ${dateColumn} has the type ${column.type}, not DATE.`,
        ];
  });
  if (wrong.length === 0) return;
  throw new UserError(
    [
      ...wrong,
      `Rows are counted by calendar day in ${label}, so a date column must be a DATE. Declare a DATE column as dateColumn, or declare a view as the table's name that adds one.`,
    ].join("\n"),
  );
}

function goneFrom(
  { pipeline }: ColumnInput,
  table: TableConfig,
  tables: readonly TableConfig[],
  columns: readonly Column[],
  model: ModelColumns | undefined,
  before: Readonly<Record<string, string>>,
) {
  const dropped = new Set((table.droppedColumns ?? []).map((name) => name.toLowerCase()));
  const isGone = (name: string) => !has(columns, name) && !dropped.has(name.toLowerCase());
  const declared = declaredColumnsOf(pipeline, table, tables).filter(({ name }) => isGone(name));
  const named = new Set(declared.map(({ name }) => name.toLowerCase()));
  const fault = (column: string, by: "declared" | "model" | "seen", as: string): ColumnFault => ({
    table: table.id,
    column,
    kind: "gone",
    by,
    as,
  });
  const others = (names: readonly string[]) =>
    names.filter((name) => isGone(name) && !named.has(name.toLowerCase()));
  // What the SQL of this repository no longer gives was taken out of it on purpose.
  const missed = Object.fromEntries(
    Object.entries(before).filter(([name]) => isGone(name) && model === undefined),
  );
  const counted = declared.filter(({ isCounted }) => isCounted);
  return {
    faults: [
      ...declared.map(({ name, as }) => fault(name, "declared", as)),
      ...others(model?.names ?? []).map((name) => fault(name, "model", model?.file ?? "")),
      ...others(Object.keys(missed)).map((name) => fault(name, "seen", missed[name] ?? "")),
    ],
    missed,
    uncountable:
      counted.length === 0
        ? null
        : `${table.name} has no column ${counted.map(({ name, as }) => `${name} (${as})`).join(", ")}`,
  };
}

/** Against what earlier validations saw: nothing is new to the first one. */
function changes(
  { id }: TableConfig,
  columns: readonly Column[],
  before: Readonly<Record<string, string>>,
): ColumnFault[] {
  const known = new Map(Object.entries(before).map(([name, type]) => [name.toLowerCase(), type]));
  if (known.size === 0) return [];
  return columns.flatMap(({ name, type }): ColumnFault[] => {
    const was = known.get(name.toLowerCase());
    if (was === undefined) return [{ table: id, column: name, kind: "added", type }];
    return was === type ? [] : [{ table: id, column: name, kind: "retyped", was, type }];
  });
}
