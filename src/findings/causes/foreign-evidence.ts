import { type Cell, type Grid, isPresent } from "../../grid/grid.ts";
import type { DateContext } from "../context.ts";

const MOST_SENTENCES = 5;

/** What somebody else changed, a sentence a cell: rows then and now, and the last line of the ledger. */
export const foreignWriting = (dates: readonly DateContext[]): string[] =>
  shortened(
    cellsOf(dates).flatMap(({ grid, cell }) =>
      isPresent(cell) ? sentence(grid, cell, `it holds ${cell.rows} rows now, not the same`) : [],
    ),
    "more cells were changed in the same way",
  );

/** The same of rows that somebody else took away: their absence is found as such. */
export const removedRows = (dates: readonly DateContext[]): string[] =>
  shortened(
    cellsOf(dates).flatMap(({ grid, cell }) =>
      cell.changedOutside && cell.state === "missing"
        ? sentence(grid, cell, "somebody else removed them")
        : [],
    ),
    "more cells were emptied in the same way",
  );

/** Which upstream partitions changed after the cells were computed, each once. */
export function changedUpstreams(dates: readonly DateContext[]): string[] {
  const texts = cellsOf(dates).flatMap(({ grid, cell }) =>
    (grid.staleFrom?.get(cell.table)?.get(cell.date) ?? []).map(
      ({ table, date, rowsThen, rowsNow }) =>
        rowsThen === rowsNow
          ? `${table} of ${date} holds ${rowsNow} rows as it did then, with other values.`
          : `${table} of ${date} held ${rowsThen} rows then and holds ${rowsNow} now.`,
    ),
  );
  return shortened([...new Set(texts)], "more upstream dates changed");
}

const cellsOf = (dates: readonly DateContext[]) =>
  dates.flatMap(({ grid, cells }) => cells.map((cell) => ({ grid, cell })));

function sentence(grid: Grid, { table, date }: Cell, now: string): string[] {
  const line = grid.changedOutside?.get(table)?.get(date);
  return line === undefined
    ? []
    : [`${table} of ${date}: ${line.run} ${line.how} ${line.rows} rows on ${line.at}; ${now}.`];
}

function shortened(sentences: readonly string[], more: string): string[] {
  const left = sentences.length - MOST_SENTENCES;
  return left <= 0 ? [...sentences] : [...sentences.slice(0, MOST_SENTENCES), `${left} ${more}.`];
}
