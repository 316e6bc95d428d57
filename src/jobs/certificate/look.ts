import pMap from "p-map";
import type { ContentNow } from "../../backfill/ledger/content.ts";
import { errorMessage, TableNotFoundError, UserError } from "../../errors.ts";
import { producerOf } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { readSql } from "../../producers/port/sql-file.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { fingerprintRequest } from "../shared/content.ts";

export type ContentLook = {
  readonly content: ContentNow;
  /** Tables that could not be read, with why. */
  readonly unread: ReadonlyMap<string, string>;
};

/** A table, and how its rows are hashed. */
export type Hashed = Pick<TableConfig, "id" | "name" | "dateColumn" | "volatileColumns">;

/** Every date with rows of these tables, one statement a table. A table that does not exist has no rows. */
export async function readAll(
  warehouse: Warehouse,
  tables: readonly Hashed[],
): Promise<ContentLook> {
  const content = new Map<string, Awaited<ReturnType<Warehouse["fingerprints"]>>>();
  const unread = new Map<string, string>();
  await pMap(
    tables,
    async (table) => {
      try {
        content.set(table.id, await warehouse.fingerprints(fingerprintRequest(table, "all")));
      } catch (error) {
        if (error instanceof TableNotFoundError) content.set(table.id, new Map());
        else unread.set(table.id, errorMessage(error));
      }
    },
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );
  return { content, unread };
}

/** By table id: column, then type. A table that does not exist, or that could not be asked, has no entry. */
export async function readColumns(
  warehouse: Warehouse,
  tables: readonly Pick<TableConfig, "id" | "name">[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const told = await warehouse.columnsOf(tables.map(({ name }) => name));
  return new Map(
    tables.flatMap(({ id }, at) => {
      const one = told[at];
      if (one === undefined || one.status !== "read") return [];
      return [[id, Object.fromEntries(one.columns.map(({ name, type }) => [name, type]))] as const];
    }),
  );
}

/** The SQL files of this repository that fill these tables. A file that is gone has no entry. */
export async function readModels(
  { environment, root }: { readonly environment: string; readonly root: string },
  tables: readonly TableConfig[],
): Promise<ReadonlyMap<string, { readonly file: string; readonly text: string }>> {
  const found = new Map<string, { file: string; text: string }>();
  for (const table of tables) {
    const producer = producerOf(table, environment);
    if (producer.kind !== "sql" && producer.kind !== "recorded") continue;
    try {
      found.set(table.id, { file: producer.file, text: await readSql(root, producer.file) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return found;
}
