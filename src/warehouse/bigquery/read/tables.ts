import { RefusedWriteError } from "../../warehouse.ts";
import {
  Anything,
  DatasetAnswer,
  type ListedTable,
  TableAnswer,
  TablesAnswer,
} from "../client/answers.ts";
import { isDuplicate, isNotFound } from "../client/errors.ts";
import { repeatable } from "../client/jobs.ts";
import type { Engine } from "../client/requests.ts";
import { ApiFailure } from "../client/rest.ts";
import { type Field, typeName } from "../client/values.ts";

export type NewTable = {
  readonly fields: readonly Field[];
  readonly partitionedBy?: string;
  /** Partitions go so many days after their own day began. */
  readonly partitionDays?: number;
  readonly clusteredBy?: readonly string[];
  readonly expiresAt?: Date;
};

export const pathOf = (table: string): { readonly dataset: string; readonly id: string } => {
  const [dataset, id, more] = table.split(".");
  if (!dataset || !id || more !== undefined) throw new Error(`"${table}" is not dataset.table.`);
  return { dataset, id };
};

export const referenceOf = ({ rest }: Engine, table: string) => {
  const { dataset, id } = pathOf(table);
  return { projectId: rest.project, datasetId: dataset, tableId: id };
};

const uriOf = (table: string): string => {
  const { dataset, id } = pathOf(table);
  return `/datasets/${dataset}/tables/${id}`;
};

/** What BigQuery knows of a table; null where there is none. */
export const findTable = (engine: Engine, table: string): Promise<TableAnswer | null> =>
  found(engine, () => engine.rest.call({ uri: uriOf(table) }, TableAnswer));

/** The same of a table that is to be written. Throws RefusedWriteError, before anything changes, where it is none. */
export async function findWritten(engine: Engine, table: string): Promise<TableAnswer | null> {
  const found = await findTable(engine, table);
  const why = found === null ? null : unwritableOf(table, found);
  if (why !== null) throw new RefusedWriteError(`${table} ${why}. Nothing was changed`);
  return found;
}

const KINDS: Readonly<Record<string, string>> = {
  VIEW: "a view",
  MATERIALIZED_VIEW: "a materialized view",
  EXTERNAL: "an external table, whose rows lie in files",
  SNAPSHOT: "a snapshot, which never changes",
};

/** Null for a table whose dates can be removed and written. */
export function unwritableOf(table: string, { type = "TABLE" }: TableAnswer): string | null {
  const kind = KINDS[type];
  if (kind !== undefined)
    return `is ${kind}: no rows can be written to it. Declare the table itself, or have its owner fill it`;
  return /_\d{8}$/.test(table)
    ? "is one day of a table that is sharded by name: a date would be written into another day's table. Declare a view over all of them, which is read, and have their owner fill them"
    : null;
}

export const findDataset = (engine: Engine, dataset: string) =>
  found(engine, () => engine.rest.call({ uri: `/datasets/${dataset}` }, DatasetAnswer));

function found<T>(engine: Engine, ask: () => Promise<T>): Promise<T | null> {
  return repeatable(engine, async () => {
    try {
      return await ask();
    } catch (failure) {
      if (isNotFound(failure)) return null;
      throw failure;
    }
  });
}

/** Makes what is missing and leaves alone what is there. */
async function ensure(engine: Engine, create: () => Promise<unknown>): Promise<void> {
  await repeatable(engine, async () => {
    try {
      await create();
    } catch (failure) {
      // Somebody else was faster, or the answer to an earlier attempt was lost.
      if (!(failure instanceof ApiFailure && isDuplicate(failure))) throw failure;
    }
  });
}

export async function ensureDataset(engine: Engine, dataset: string): Promise<void> {
  const known = `dataset ${dataset}`;
  if (engine.ensured.has(known)) return;
  await makeDataset(engine, dataset);
  engine.ensured.add(known);
}

async function makeDataset(engine: Engine, dataset: string): Promise<void> {
  if ((await findDataset(engine, dataset)) !== null) return;
  const { rest } = engine;
  const datasetReference = { projectId: rest.project, datasetId: dataset };
  const json = { datasetReference, location: rest.location };
  await ensure(engine, () => rest.call({ method: "POST", uri: "/datasets", json }, Anything));
}

const asSent = ({ fields, ...field }: Field): Field => ({
  ...field,
  type: typeName(field.type),
  ...(fields === undefined || fields.length === 0 ? {} : { fields: fields.map(asSent) }),
});

export async function ensureTable(engine: Engine, table: string, made: NewTable): Promise<void> {
  const { dataset } = pathOf(table);
  const { fields, partitionedBy, partitionDays, clusteredBy, expiresAt } = made;
  const json = {
    tableReference: referenceOf(engine, table),
    // Answers name types as the API did at first (FLOAT), which SQL and the emulator take for another type.
    schema: { fields: fields.map(asSent) },
    ...(partitionedBy === undefined
      ? {}
      : { timePartitioning: byDay(partitionedBy, partitionDays) }),
    ...(clusteredBy === undefined ? {} : { clustering: { fields: clusteredBy } }),
    ...(expiresAt === undefined ? {} : { expirationTime: String(expiresAt.getTime()) }),
  };
  const uri = `/datasets/${dataset}/tables`;
  await ensure(engine, () => engine.rest.call({ method: "POST", uri, json }, Anything));
}

const DAY_MS = 86_400_000;

const byDay = (field: string, days?: number) => ({
  type: "DAY",
  field,
  ...(days === undefined ? {} : { expirationMs: String(days * DAY_MS) }),
});

/** Has the partitions of a table that is there expire; a change of the table's description, which is free and no DML. */
export const expirePartitions = (
  engine: Engine,
  table: string,
  field: string,
  days: number,
): Promise<unknown> =>
  repeatable(engine, () =>
    engine.rest.call(
      { method: "PATCH", uri: uriOf(table), json: { timePartitioning: byDay(field, days) } },
      Anything,
    ),
  );

/** The names of a dataset's tables; none where there is no dataset. */
export const tablesIn = async (engine: Engine, dataset: string): Promise<string[]> =>
  (await listTables(engine, dataset)).map(({ tableReference }) => tableReference.tableId);

export async function listTables(engine: Engine, dataset: string): Promise<ListedTable[]> {
  const listed: ListedTable[] = [];
  let pageToken: string | undefined;
  do {
    const qs = { maxResults: 1000, ...(pageToken === undefined ? {} : { pageToken }) };
    const page = await found(engine, () =>
      engine.rest.call({ uri: `/datasets/${dataset}/tables`, qs }, TablesAnswer),
    );
    listed.push(...(page?.tables ?? []));
    pageToken = page?.nextPageToken;
  } while (pageToken !== undefined);
  return listed;
}
