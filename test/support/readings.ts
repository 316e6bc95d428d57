import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parsePipeline } from "../../src/pipeline/parse/parse.ts";
import { readingFiles } from "../../src/pipeline/readings.ts";
import type { PipelineConfig } from "../../src/pipeline/schema.ts";

/** A declaration with the SQL files that its readings name, as `loadPipeline` has them. */
export function parseWithFiles(text: string, file: string, root: string): PipelineConfig {
  const named = readingFiles(parsePipeline(text, file));
  const textOf = (name: string) =>
    existsSync(join(root, name)) ? readFileSync(join(root, name), "utf8") : null;
  return parsePipeline(text, file, Object.fromEntries(named.map((name) => [name, textOf(name)])));
}
