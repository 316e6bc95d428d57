import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { type LegResult, LegResultSchema } from "../../../backfill/run/leg-result.ts";
import { type Repair, RepairSchema } from "../../../backfill/run/legs.ts";
import { UserError } from "../../../errors.ts";

const MAX_FILES = 1000;
const MAX_BYTES = 20 * 1024 ** 2;

/** The plan that an earlier job of the workflow wrote. */
export const readRepair = (file: string): Promise<Repair> => readChecked(file, RepairSchema);

/**
 * Every `result.json` in the folders of `folder`, one an artifact. A folder that is not there holds none: then no job
 * came to its end. Throws for one that is not what our own jobs write.
 */
export async function readResults(folder: string): Promise<LegResult[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (folders.length > MAX_FILES)
    throw new UserError(`${folder} holds ${folders.length} results; the limit is ${MAX_FILES}.`);
  const results: LegResult[] = [];
  for (const name of folders.sort())
    results.push(await readChecked(join(folder, name, "result.json"), LegResultSchema));
  return results;
}

async function readChecked<S extends z.ZodType>(file: string, schema: S): Promise<z.infer<S>> {
  let value: unknown;
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) throw new Error(`it has ${size} bytes; the limit is ${MAX_BYTES}`);
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new UserError(`${file} cannot be read`, { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UserError(
    `${file} is not of this version: ${issue?.path.join(".") || "it"}: ${issue?.message}. Plan again.`,
  );
}
