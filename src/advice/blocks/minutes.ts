import type { PipelineConfig } from "../../pipeline/schema.ts";
import { producerIn, type Target } from "./target.ts";

/** What the declared durations say of some cells; `undeclared` names the tables of which nobody said anything. */
export type Estimate = { readonly minutes: number; readonly undeclared: readonly string[] };

/** The sum over the cells, each table's declared minutes for one date. Never a measured time. */
export function estimateOf(
  pipeline: PipelineConfig,
  target: Target,
  cells: readonly { readonly table: string }[],
): Estimate {
  const undeclared = new Set<string>();
  let minutes = 0;
  for (const [id, some] of Map.groupBy(cells, ({ table }) => table)) {
    const table = pipeline.tables.find((one) => one.id === id);
    const declared = table && producerIn(target, table)?.minutesPerDate;
    if (declared === undefined) undeclared.add(id);
    else minutes += declared * some.length;
  }
  return { minutes, undeclared: [...undeclared] };
}
