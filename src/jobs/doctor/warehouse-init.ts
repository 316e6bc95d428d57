import { errorMessage, TableNotFoundError, UnreadableError, UserError } from "../../errors.ts";
import { topologicalOrder } from "../../pipeline/graph.ts";
import { tablesOf } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import type { Difference, InitItem, InitReport } from "../../render/summary/warehouse-init.ts";
import type { WarehouseAdmin, WarehouseMaker } from "../../warehouse/admin.ts";
import { adviceOf } from "../../warehouse/retry.ts";
import { OPS_TABLES } from "../../warehouse/warehouse.ts";
import { type DeclaredColumns, declaredColumns } from "../observe/table-columns.ts";
import type { Progress } from "../shared/progress.ts";
import { clusteringOf, type Declared, differences, notesOn } from "./table-differences.ts";

export type InitInput = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  /** Where datasets are made, such as "US"; null on an engine without places. */
  readonly location: string | null;
  /** Where the files that the pipeline names are. */
  readonly root: string;
};

/** `maker` is null for a dry run, which only inspected. */
type Work = InitInput & {
  readonly admin: WarehouseAdmin;
  readonly maker: WarehouseMaker | null;
  /** Looked at already. */
  readonly datasets: Set<string>;
  /** Ids of tables that this run makes, or would make. */
  readonly coming: Set<string>;
  readonly items: InitItem[];
};

/**
 * Makes the datasets and tables that are missing, upstreams first, so that a model can be asked for its columns; and
 * says what existing ones have otherwise than declared. Drops and alters nothing. Twice makes nothing the second time.
 */
export async function initWarehouse(
  input: InitInput,
  admin: WarehouseAdmin,
  maker: WarehouseMaker | null,
  progress: Progress,
): Promise<InitReport> {
  const graph = topologicalOrder(tablesOf(input.pipeline, input.environment));
  if ("cycle" in graph) throw new Error("A checked pipeline has no cycle.");
  const work: Work = { ...input, admin, maker, datasets: new Set(), coming: new Set(), items: [] };
  const title = `Looking at ${graph.order.length + OPS_TABLES.length} tables`;
  progress({ kind: "start", title, total: graph.order.length });
  for (const [index, table] of graph.order.entries()) {
    await initTable(work, table);
    progress({ kind: "step", label: table.id, done: index + 1, total: graph.order.length });
  }
  for (const id of OPS_TABLES)
    await createOrCompare(
      work,
      { name: `ops.${id}`, columns: admin.opsColumns[id] },
      "bookkeeping",
      `ops.${id}`,
    );
  progress({ kind: "end", title });
  const { environment } = input;
  return { environment, warehouse: admin.label, dryRun: maker === null, items: work.items };
}

async function initTable(work: Work, table: TableConfig): Promise<void> {
  try {
    await decideTable(work, table);
  } catch (error) {
    // What may heal by itself ends the run; what is refused is said of this table, and the others go on.
    if (adviceOf(error).kind !== "never") throw unreadable(table.name, error);
    block(work, table.name, errorMessage(error));
  }
}

const unreadable = (name: string, cause: unknown) =>
  new UnreadableError(
    `${name} could not be looked at; what is made stays, and this can be run again`,
    {
      cause,
    },
  );

async function decideTable(work: Work, table: TableConfig): Promise<void> {
  const { name, dateColumn } = table;
  const known = await columnsOf(work, table);
  if (known.kind === "known") return createOrCompare(work, ...declaredOf(table, known));
  const found = await work.admin.describe(name);
  const dated = { name, dateColumn, columns: [] };
  if (found !== null)
    return present(work, dated, known.kind === "unknown" ? [unasked(known.why)] : []);
  if (known.kind === "owner") work.items.push(item(name, "owner", known.owner));
  else if (work.maker === null && table.upstream.some((one) => work.coming.has(one.table))) {
    await initDataset(work, name);
    work.coming.add(table.id);
    work.items.push(
      item(name, "would-create", "its columns are known once its upstreams are made"),
    );
  } else block(work, name, known.why);
}

function declaredOf(
  { id, name, dateColumn, keys }: TableConfig,
  { columns, from }: Extract<DeclaredColumns, { kind: "known" }>,
): [Declared, string, string] {
  if (!columns.some((column) => column.name === dateColumn && column.type === "DATE"))
    throw new UserError(`${from} gives no column ${dateColumn} of type DATE; cast it there.`);
  const clusteredBy = clusteringOf(keys, dateColumn, columns);
  return [{ name, dateColumn, columns, partitionedBy: dateColumn, clusteredBy }, from, id];
}

async function columnsOf(work: Work, table: TableConfig): Promise<DeclaredColumns> {
  try {
    return await declaredColumns(work, table);
  } catch (error) {
    if (adviceOf(error).kind !== "never") throw error;
    const why =
      error instanceof TableNotFoundError
        ? `its model reads what is not there: ${error.message}`
        : `its model is refused: ${errorMessage(error)}`;
    return { kind: "unknown", why };
  }
}

async function createOrCompare(
  work: Work,
  declared: Declared,
  detail: string,
  id: string,
): Promise<void> {
  await initDataset(work, declared.name);
  if ((await work.admin.describe(declared.name)) !== null) return present(work, declared);
  if (work.maker !== null) {
    const { columns, partitionedBy, clusteredBy } = declared;
    await work.maker.createTable(declared.name, {
      columns,
      ...(partitionedBy === undefined ? {} : { partitionedBy }),
      ...(clusteredBy === undefined || clusteredBy.length === 0 ? {} : { clusteredBy }),
    });
  }
  work.coming.add(id);
  work.items.push(item(declared.name, work.maker === null ? "would-create" : "created", detail));
}

const unasked = (why: string): Difference => ({
  what: "columns",
  declared: "by its model",
  found: why,
  remedy: "Make what the model reads, or correct the model, then run this again.",
  breaks: true,
});

async function present(
  work: Work,
  declared: Declared,
  more: readonly Difference[] = [],
): Promise<void> {
  const found = await work.admin.describe(declared.name);
  if (found === null) throw new Error(`${declared.name} was there a moment ago, and is not now.`);
  await initDataset(work, declared.name);
  work.items.push({
    ...item(declared.name, "present", ""),
    differences: [...more, ...differences(declared, found, work.admin.abilities.partitions)],
    notes: notesOn(declared, found),
  });
}

/** Of a table: each dataset once, before its first table. */
async function initDataset(work: Work, table: string): Promise<void> {
  const name = table.split(".")[0] as string;
  if (work.datasets.has(name)) return;
  work.datasets.add(name);
  const found = await work.admin.dataset(name);
  if (found === null) await work.maker?.createDataset(name);
  const outcome = found !== null ? "present" : work.maker === null ? "would-create" : "created";
  work.items.push({
    ...item(name, outcome, found === null ? (work.location ?? "") : ""),
    kind: "dataset",
    differences: found === null ? [] : locationDifference(work, name, found.location),
  });
}

function locationDifference(
  { location, environment }: InitInput,
  name: string,
  found: string | null,
): Difference[] {
  if (location === null || found === null || found.toUpperCase() === location.toUpperCase())
    return [];
  return [
    {
      what: "location",
      declared: location,
      found,
      remedy: `A dataset does not move: write location: ${found} for ${environment} in the pipeline, or copy ${name} to a dataset in ${location} (bq mk --transfer_config) and swap them. One job cannot read both places.`,
      breaks: true,
    },
  ];
}

const block = (work: Work, name: string, why: string): void =>
  void work.items.push(item(name, "blocked", why));

const item = (name: string, outcome: InitItem["outcome"], detail: string): InitItem => ({
  kind: "table",
  name,
  outcome,
  detail,
  differences: [],
  notes: [],
});
