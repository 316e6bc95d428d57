import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { PipelineConfig, TableConfig } from "../../src/pipeline/schema.ts";
import { parseWithFiles } from "./readings.ts";

/** The checkout's root. */
export const ROOT = join(import.meta.dirname, "../..");
/** What Node compiles in the processes that tests start. */
export const COMPILED = join(ROOT, ".cache/test-compiled");

export const SHIPPED_TEXT = readFileSync(join(ROOT, "pipeline/pipeline.yaml"), "utf8");

/** The pipeline as it is shipped, parsed. */
export const SHIPPED: PipelineConfig = parseWithFiles(SHIPPED_TEXT, "pipeline.yaml", ROOT);

/** The shipped pipeline where the operators' services are nobody's to call: no address is declared. */
export const withoutAddresses = (): PipelineConfig =>
  parseWithFiles(
    altered(({ tables }) => {
      for (const { producers } of tables) {
        delete producers.production?.urlFrom;
        delete producers.production?.override;
      }
    }),
    "pipeline.yaml",
    ROOT,
  );

/** The shipped pipeline where the operators' services can be told to fill a season's first days. */
export const withOverride = (): PipelineConfig =>
  parseWithFiles(
    altered(({ tables }) => {
      for (const { producers } of tables) delete producers.production?.override;
    }),
    "pipeline.yaml",
    ROOT,
  );

/** The shipped declaration as plain data for a test to change; `text` is it as YAML again. */
export function altered(change: (declaration: Declaration) => void): string {
  const declaration = parse(SHIPPED_TEXT) as Declaration;
  change(declaration);
  return stringify(declaration);
}

// Loosely typed on purpose: tests put values in that the schema must refuse.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Declaration = Record<string, any>;

export function shippedTable(id: string): TableConfig {
  const table = SHIPPED.tables.find((one) => one.id === id);
  if (table === undefined) throw new Error(`The shipped pipeline has no table ${id}.`);
  return table;
}
