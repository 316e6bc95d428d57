import { type Contradiction, contradictionsOn } from "../../grid/csv/review.ts";
import type { Cause } from "./cause.ts";

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
