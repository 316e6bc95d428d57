import type { Warehouse } from "./warehouse.ts";

/** For an engine whose queries are free and which keeps no rows a partition. */
export const WITHOUT_COSTS: Pick<
  Warehouse,
  | "estimate"
  | "estimateReplace"
  | "estimateFingerprints"
  | "usage"
  | "partitionRows"
  | "tableStates"
> = {
  estimate: () => Promise.reject(new Error("This engine makes no estimates.")),
  estimateReplace: () => Promise.reject(new Error("This engine makes no estimates.")),
  estimateFingerprints: () => Promise.reject(new Error("This engine makes no estimates.")),
  usage: () => null,
  tableStates: () => Promise.reject(new Error("This engine has no partition metadata.")),
  partitionRows: () => Promise.reject(new Error("This engine has no partition metadata.")),
};
