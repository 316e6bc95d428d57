import { type Advice, adviseAll } from "../advice/advice.ts";
import { command, type TargetPaths, targetOf } from "../advice/blocks/target.ts";
import { outlinePhases, phaseOptions } from "../advice/phases.ts";
import { flawText, Wholeness } from "../backfill/run/whole.ts";
import type { Assessment } from "../findings/assess/assess.ts";
import type { Diagnosis } from "../findings/causes/diagnosis.ts";
import type { Finding } from "../findings/finding.ts";
import type { PlanPhase } from "../findings/plan-phases.ts";
import { type CellRef, keyOf } from "../grid/cascade.ts";

/** A finding about the cell, its cause on the date, and what to do about it. */
export type Explained = {
  readonly finding: Pick<Finding, "id" | "kind" | "priority" | "title"> & {
    readonly dates: number;
  };
  readonly cause: Diagnosis["cause"];
  readonly title: string;
  /** Nothing failed: the pipeline did what it is declared to do. */
  readonly byDesign: boolean;
  readonly evidence: readonly string[];
  readonly repair: {
    readonly way: Advice["repair"]["way"];
    /** Of the repair plan; null where no run mends it. */
    readonly phase: PlanPhase | null;
    readonly words: readonly string[];
    /** The line of the phase as the handoff prints it; null where the phase does not write the cell. */
    readonly phaseLine: string | null;
    /** The line of the cause alone; null where there is none. */
    readonly line: string | null;
    /** Who fills the table, where this tool cannot set them to work. */
    readonly askOf: string | null;
    /** What the cell is computed from and is not whole: this comes first, or the run is not proven. */
    readonly first: readonly string[];
  };
};

/** All that was found about a cell, in the order of the findings. */
export function explainFindings(
  { grid, diagnoses }: Assessment,
  ref: CellRef,
  paths: TargetPaths,
): Explained[] {
  const target = targetOf(grid, paths);
  const advice = adviseAll(grid, diagnoses, target);
  const phases = outlinePhases(grid, advice, target);
  const about = diagnoses.filter(
    ({ finding, run }) => isAbout(finding, ref) && run.dates.includes(ref.date),
  );
  const flaws = about.length === 0 ? [] : new Wholeness(grid).under(ref);
  return about.flatMap(({ finding, cause, evidence }): Explained[] => {
    const one = advice.find(
      ({ group }) =>
        group.cause === cause && group.finding === finding && group.dates.includes(ref.date),
    );
    if (one === undefined) return [];
    const { id, kind, priority, title, dates } = finding;
    const { way, words, line, cells, planPhase } = one.repair;
    const keys = new Set(cells.filter(({ date }) => date === ref.date).map(keyOf));
    // The first phase that writes it does the work, whichever phase the finding falls to.
    const writes = phases.find((phase) => phase.cells.some((cell) => keys.has(keyOf(cell))));
    const own = new Set(cells.filter(({ date }) => date === ref.date).map(({ table }) => table));
    const isRun = writes?.callable.some((id) => own.has(id)) === true;
    const askOf = writes?.handOver.find(({ tables }) => tables.includes(ref.table))?.owner ?? null;
    const repaired = new Set([...cells, ...(writes?.cells ?? [])].map(keyOf));
    return [
      {
        finding: { id, kind, priority, title, dates: dates.length },
        cause,
        title: one.title,
        byDesign: one.byDesign,
        evidence,
        repair: {
          way,
          words,
          line,
          phase: writes?.phase ?? planPhase,
          phaseLine:
            writes !== undefined && isRun
              ? command(target, "backfill", phaseOptions(writes))
              : null,
          askOf,
          first:
            way === "run" ? flaws.filter((flaw) => !repaired.has(keyOf(flaw))).map(flawText) : [],
        },
      },
    ];
  });
}

/** Of the cell itself, or of rows that stand where it would be. */
const isAbout = ({ cells, strays = [] }: Finding, ref: CellRef): boolean =>
  cells.some((cell) => keyOf(cell) === keyOf(ref)) ||
  strays.some(({ table, date }) => table === ref.table && date === ref.date);
