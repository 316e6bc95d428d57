import type { CivilDate } from "../dates/civil-date.ts";
import type { Grid } from "../health/grid.ts";
import type { Advice } from "./advice.ts";
import { type Estimate, estimateOf } from "./advice-minutes.ts";
import type { Target } from "./advice-target.ts";
import { PLAN_PHASE_TITLES, PLAN_PHASES, type PlanPhase } from "./plan-phases.ts";

/** One of the four phases of the repair plan, as it stands. */
export type PhaseOutline = {
  readonly phase: PlanPhase;
  readonly title: string;
  /** Everything that falls to the phase, also what no command repairs. */
  readonly advice: readonly Advice[];
  /** What a backfill of the phase writes; empty where there is nothing to run. */
  readonly cells: readonly { readonly table: string; readonly date: CivilDate }[];
  readonly dates: readonly CivilDate[];
  readonly tables: readonly string[];
  readonly includeWarmUp: boolean;
  readonly estimate: Estimate;
};

/** The four phases in their order; a cell that falls to two findings of a phase is counted once. */
export function outlinePhases(
  grid: Grid,
  advice: readonly Advice[],
  target: Target,
): readonly PhaseOutline[] {
  return PLAN_PHASES.map((phase) => {
    const some = advice.filter(({ repair }) => repair.planPhase === phase);
    const cells = [
      ...new Map(
        some
          .flatMap(({ repair }) => repair.cells)
          .map((cell) => [`${cell.table} ${cell.date}`, cell]),
      ).values(),
    ];
    const ids = new Set(cells.map(({ table }) => table));
    return {
      phase,
      title: PLAN_PHASE_TITLES[phase],
      advice: some,
      cells,
      dates: [...new Set(cells.map(({ date }) => date))].sort(),
      tables: grid.pipeline.tables.map(({ id }) => id).filter((id) => ids.has(id)),
      includeWarmUp: some.some(({ repair }) => repair.includeWarmUp),
      estimate: estimateOf(grid.pipeline, target, cells),
    };
  });
}
