import { addDays } from "../../dates/civil-date.ts";
import { type Check, type KindAdvice, ownersOf, type Place, redFromP1 } from "../blocks/kind.ts";
import { rowsByDate } from "../blocks/sql.ts";

/** What to do about rows that are too many or too few beside the table that they cover, or beside what was usual. */
export const COVERAGE_ADVICE = {
  orphans: {
    way: "run",
    first: "run",
    why: () => "The rows have no counterpart in their upstreams, so a rebuild leaves them out.",
    confirm: ({ group, tables }) =>
      tables.map((table) => ({
        says: "more rows than the table that it covers has keys",
        language: "sql",
        text: rowsByDate(table, group.runs),
      })),
    prevent: (place) => ({
      words: "Have the writer replace a date as a whole, so that rows of an earlier attempt go.",
      yaml: null,
      line: redFromP1(place),
    }),
    repair: () => ["Rebuild the dates."],
  },
  "lost-rows": {
    way: "run",
    first: "run",
    why: ({ tables }) =>
      tables.some(({ upstream }) => upstream.length > 0)
        ? "Their upstreams are complete, so a rebuild restores the rows."
        : "Part of the date's rows arrived, so the source has it. Fetching it again brings the others.",
    confirm: besideTheDatesAround,
    prevent: (place) => ({
      words: "Fail the morning's run on a date with too few rows.",
      yaml: null,
      line: redFromP1(place),
    }),
    repair: (place) => [`Rebuild the dates. If they stay short, ask ${ownersOf(place)}.`],
  },
  "coverage-drop": {
    way: "ask",
    first: "look",
    why: () => "The rows cover only part of what they should.",
    confirm: besideTheDatesAround,
    prevent: (place) => ({
      words: "Make the job that writes them fail when it covers less than its input.",
      yaml: null,
      line: redFromP1(place),
    }),
    repair: (place) => [`Ask ${ownersOf(place)} why the others were left out.`],
  },
} satisfies Record<string, KindAdvice>;

/** The first run of dates, with a week before and after it. */
function besideTheDatesAround({ group, tables }: Place): Check[] {
  const around = group.runs
    .slice(0, 1)
    .map(({ first, last }) => ({ first: addDays(first, -7), last: addDays(last, 7) }));
  return tables.map((table) => ({
    says: "fewer rows than on the dates around",
    language: "sql",
    text: rowsByDate(table, around),
  }));
}
