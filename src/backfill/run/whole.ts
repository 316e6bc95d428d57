import { epochDay } from "../../dates/civil-date.ts";
import { type CellRef, keyOf } from "../../grid/cascade.ts";
import { type Cell, columnOf, type Grid, isForeign } from "../../grid/grid.ts";
import { topologicalOrder } from "../../pipeline/graph.ts";
import type { TableConfig } from "../../pipeline/schema.ts";

/** A cell that others are computed from and that is not whole, and what is wrong with it, such as "thin". */
export type Flaw = CellRef & { readonly what: string };

export const flawText = ({ table, date, what }: Flaw): string => `${table} ${date} (${what})`;

/** Flaws named for one cell; a look-back of a year can hold hundreds. */
const MOST = 3;

type Column = {
  readonly days: number[];
  /** How many of the first n cells are flawed, or computed from what is. */
  readonly tainted: number[];
};

/**
 * Which cells of a grid rest on something that is not whole, however far up. A cell can be complete by its own count and
 * still be wrong: computed from half of a table, it has a row for each row that was left.
 */
export class Wholeness {
  readonly #grid: Grid;
  readonly #columns = new Map<string, Column>();

  constructor(grid: Grid) {
    this.#grid = grid;
    const graph = topologicalOrder(grid.tables);
    if ("cycle" in graph) throw new Error("A checked pipeline has no cycle.");
    for (const table of graph.order) {
      const column: Column = { days: [], tainted: [0] };
      // Before its cells are counted: a table may read its own earlier dates.
      this.#columns.set(table.id, column);
      for (const cell of columnOf(grid, table.id)) {
        const isTainted = flawOf(cell) !== null || this.#restsOnFlaws(table, cell);
        column.days.push(epochDay(cell.date));
        column.tainted.push((column.tainted.at(-1) ?? 0) + (isTainted ? 1 : 0));
      }
    }
  }

  /** The nearest flaws that a cell is computed from, a few of them; empty where all is whole. */
  under({ table, date }: CellRef, most = MOST): Flaw[] {
    const found = new Map<string, Flaw>();
    const seen = new Set<string>();
    const visit = (ref: CellRef): void => {
      const config = this.#grid.tables.find(({ id }) => id === ref.table);
      for (const { table: id, window } of config?.upstream ?? []) {
        const [first, last] = this.#between(id, ref, window);
        const cells = columnOf(this.#grid, id);
        for (let at = last - 1; at >= first && found.size < most; at -= 1) {
          const cell = cells[at];
          if (cell === undefined || !this.#isTainted(id, at) || seen.has(keyOf(cell))) continue;
          seen.add(keyOf(cell));
          const what = flawOf(cell);
          if (what === null) visit(cell);
          else found.set(keyOf(cell), { table: id, date: cell.date, what });
        }
      }
    };
    visit({ table, date });
    return [...found.values()];
  }

  #restsOnFlaws({ upstream }: TableConfig, cell: Cell): boolean {
    return upstream.some(({ table, window }) => {
      const [first, last] = this.#between(table, cell, window);
      const tainted = this.#columns.get(table)?.tainted ?? [];
      return (tainted[last] ?? 0) > (tainted[first] ?? 0);
    });
  }

  #isTainted(table: string, at: number): boolean {
    const tainted = this.#columns.get(table)?.tainted ?? [];
    return (tainted[at + 1] ?? 0) > (tainted[at] ?? 0);
  }

  /** The cells of a window by number: the first, and the one after the last. */
  #between(table: string, { date }: CellRef, window: { from: number; to: number }) {
    const days = this.#columns.get(table)?.days ?? [];
    const day = epochDay(date);
    return [below(days, day - window.from), below(days, day - window.to + 1)] as const;
  }
}

/** What keeps a cell from being built on; null where it is whole. A rule that expects no rows is no flaw. */
export function flawOf(cell: Cell): string | null {
  if (isForeign(cell)) return "changed by somebody else";
  if (cell.state !== "complete" && cell.state !== "expected-absent") return cell.state;
  if (cell.thin) return "thin";
  return (cell.points?.size ?? 0) > 0 ? "its points are not the final score" : null;
}

/** How many of the days, which are in order, lie before this one. */
function below(days: readonly number[], day: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? 0) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
