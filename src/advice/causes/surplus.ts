import { type KindAdvice, type Place, redFromP1 } from "../blocks/kind.ts";
import { duplicateRows, rowsByDate } from "../blocks/sql.ts";
import { command } from "../blocks/target.ts";

/** Causes of figures that are higher than others allow. */
export const SURPLUS_ADVICE = {
  "measure-lost-rows": {
    way: "ask",
    first: "look",
    why: (place) => `Rows of ${measureOf(place)} are gone; rows that were made from them are left.`,
    confirm: ({ grid, group, tables }) =>
      grid.tables
        .filter(({ id }) => tables.some(({ full }) => id === shareOf(full)))
        .map((table) => ({
          says: `${table.id} has fewer rows on these dates than ${group.tables.join(", ")}`,
          language: "sql" as const,
          text: rowsByDate(table, group.runs),
        })),
    prevent: (place) => ({
      words: `Allow only its own job to delete rows of ${measureOf(place)}, and let such a gap turn the morning's run red.`,
      yaml: null,
      line: redFromP1(place),
    }),
    repair: (place) => [
      `Restore the rows of ${measureOf(place)}; do not rebuild ${place.group.tables.join(", ")}, which would lose theirs too. undo RUN brings back what a run of this tool replaced; BigQuery keeps deleted rows for its time travel, 7 days unless set otherwise.`,
    ],
  },
  surplus: {
    way: "run",
    first: "look",
    why: ({ grid }) =>
      grid.reported === undefined
        ? "The rows repeat no key, so a rebuild may write the same ones again: see first what they are."
        : "The figures do not say what the rows are: see first whether they repeat their keys.",
    confirm: ({ group, tables }) =>
      tables.map((table) => ({
        says: "row_count above key_count where rows are doubled; otherwise more games, or more rows a game, than expected",
        language: "sql",
        text: duplicateRows(table, group.runs),
      })),
    prevent: ({ target }) => ({
      words: "Fail the morning's run on a surplus, so that somebody looks at it the same day.",
      yaml: null,
      line: redFromP1({ target }),
    }),
    repair: () => [
      "Rebuild the dates once it is known what the rows are. If the surplus comes back, it comes from the source: ask its owner before running again.",
    ],
  },
  "contradictory-columns": {
    way: "ask",
    first: "look",
    why: () => "Two columns of one line cannot both be right, and the file does not say which is.",
    confirm: ({ target }) => [
      {
        says: "the same dates are found wrong by the counts themselves",
        language: "sh",
        text: command(target, "validate"),
      },
    ],
    prevent: () => ({
      words: "Have the job that writes the CSV compute such a column from the counts beside it.",
      yaml: null,
      line: null,
    }),
    repair: () => [
      "Ask who writes the CSV which column is wrong. Scores here are computed from the counts; health.csv has such a figure corrected where the counts of its line give it.",
    ],
  },
} satisfies Record<string, KindAdvice>;

const shareOf = (full: Place["tables"][number]["full"]): string | undefined =>
  typeof full === "object" && "share" in full ? full.share.of : undefined;

const measureOf = ({ tables }: Place): string =>
  [...new Set(tables.flatMap(({ full }) => shareOf(full) ?? []))].join(", ");
