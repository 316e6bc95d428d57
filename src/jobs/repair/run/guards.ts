import type { Lineage } from "../../../backfill/ledger/lineage.ts";
import { upstreamFingerprints } from "../../../backfill/ledger/stale.ts";
import { lossGuard } from "../../../backfill/run/losses.ts";
import { flawText, Wholeness } from "../../../backfill/run/whole.ts";
import type { CivilDate } from "../../../dates/civil-date.ts";
import { keyOf } from "../../../grid/cascade.ts";
import { columnOf, type Grid, isPresent } from "../../../grid/grid.ts";
import type { TableConfig } from "../../../pipeline/schema.ts";
import type { Plan, PlanCell } from "../../../records/plan.ts";
import type { WriteLimits } from "../../../warehouse/warehouse.ts";
import type { RepairContext } from "./context.ts";

/** Cells that nothing is wrong with, and that are run all the same. */
const HEALTHY = ["force", "downstream"];

/** Asked by each statement of a run, and after one that was refused. */
export type Guarding = {
  readonly limitsOf: (
    table: TableConfig,
    dates: readonly CivilDate[],
    lineage: Lineage,
  ) => WriteLimits;
  /** Whether some of these dates rest on what was not whole when it was last looked at. */
  readonly isInDoubt: (table: TableConfig, dates: readonly CivilDate[]) => boolean;
  readonly lookAgain: () => Promise<void>;
};

/** What no statement of a run may take away, by what was seen before it began, or when it was looked at again. */
export class Guards implements Guarding {
  readonly #context: RepairContext;
  readonly #cells: ReadonlyMap<string, PlanCell>;
  readonly #allowShrink: boolean;
  #grid: Grid | null;
  #whole: Wholeness | null;

  /** A job that has nothing to write has looked at nothing. */
  constructor(context: RepairContext, plan: Plan, grid: Grid | null, allowShrink: boolean) {
    this.#context = context;
    this.#allowShrink = allowShrink;
    this.#cells = new Map(plan.cells.map((cell) => [keyOf(cell), cell]));
    this.#grid = grid;
    this.#whole = grid && new Wholeness(grid);
  }

  limitsOf(table: TableConfig, dates: readonly CivilDate[], lineage: Lineage): WriteLimits {
    const { pipeline, tables } = this.#context;
    const strict = new Map<CivilDate, string>();
    const computedNow = upstreamFingerprints(lineage);
    const isUnchanged = (date: CivilDate): boolean => {
      const computedFrom = lineage.latest(table.id, date)?.upstreamFingerprint ?? "";
      return computedNow(table, date) === computedFrom;
    };
    for (const date of dates) {
      const reason = this.#reasonToKeep(table, date, isUnchanged);
      if (reason !== null) strict.set(date, reason);
    }
    const there = new Set(
      tables.flatMap(({ id }) =>
        this.#grid !== null && columnOf(this.#grid, id).some(isPresent) ? [id] : [],
      ),
    );
    return {
      allowShrink: this.#allowShrink,
      rowsExpected: table.empty !== "allowed",
      losses: lossGuard({ pipeline, tables, table, there, strict }),
    };
  }

  isInDoubt({ id }: TableConfig, dates: readonly CivilDate[]): boolean {
    return dates.some((date) => this.#flawsUnder(id, date).length > 0);
  }

  async lookAgain(): Promise<void> {
    const { grid } = await this.#context.assessNow(this.#grid?.range);
    this.#grid = grid;
    this.#whole = new Wholeness(grid);
  }

  #reasonToKeep(
    table: TableConfig,
    date: CivilDate,
    isUnchanged: (date: CivilDate) => boolean,
  ): string | null {
    const flaws = this.#flawsUnder(table.id, date);
    if (flaws.length > 0)
      return `what it is computed from is not whole: ${flaws.map(flawText).join(", ")}`;
    const cell = this.#cells.get(keyOf({ table: table.id, date }));
    if (cell?.state !== "complete" || !HEALTHY.includes(cell.because)) return null;
    return isUnchanged(date)
      ? "it is complete and nothing that it is computed from has changed"
      : null;
  }

  #flawsUnder(table: string, date: CivilDate) {
    return this.#whole?.under({ table, date }) ?? [];
  }
}
