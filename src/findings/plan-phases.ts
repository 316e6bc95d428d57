import type { Grid } from "../grid/grid.ts";
import type { Finding } from "./finding.ts";

/** The operators' order of repair: 1 what blocks training, 2 raw sources, 3 the newest dates, 4 what is there in part. */
export const PLAN_PHASES = [1, 2, 3, 4] as const;
export type PlanPhase = (typeof PLAN_PHASES)[number];

export const PLAN_PHASE_TITLES: Record<PlanPhase, string> = {
  1: "what blocks training",
  2: "raw sources",
  3: "the newest dates",
  4: "what is there only in part",
};

/** The plan phase that repairs a finding; null for one that no repair of data mends (a wrong declaration). */
export function planPhaseOf(grid: Grid, finding: Finding): PlanPhase | null {
  switch (finding.kind) {
    case "phase-missing":
    case "schedule-unknown":
      return 1;
    case "recent-lag":
    case "late-arrival":
      return 3;
    case "phase-partial":
    case "thin":
    case "over-count":
    case "stale":
      return 4;
    case "table-missing":
    case "games-short":
    case "unreconciled":
    case "changed-outside":
    case "misplaced":
    case "zero-everywhere":
    case "stopped": {
      const table = grid.tables.find(
        ({ id }) => id === finding.subject || finding.cells.some((cell) => cell.table === id),
      );
      const phase = grid.pipeline.phases.find(({ id }) => id === table?.phase);
      // Analytics that nobody computed block what is computed from them: they come with the blocking ones.
      if (finding.priority === "P0") return 1;
      return (phase?.number ?? 0) <= 2 ? 2 : 4;
    }
    case "contradiction":
    case "empty-calendar":
    case "season-undeclared":
    case "rows-before":
    case "off-cadence":
    case "column-gone":
    case "column-changed":
      return null;
  }
}
