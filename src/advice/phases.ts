import type { CommandOptions } from "../commands/spec.ts";
import type { CivilDate } from "../dates/civil-date.ts";
import { PLAN_PHASE_TITLES, PLAN_PHASES, type PlanPhase } from "../findings/plan-phases.ts";
import { type Run, runsOf } from "../findings/runs.ts";
import { keyOf } from "../grid/cascade.ts";
import type { Grid } from "../grid/grid.ts";
import type { Advice } from "./advice.ts";
import { type Estimate, estimateOf } from "./blocks/minutes.ts";
import { isCallable, producerIn, type Target } from "./blocks/target.ts";

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
  /** The tables that this version can fill itself. */
  readonly callable: readonly string[];
  /** Who has to be asked for the rest, because this version cannot set their services to work. */
  readonly handOver: readonly HandOver[];
  readonly estimate: Estimate;
};

export type HandOver = {
  readonly owner: string;
  readonly tables: readonly string[];
  readonly runs: readonly Run[];
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
        const key = keyOf({ table, date });
        if (taken.has(key)) return false;
        taken.add(key);
        return true;
      });
    const keys = new Set(cells.map(keyOf));
    const runs = ({ repair }: Advice) =>
      repair.cells.some(({ table, date }) => keys.has(keyOf({ table, date })));
    const filled = new Set(cells.map(({ table }) => table));
    // A CSV does not carry every table that is repaired: the schedule is one of those.
    const ids = [
      ...grid.pipeline.tables.map(({ id }) => id).filter((id) => filled.has(id)),
      ...[...filled].filter((id) => !grid.pipeline.tables.some((table) => table.id === id)),
    ];
    const callable = grid.pipeline.tables
      .filter((table) => filled.has(table.id) && isCallable(target, table))
      .map(({ id }) => id);
    return {
      phase,
      title: PLAN_PHASE_TITLES[phase],
      advice: some,
      running: some.filter(runs),
      resting: some.filter((one) => !runs(one)),
      cells,
      dates: [...new Set(cells.map(({ date }) => date))].sort(),
      tables: ids,
      callable,
      handOver: handOver(
        grid,
        cells.filter(({ table }) => !callable.includes(table)),
        target,
      ),
      includeWarmUp: some.some(({ repair }) => repair.includeWarmUp),
      estimate: estimateOf(grid.pipeline, target, cells),
    };
  });
}

/** The options of a phase; where a part of its tables is others' to fill, only the rest. */
export const phaseOptions = (outline: PhaseOutline): CommandOptions => ({
  "plan-phase": String(outline.phase),
  ...(outline.includeWarmUp ? { "include-warm-up": true } : {}),
  ...(outline.handOver.length > 0 && outline.callable.length > 0
    ? { tables: outline.callable.join(",") }
    : {}),
});

function handOver(grid: Grid, cells: PhaseOutline["cells"], target: Target): HandOver[] {
  const ownerOf = (id: string): string => {
    const table = grid.pipeline.tables.find((one) => one.id === id);
    const producer = table && producerIn(target, table);
    return producer?.kind === "service" ? producer.owner : `whoever fills ${id}`;
  };
  return [...Map.groupBy(cells, ({ table }) => ownerOf(table))].map(([owner, some]) => ({
    owner,
    tables: [...new Set(some.map(({ table }) => table))],
    runs: runsOf([...new Set(some.map(({ date }) => date))], grid.days),
  }));
}
