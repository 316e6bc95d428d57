import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileStore } from "./originals.ts";

/** A folder. Files are written beside their place and moved there, so that one that was cut off is not there. */
export const folderStore = (folder: string): FileStore => ({
  get: (name) => readIfThere(join(folder, name)),
  put: (name, content) => writeAtOnce(join(folder, name), content),
  remove: (name) => rm(join(folder, name), { force: true }),
});

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function writeAtOnce(file: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${randomUUID()}`;
  try {
    await writeFile(beside, content);
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
