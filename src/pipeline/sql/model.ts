import { tablesOf } from "../rules.ts";
import { withReplaced } from "../schema/select.ts";
import type { PipelineConfig, TableConfig } from "../schema.ts";
import { tableSource } from "./read-from.ts";

/** Days back that a model may look in a table that is not among its upstreams. */
const UNDECLARED = { from: 365, to: 0 };

/**
 * A model's SQL as an environment runs it: where a table that it reads has another shape there, the reading stands in for
 * its name, over the days back that the upstream's window gives.
 */
export function modelIn(
  pipeline: PipelineConfig,
  environment: string,
  { upstream }: Pick<TableConfig, "upstream">,
  sql: string,
): string {
  const there = new Map(tablesOf(pipeline, environment).map((table) => [table.id, table]));
  const named = new Map(pipeline.tables.map((table) => [table.name, table]));
  const source = (name: string): string => {
    const declared = named.get(name);
    const table = there.get(declared?.id ?? "");
    if (table === undefined) return `\`${name}\``;
    const { from, to } = upstream.find((one) => one.table === table.id)?.window ?? UNDECLARED;
    return tableSource(table, { first: `(@first_date - ${from})`, last: `(@last_date - ${to})` });
  };
  return withReplaced(sql, { table: source, param: (name) => `@${name}` });
}
