import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../errors.ts";

let clean = (text: string): string => text;

/** Has every report of this process pass `how` before it is written (redaction.ts). */
export const cleanFiles = (how: (text: string) => string): void => {
  clean = how;
};

/** A reader sees the old file or the new one, never a part. Throws a UserError for a place that cannot be written. */
export const writeWhole = (path: string, text: string): Promise<void> =>
  writeExactly(path, clean(text));

/** The same for what is compared character by character. */
export async function writeExactly(path: string, text: string): Promise<void> {
  const part = `${path}.part-${process.pid}`;
  try {
    await mkdir(dirname(path), { recursive: true });
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
