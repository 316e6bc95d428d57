import type { DateRange } from "../../src/dates/range.ts";
import { assess } from "../../src/findings/assess/assess.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import type { RepairContext } from "../../src/jobs/repair/run/context.ts";
import { topologicalOrder } from "../../src/pipeline/graph.ts";
import { tablesOf } from "../../src/pipeline/rules.ts";
import type { WritableWarehouse } from "../../src/warehouse/warehouse.ts";
import { type Declaration, ROOT } from "../support/pipeline.ts";
import { parseWithFiles } from "../support/readings.ts";
import { replicaPipeline } from "./pipeline.ts";

/** What the CLI makes of the replica in this file, around a warehouse that may be another than the real one. */
export function replicaContext(
  path: string,
  through: WritableWarehouse,
  reach: DateRange,
  change: (declaration: Declaration) => void,
): RepairContext {
  const pipeline = parseWithFiles(replicaPipeline(path, change), "pipeline.yaml", ROOT);
  const order = topologicalOrder(tablesOf(pipeline, "replica"));
  if ("cycle" in order) throw new Error("The replica has a cycle.");
  const asOf = new Date("2026-01-26T12:00:00Z");
  const input = { pipeline, environment: "replica", asOf, policy: "annotate" } as const;
  return {
    request: { environment: "replica", pipeline: "pipeline.yaml", asOf, lockWait: 0, root: ROOT },
    pipeline,
    tables: order.order,
    warehouse: through,
    progress: () => undefined,
    pricing: null,
    price: async () => null,
    sessions: new Map(),
    assessNow: async (range = reach, { ledger } = {}) =>
      assess(await observe({ ...input, range }, through, () => undefined, ledger)),
  };
}
