import { KEEP_DAYS } from "../../pipeline/rules.ts";
import { missingDatesYaml, tableKeysYaml } from "../blocks/config.ts";
import { dateListOf } from "../blocks/group.ts";
import { type KindAdvice, ownersOf, type Place, redFromP1, scheduleOf } from "../blocks/kind.ts";
import {
  anyRows,
  duplicateRows,
  pointsByGame,
  rowsByDate,
  scheduledPoints,
} from "../blocks/sql.ts";
import { command } from "../blocks/target.ts";

/** Causes that have to do with what a table holds. */
export const TABLE_ADVICE = {
  "never-graded": {
    way: "ask",
    first: "look",
    why: () => "It is not known why the job writes nothing.",
    confirm: ({ grid, tables }) => tables.map((table) => isEmpty(table, grid.range)),
    prevent: ({ group, target }) => ({
      words: "Add a criterion that fails as soon as one date has no rows.",
      yaml: missingDatesYaml(group.tables[0] ?? ""),
      line: redFromP1({ target }),
    }),
    repair: (place) => [
      `Ask ${ownersOf(place)} why the job writes nothing. A grade cannot be recreated after the fact, so no run fills it.`,
    ],
  },
  "wrong-declaration": {
    way: "declare",
    first: "look",
    why: () => "An empty table on every date points to the declaration, and no run mends that.",
    confirm: ({ grid, tables }) => tables.map((table) => isEmpty(table, grid.range)),
    prevent: ({ group }) => ({
      words:
        "Correct name (or dateColumn) in the table's entry. If it is right and nobody fills the table yet, let it be watched only.",
      yaml: tableKeysYaml(group.tables, [["shadow", "true"]]),
      line: null,
    }),
    repair: ({ tables }) => [
      `Look up where the rows of ${tables.map(({ name }) => name).join(", ")} are written, and correct the declaration.`,
    ],
  },
  duplicates: {
    way: "run",
    first: "run",
    why: () => "A rebuild replaces a date as a whole, so that each row is there once.",
    confirm: ({ group, tables }) =>
      tables.map((table) => ({
        says: "row_count above key_count",
        language: "sql",
        text: duplicateRows(table, group.runs),
      })),
    prevent: ({ target }) => ({
      words:
        "Have the writer replace a date instead of appending to it; until then let a surplus turn the morning's run red.",
      yaml: null,
      line: redFromP1({ target }),
    }),
    repair: () => [
      "Rebuild the dates. If the surplus comes back, the source itself is doubled: ask its owner before running again.",
    ],
  },
  "foreign-writer": {
    way: "run",
    first: "look",
    why: () => "A rebuild discards what somebody else wrote, and that may be a correction.",
    confirm: ({ group, tables }) =>
      tables.map((table) => ({
        says: "row_count as the evidence has it for now; whoever may write the table knows why",
        language: "sql",
        text: rowsByDate(table, group.runs),
      })),
    prevent: ({ target, group }) => ({
      words:
        "Allow only this tool to write these tables. If the change is right, accept it: the tables computed from it become stale and are rebuilt.",
      yaml: null,
      line: command(
        target,
        "accept",
        { reason: "why the change is right", by: "your name" },
        group.tables[0] ?? "",
        dateListOf(group.runs),
      ),
    }),
    repair: () => [
      `Rebuild the dates before anything that is computed from them: a plan refuses to build on them. \`undo\` brings the foreign rows back for ${KEEP_DAYS} days.`,
    ],
  },
  "upstream-changed": {
    way: "run",
    first: "run",
    why: () => "Their upstreams have changed since. Recomputing them is enough.",
    confirm: ({ group, target }) => [
      {
        says: "the same cells are listed as stale",
        language: "sh",
        text: command(target, "plan", {
          tables: group.tables.join(","),
          dates: dateListOf(group.runs),
        }),
      },
    ],
    prevent: ({ target }) => ({
      words: "Refill an upstream together with what is computed from it.",
      yaml: null,
      line: command(target, "plan", { "plan-phase": "2", "with-downstream": true }),
    }),
    repair: () => ["Rebuild them after every upstream is complete."],
  },
  disagreement: {
    way: "run",
    first: "look",
    why: () => "One of two sources is wrong, and the numbers do not say which.",
    confirm: (place) => {
      const games = [...new Set(place.group.cells.flatMap(({ unreconciled }) => unreconciled))];
      const schedule = scheduleOf(place);
      const says =
        "the two sums differ for the same game; the league's own page says which is right";
      return [
        ...place.tables.map((table) => ({
          says,
          language: "sql" as const,
          text: pointsByGame(table, place.group.runs, games),
        })),
        ...(schedule === undefined
          ? []
          : [
              {
                says,
                language: "sql" as const,
                text: scheduledPoints(schedule.calendar, schedule.table, place.group.runs, games),
              },
            ]),
      ];
    },
    prevent: ({ target }) => ({
      words: "Fail the morning's run on such a difference.",
      yaml: null,
      line: redFromP1({ target }),
    }),
    repair: () => ["Fetch the source that is wrong again; if it is the schedule, refresh that."],
  },
} satisfies Record<string, KindAdvice>;

export const isEmpty = (table: Place["tables"][number], range: Place["grid"]["range"]) => ({
  says: "row_count is 0",
  language: "sql" as const,
  text: anyRows(table, [range]),
});
