import { type Contradiction, contradictionsOn } from "../../grid/csv/review.ts";
import { type Cell, cellsOfDay, type Grid } from "../../grid/grid.ts";
import type { DateContext } from "../context.ts";
import type { FindingInput } from "../finding.ts";

/**
 * A finding for each column of a CSV that other columns contradict, with the cells that the columns are about. What is
 * over-counted already, such as more grades than predictions, is told there.
 */
export function contradictions(grid: Grid): FindingInput[] {
  const found = grid.days.flatMap((_, index) => {
    const byTable = cellsOfDay(grid, index);
    return contradictionsOn(grid, index).flatMap((one) => {
      const cells = one.tables.flatMap((id) => byTable.get(id) ?? []);
      return isToldAsSurplus(one, cells[0]) ? [] : [{ one, cells }];
    });
  });
  return [...Map.groupBy(found, ({ one }) => one.column)].map(([column, some]) => ({
    kind: "contradiction",
    subject: column,
    priority: "P1",
    title: `${column} contradicts other columns: ${[...new Set(some.map(({ one }) => one.title))].join(", or ")}`,
    cells: [...new Set(some.flatMap(({ cells }) => cells))],
  }));
}

const isToldAsSurplus = ({ counts }: Contradiction, cell: Cell | undefined): boolean =>
  counts === true && cell?.state === "over-count";

/** Where the CSV says that a cell is over-counted: file, line, date, columns and values. */
export const surplusInCsv = ({ grid, dayIndex }: DateContext, { table }: Cell): string[] =>
  contradictionsOn(grid, dayIndex)
    .filter(({ counts, tables }) => counts === true && tables[0] === table)
    .map(({ says }) => `${says}.`);
