import { type Assessment, assess } from "../../src/findings/assess/assess.ts";
import type { Cell } from "../../src/grid/grid.ts";
import type { Provenance } from "../../src/records/provenance.ts";
import { aCell, aMissing, anUnknown, daysFrom, gridOfCells } from "./grids.ts";
import { SHIPPED } from "./pipeline.ts";

const DATES = ["2025-10-21", "2025-10-22", "2026-01-10", "2026-01-11"];
const FEATURES = ["tdza", "psza", "pdc", "pcf", "mlfs"];

/** The shipped pipeline on four dates of the sample environment; cells that `change` leaves alone are complete. */
export function anAssessment(
  change: (table: string, date: string) => Cell | undefined = () => undefined,
): Assessment {
  const days = daysFrom(DATES);
  const cells = SHIPPED.tables.map(({ id }) => [
    id,
    days.map(({ date }) => ({
      ...(change(id, date) ?? aCell({ games: 2, expected: 2 })),
      date,
    })),
  ]);
  return assess(
    gridOfCells(Object.fromEntries(cells), { pipeline: SHIPPED, environment: "sample", days }),
  );
}

export const healthy = (): Assessment => anAssessment();

/** No feature set on the first two dates, a gap of the gamebook on the last. */
export const broken = (): Assessment =>
  anAssessment((table, date) => {
    const early = date < "2026-01-01";
    if (FEATURES.includes(table) && early) return aMissing();
    return table === "nbac_gamebook" && date === "2026-01-11" ? aMissing() : undefined;
  });

/** The grades could not be read on any date. */
export const unread = (error = "connection reset"): Assessment =>
  anAssessment((table) =>
    table === "prediction_grades" ? anUnknown({ reason: error }) : undefined,
  );

export const aProvenance = (over: Partial<Provenance> = {}): Provenance => ({
  runId: "20260126T120000Z-sample-abc123",
  configHash: "0123456789abcdef",
  warehouse: "DuckDB .warehouse/sample.duckdb",
  toolVersion: "nba-pipeline-ops 0.1.0",
  runUrl: null,
  ...over,
});
