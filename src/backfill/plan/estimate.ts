import type { CellRef } from "../../grid/cascade.ts";
import type { Grid } from "../../grid/grid.ts";
import type { Plan } from "../../records/plan.ts";
import type { Lineage } from "../ledger/lineage.ts";

/** Money is asked for at the warehouse (src/jobs/repair/run/price-plan.ts). */
const UNPRICED = { bytes: null, usd: null, dryRuns: null, unpriced: [] };

/** Minutes from what the ledger measured for each table, else from what its producer declares, else unknown. */
export function estimateMinutes(
  grid: Grid,
  cells: readonly CellRef[],
  batchSize: number,
  lineage: Lineage,
): Plan["estimate"] {
  const measured = lineage.secondsPerDate();
  let minutes = 0;
  let basis: Plan["estimate"]["basis"] = cells.length === 0 ? "declared" : "measured";
  for (const { table } of cells) {
    const seconds = measured.get(table);
    const declared = grid.tables.find(({ id }) => id === table)?.producers[grid.environment];
    if (seconds !== undefined) minutes += seconds / 60;
    else if (declared?.minutesPerDate !== undefined) {
      minutes += declared.minutesPerDate;
      basis = "declared";
    } else
      return {
        minutes: null,
        basis: "unknown",
        billedMinutesByDate: null,
        billedMinutesByBatch: null,
        ...UNPRICED,
      };
  }
  const dates = new Set(cells.map(({ date }) => date)).size;
  const batches = Math.ceil(dates / Math.max(1, batchSize));
  const billed = (jobs: number) => jobs * Math.max(1, Math.ceil(jobs === 0 ? 0 : minutes / jobs));
  return {
    minutes: Math.round(minutes * 100) / 100,
    basis,
    billedMinutesByDate: billed(dates),
    billedMinutesByBatch: billed(batches),
    ...UNPRICED,
  };
}
