import { addDays, type CivilDate } from "../dates/civil-date.ts";
import type { Assessment } from "../findings/assess/assess.ts";
import type { Holding } from "../findings/assess/holding.ts";
import { neededTables } from "../findings/assess/readiness.ts";
import { type CellRef, downstreamOf, keyOf, reads } from "../grid/cascade.ts";
import { CELL_STATES, type Cell, type CellState, columnOf, type Grid } from "../grid/grid.ts";
import { trainingTables } from "../pipeline/rules.ts";
import type { TableConfig } from "../pipeline/schema.ts";

/** Cells of one table, by their states, with those that are not as they should be. */
export type CellsOf = {
  readonly table: string;
  readonly first: CivilDate;
  readonly last: CivilDate;
  readonly states: Partial<Record<CellState, number>>;
  /** Neither complete nor excused, or thin, or changed by somebody else; oldest first. */
  readonly odd: readonly {
    readonly date: CivilDate;
    readonly state: CellState;
    readonly rows: number | null;
    readonly thin: boolean;
    readonly changedOutside: boolean;
  }[];
};

/** Each table that a cell reads, with the cells of the look-back; one without a cell there is named too. */
export const upstreamOf = (grid: Grid, table: TableConfig, date: CivilDate): CellsOf[] =>
  table.upstream.map(({ table: id, window }) =>
    cellsOf(
      id,
      { first: addDays(date, -window.from), last: addDays(date, -window.to) },
      columnOf(grid, id).filter((cell) => reads(window, date, cell.date)),
    ),
  );

export type Blocks = {
  /** What reads the cell, directly or through others, by table in the pipeline's order. */
  readonly downstream: readonly CellsOf[];
  readonly training: {
    readonly state: Assessment["training"];
    /** required: a date needs the table. needed: a required table is computed from it. */
    readonly use: "required" | "needed" | "not needed";
    /** What keeps training from a better state, of that which names the cell. */
    readonly holding: readonly Pick<Holding, "from" | "why">[];
  };
};

export function blocks({ grid, readiness, training }: Assessment, ref: CellRef): Blocks {
  const byTable = Map.groupBy(
    downstreamOf(grid, [ref], ({ state }) => state !== "expected-absent"),
    ({ table }) => table,
  );
  const downstream = grid.tables.flatMap(({ id }) => {
    const dates = new Set((byTable.get(id) ?? []).map(({ date }) => date));
    const cells = columnOf(grid, id).filter(({ date }) => dates.has(date));
    const [first, last] = [cells[0], cells.at(-1)];
    return first === undefined || last === undefined
      ? []
      : [cellsOf(id, { first: first.date, last: last.date }, cells)];
  });
  const required = trainingTables(grid.pipeline, grid.environment).map(({ id }) => id);
  const isNeeded = neededTables(grid).includes(ref.table);
  return {
    downstream,
    training: {
      state: training,
      use: required.includes(ref.table) ? "required" : isNeeded ? "needed" : "not needed",
      holding: readiness.holding
        .filter(({ cells }) => cells.some((cell) => keyOf(cell) === keyOf(ref)))
        .map(({ from, why }) => ({ from, why })),
    },
  };
}

function cellsOf(
  table: string,
  { first, last }: { readonly first: CivilDate; readonly last: CivilDate },
  cells: readonly Cell[],
): CellsOf {
  const counts = CELL_STATES.map(
    (state) => [state, cells.filter((cell) => cell.state === state).length] as const,
  );
  return {
    table,
    first,
    last,
    states: Object.fromEntries(counts.filter(([, n]) => n > 0)),
    odd: cells.filter(isOdd).map(({ date, state, rows, thin, changedOutside }) => ({
      date,
      state,
      rows,
      thin,
      changedOutside,
    })),
  };
}

const isOdd = ({ state, thin, changedOutside }: Cell): boolean =>
  (state !== "complete" && state !== "expected-absent") || thin || changedOutside;
