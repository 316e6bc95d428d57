import { readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../errors.ts";
import { makeFolder } from "../warehouse/folder.ts";

/** A reader sees the old file or the new one, never a part. Throws a UserError for a place that cannot be written. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.part-${process.pid}`;
  try {
    await makeFolder(dirname(path));
    await writeFile(part, text);
    await rename(part, path);
  } catch (cause) {
    throw new UserError(`${path} cannot be written`, { cause });
  }
}

export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw new UserError(`${path} cannot be read`, { cause: error });
  }
}
