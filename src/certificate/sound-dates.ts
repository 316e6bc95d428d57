import type { CivilDate } from "../dates/civil-date.ts";
import type { Assessment } from "../findings/assess/assess.ts";
import { upstreamCells } from "../grid/cascade.ts";
import { type Cell, isForeign, isUnsound } from "../grid/grid.ts";

/** A game date, whether its training rows can be trusted, and why not. */
export type SoundDate = {
  readonly date: CivilDate;
  readonly sound: boolean;
  readonly why: readonly string[];
};

/**
 * Every game date of the grid. Sound: each training table has all the rows that are expected there, and neither these nor
 * anything of what they are computed from is missing, unknown, stale, doubled, misplaced or changed by somebody else. An
 * expected absence is sound: there is nothing to train on. `own` are the ids of the training tables.
 */
export function soundDates({ grid }: Assessment, own: readonly string[]): SoundDate[] {
  const strays = grid.outside?.strays ?? [];
  const trouble = new Map<Cell, string | null>();
  const untrusted = (cell: Cell): string | null => {
    const known = trouble.get(cell);
    if (known !== undefined) return known;
    trouble.set(cell, null); // a table that reads itself of earlier days
    const stray = strays.some(({ table, date }) => table === cell.table && date === cell.date);
    const said = ownTrouble(cell) ?? (stray ? `${cell.table} has misplaced rows` : null);
    const why =
      said ??
      upstreamCells(grid, cell)
        .map((one) => [one, untrusted(one)] as const)
        .find(([, of]) => of !== null)?.[1] ??
      null;
    trouble.set(cell, why);
    return why;
  };
  return grid.days.map(({ date }, at) => {
    const cells = own.flatMap((id) => grid.columns.get(id)?.[at] ?? []);
    const lacking = cells.flatMap((cell) => lackOf(cell) ?? []);
    // What is computed from a lack on the same date says it once more.
    const why = lacking.length > 0 ? lacking : cells.flatMap((cell) => untrusted(cell) ?? []);
    const all = [
      ...(grid.ledgerError === null ? [] : ["staleness is unknown"]),
      ...(cells.length === 0 ? ["no training table is counted here"] : []),
      ...new Set(why),
    ];
    return { date, sound: all.length === 0, why: all };
  });
}

function lackOf({ table, state, thin }: Cell): string | null {
  if (state === "missing") return `${table} has no rows`;
  if (state === "partial") return `${table} is partial`;
  return thin ? `${table} has fewer rows than a full date` : null;
}

/** What makes its own rows untrustworthy, and with them all that is computed from them. */
function ownTrouble(cell: Cell): string | null {
  const { table, state, date, late } = cell;
  if (state === "missing" && !late) return `${table} of ${date} is missing`;
  if (state === "unknown") return `${table} of ${date} is unknown`;
  if (state === "stale") return `${table} of ${date} is stale`;
  if (isUnsound(cell)) return `${table} of ${date} has doubled or misplaced rows`;
  return isForeign(cell) ? `${table} of ${date} was changed by somebody else` : null;
}
