import type { CivilDate } from "../dates/civil-date.ts";
import type { Grid } from "../health/grid.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import type { Advice } from "./advice.ts";
import { type Estimate, estimateOf } from "./advice-minutes.ts";
import { isCallable, producerIn, type Target } from "./advice-target.ts";
import { PLAN_PHASE_TITLES, PLAN_PHASES, type PlanPhase } from "./plan-phases.ts";

/** One of the four phases of the repair plan, as it stands. */
export type PhaseOutline = {
  readonly phase: PlanPhase;
  readonly title: string;
  /** Everything that falls to the phase, also what no command repairs. */
  readonly advice: readonly Advice[];
  /** What of it a run of the phase repairs, and what it does not: nothing can, or an earlier phase has done it. */
  readonly running: readonly Advice[];
  readonly resting: readonly Advice[];
  /** What a backfill of the phase writes; empty where there is nothing to run. */
  readonly cells: readonly { readonly table: string; readonly date: CivilDate }[];
  readonly dates: readonly CivilDate[];
  readonly tables: readonly string[];
  readonly includeWarmUp: boolean;
  /** Who has to be asked, because this version cannot set their services to work; and for which tables. */
  readonly handOver: { readonly owners: readonly string[]; readonly tables: readonly string[] };
  readonly estimate: Estimate;
};

/** The four phases in their order; a cell that falls to two findings is counted once, in the earlier phase. */
export function outlinePhases(
  grid: Grid,
  advice: readonly Advice[],
  target: Target,
): readonly PhaseOutline[] {
  const taken = new Set<string>();
  return PLAN_PHASES.map((phase) => {
    const some = advice.filter(({ repair }) => repair.planPhase === phase);
    const cells = some
      .flatMap(({ repair }) => repair.cells)
      .filter(({ table, date }) => {
        const key = `${table} ${date}`;
        if (taken.has(key)) return false;
        taken.add(key);
        return true;
      });
    const keys = new Set(cells.map(({ table, date }) => `${table} ${date}`));
    const runs = ({ repair }: Advice) =>
      repair.cells.some(({ table, date }) => keys.has(`${table} ${date}`));
    const ids = new Set(cells.map(({ table }) => table));
    const tables = grid.pipeline.tables.filter(({ id }) => ids.has(id));
    return {
      phase,
      title: PLAN_PHASE_TITLES[phase],
      advice: some,
      running: some.filter(runs),
      resting: some.filter((one) => !runs(one)),
      cells,
      dates: [...new Set(cells.map(({ date }) => date))].sort(),
      tables: tables.map(({ id }) => id),
      handOver: handOver(tables, target),
      includeWarmUp: some.some(({ repair }) => repair.includeWarmUp),
      estimate: estimateOf(grid.pipeline, target, cells),
    };
  });
}

function handOver(tables: readonly TableConfig[], target: Target): PhaseOutline["handOver"] {
  const others = tables.filter((table) => !isCallable(target, table));
  const owners = others.map((table) => {
    const producer = producerIn(target, table);
    return producer?.kind === "service" ? producer.owner : `whoever fills ${table.id}`;
  });
  return { owners: [...new Set(owners)], tables: others.map(({ id }) => id) };
}
