import { type Contradiction, contradictionsOn } from "../health/csv-review.ts";
import { cellsOfDay, type Grid } from "../health/grid.ts";
import type { Cause } from "./cause.ts";
import type { FindingInput } from "./finding.ts";

/** A finding for each column of a CSV that other columns contradict, with the cells that the columns are about. */
export function contradictions(grid: Grid): FindingInput[] {
  const found = grid.days.flatMap((_, index) => {
    const cells = cellsOfDay(grid, index);
    return contradictionsOn(grid, index).map((one) => ({
      one,
      cells: one.tables.flatMap((id) => cells.get(id) ?? []),
    }));
  });
  return [...Map.groupBy(found, ({ one }) => one.column)].map(([column, some]) => ({
    kind: "contradiction",
    subject: column,
    priority: "P1",
    title: `${column} is contradicted: ${[...new Set(some.map(({ one }) => one.title))].join(", or ")}`,
    cells: [...new Set(some.flatMap(({ cells }) => cells))],
  }));
}

export const CONTRADICTION_CAUSES = {
  "contradictory-columns": {
    title: "columns that contradict each other",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "contradiction",
    evidence: (dates) =>
      dates.flatMap(({ grid, dayIndex, finding }) =>
        contradictionsOn(grid, dayIndex)
          .filter(({ column }: Contradiction) => column === finding.subject)
          .map(({ says }) => `${says}.`),
      ),
  },
} satisfies Record<string, Cause>;
