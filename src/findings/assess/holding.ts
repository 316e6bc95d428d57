import { type Cell, columnOf, type Grid, isForeign, isUnsound } from "../../grid/grid.ts";

/** Something that keeps training from a better state, with the cells that show it. */
export type Holding = {
  /** The state that it keeps training from. */
  readonly from: "UNBLOCKED" | "READY" | "COMPLETE";
  /** In a sentence without its cells. */
  readonly why: string;
  readonly cells: readonly Pick<Cell, "table" | "date">[];
  /** A finding says the same. */
  readonly isFinding: boolean;
};

/** What of these tables is unknown, stale or unsound. */
export function unfit(grid: Grid, tables: readonly string[]): Holding[] {
  const cells = tables.flatMap((id) => columnOf(grid, id));
  const wanted = new Set(tables);
  const strays = (grid.outside?.strays ?? []).filter(({ table }) => wanted.has(table));
  const rows = strays.reduce((sum, one) => sum + one.rows, 0);
  return [
    ...(grid.ledgerError === null
      ? []
      : [holds("READY", `staleness is unknown: ${grid.ledgerError}`, [])]),
    ...some(
      "READY",
      "needed cell is unknown",
      "needed cells are unknown",
      cells.filter(({ state }) => state === "unknown"),
    ),
    ...some(
      "READY",
      "needed cell is stale",
      "needed cells are stale",
      cells.filter(({ state }) => state === "stale"),
    ),
    ...some(
      "READY",
      "needed cell is unsound (doubled or misplaced rows)",
      "needed cells are unsound (doubled or misplaced rows)",
      cells.filter(isUnsound),
    ),
    ...some(
      "READY",
      "needed cell was changed by somebody else",
      "needed cells were changed by somebody else",
      cells.filter(isForeign),
    ),
    ...(strays.length === 0
      ? []
      : [
          holds(
            "READY",
            `${rows} rows of ${[...new Set(strays.map(({ table }) => table))].join(", ")} stand where they do not belong`,
            [],
          ),
        ]),
  ];
}

/** None where no cell shows it. */
export const some = (
  from: Holding["from"],
  one: string,
  many: string,
  cells: readonly Cell[],
): Holding[] =>
  cells.length === 0
    ? []
    : [holds(from, cells.length === 1 ? `1 ${one}` : `${cells.length} ${many}`, cells)];

export const holds = (
  from: Holding["from"],
  why: string,
  cells: readonly Pick<Cell, "table" | "date">[],
  isFinding = false,
): Holding => ({
  from,
  why,
  isFinding,
  cells: cells.map(({ table, date }) => ({ table, date })),
});
