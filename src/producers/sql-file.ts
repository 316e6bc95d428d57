import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { UserError } from "../errors.ts";

/** The SQL of a file that the pipeline names. */
export async function readSql(root: string, file: string): Promise<string> {
  try {
    return await readFile(isAbsolute(file) ? file : join(root, file), "utf8");
  } catch (cause) {
    throw new UserError(`The pipeline names ${file}, which cannot be read`, { cause });
  }
}
