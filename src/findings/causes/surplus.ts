import { overWords } from "../../grid/cell-words.ts";
import type { DateContext } from "../context.ts";
import { surplusInCsv } from "../find/contradictions.ts";
import type { Cause } from "./cause.ts";

/** More rows or games than are expected where no key is known to be repeated. */
export const SURPLUS_CAUSES = {
  "measure-lost-rows": {
    title: "the table it is measured by has fewer rows",
    byDesign: false,
    matches: ({ finding, cells }) =>
      finding.kind === "over-count" &&
      cells.every(({ over }) => over?.by === "table" && over.keysRead),
    evidence: (dates) => [
      ...dates.flatMap(surplusEvidence),
      "No row repeats a key here, so nothing is doubled: the other table lacks rows that these were made from.",
    ],
  },
  surplus: {
    title: "more rows or games than expected",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "over-count",
    evidence: (dates) => [
      ...dates.flatMap(surplusEvidence),
      dates.every(({ cells }) => cells.every(({ over }) => over?.keysRead !== false))
        ? "No row repeats a key, so these are no duplicates."
        : KEYLESS,
    ],
  },
} satisfies Record<string, Cause>;

const KEYLESS = "The source carries no keys, so whether any of these are duplicates is not known.";

/** A sentence a cell: what it has, and what that is too much for; of a CSV also where it says so. */
export const surplusEvidence = (context: DateContext): string[] =>
  context.cells.flatMap((cell) => {
    const table = context.grid.tables.find(({ id }) => id === cell.table);
    if (table === undefined) return [];
    const has = `${cell.date}: ${cell.table} has ${overWords(cell, table)}.`;
    return [has, ...surplusInCsv(context, cell)];
  });
