import { access, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { z } from "zod";
import { UserError } from "../../errors.ts";
import { redacted } from "../../pipeline/redact.ts";
import { visible } from "../../text/visible.ts";
import { makeFolder } from "../../warehouse/folder.ts";

/** A reader sees the old file or the new one, never a part. Throws a UserError for a place that cannot be written. */
export const writeWhole = (path: string, text: string): Promise<void> =>
  writeExactly(path, FOR_PEOPLE.test(path) ? visible(redacted(text)) : redacted(text));

/** What a person reads or a spreadsheet opens; JSON is for programs, and a plan's hash is of every character. */
const FOR_PEOPLE = /\.(?:md|csv|svg)$/;

/** The same for what is compared character by character. */
export async function writeExactly(path: string, text: string): Promise<void> {
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

export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** What is in a folder; nothing where it is not there. */
export const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  });

/** Undefined for a file of another version, or one that somebody broke: then nothing is said of it. */
export function parsedAs<S extends z.ZodType>(schema: S, text: string): z.infer<S> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
