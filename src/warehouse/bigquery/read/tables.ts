import { Anything, DatasetAnswer, TableAnswer, TablesAnswer } from "../client/answers.ts";
import { isDuplicate, isNotFound } from "../client/errors.ts";
import { repeatable } from "../client/jobs.ts";
import type { Engine } from "../client/requests.ts";
import { ApiFailure } from "../client/rest.ts";
import { type Field, typeName } from "../client/values.ts";

export type NewTable = {
  readonly fields: readonly Field[];
  readonly partitionedBy?: string;
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
  const { fields, partitionedBy, clusteredBy, expiresAt } = made;
  const json = {
    tableReference: referenceOf(engine, table),
    // Answers name types as the API did at first (FLOAT), which SQL and the emulator take for another type.
    schema: { fields: fields.map(asSent) },
    ...(partitionedBy === undefined
      ? {}
      : { timePartitioning: { type: "DAY", field: partitionedBy } }),
    ...(clusteredBy === undefined ? {} : { clustering: { fields: clusteredBy } }),
    ...(expiresAt === undefined ? {} : { expirationTime: String(expiresAt.getTime()) }),
  };
  const uri = `/datasets/${dataset}/tables`;
  await ensure(engine, () => engine.rest.call({ method: "POST", uri, json }, Anything));
}

/** The names of a dataset's tables; none where there is no dataset. */
export async function tablesIn(engine: Engine, dataset: string): Promise<string[]> {
  const names: string[] = [];
  let pageToken: string | undefined;
  do {
    const qs = { maxResults: 1000, ...(pageToken === undefined ? {} : { pageToken }) };
    const page = await found(engine, () =>
      engine.rest.call({ uri: `/datasets/${dataset}/tables`, qs }, TablesAnswer),
    );
    names.push(...(page?.tables ?? []).map(({ tableReference }) => tableReference.tableId));
    pageToken = page?.nextPageToken;
  } while (pageToken !== undefined);
  return names;
}
