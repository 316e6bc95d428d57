import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { WITHOUT_COSTS } from "../../src/warehouse/costless.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";

/** Where the answers of a folder's warehouses are kept. */
export const answersOf = (folder: string): string => `${folder}.answers`;

/**
 * A warehouse in a file that nobody writes, whose answers are kept in a folder: the same question of any test is asked of
 * DuckDB once. Each test gets its own copy of an answer. Errors are not kept.
 */
export async function openRemembered(path: string, folder: string): Promise<Warehouse> {
  await mkdir(folder, { recursive: true });
  let opened: Promise<Warehouse> | undefined;
  const real = () => {
    opened ??= openDuckDb({ path, readOnly: true });
    return opened;
  };

  async function remembered<T>(question: readonly unknown[], ask: () => Promise<T>): Promise<T> {
    const key = createHash("sha256").update(serialize(question)).digest("hex");
    const file = join(folder, key);
    const kept = await readIfThere(file);
    if (kept !== null) return deserialize(kept) as T;
    const answer = await ask();
    const writing = `${file}.${randomUUID()}`;
    await writeFile(writing, serialize(answer));
    await rename(writing, file);
    return answer;
  }

  const { label, abilities } = await remembered(["about"], async () => {
    const { label, abilities } = await real();
    return { label, abilities };
  });
  return {
    ...{ label, abilities, ...WITHOUT_COSTS },
    query: (sql, params) =>
      remembered(["query", sql, params ?? {}], async () => (await real()).query(sql, params)),
    columnsOf: (tables) =>
      remembered(["columns", tables], async () => (await real()).columnsOf(tables)),
    describe: (sql, params) =>
      remembered(["describe", sql, params ?? {}], async () => (await real()).describe(sql, params)),
    fingerprints: (request) =>
      remembered(["fingerprints", request], async () => (await real()).fingerprints(request)),
    [Symbol.asyncDispose]: async () => {
      if (opened !== undefined) await (await opened)[Symbol.asyncDispose]();
    },
  };
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
