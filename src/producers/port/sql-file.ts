import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { UserError } from "../../errors.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { modelIn } from "../../pipeline/sql/model.ts";

/** The SQL of a file that the pipeline names. */
export async function readSql(root: string, file: string): Promise<string> {
  try {
    return await readFile(isAbsolute(file) ? file : join(root, file), "utf8");
  } catch (cause) {
    throw new UserError(`The pipeline names ${file}, which cannot be read`, { cause });
  }
}

/** A model as the environment runs it, from its file. */
export async function readModel(
  where: {
    readonly pipeline: PipelineConfig;
    readonly environment: string;
    readonly root: string;
  },
  table: TableConfig,
  file: string,
): Promise<string> {
  return modelIn(where.pipeline, where.environment, table, await readSql(where.root, file));
}
