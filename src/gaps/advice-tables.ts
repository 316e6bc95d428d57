import { columnOf } from "../health/grid.ts";
import { missingDatesYaml, tableKeysYaml } from "./advice-config.ts";
import { dateListOf } from "./advice-group.ts";
import { dailyLine, type KindAdvice, type Place, scheduleOf } from "./advice-kind.ts";
import { anyRows, duplicateRows, pointsByGame, rowsByDate, scheduledPoints } from "./advice-sql.ts";
import { command, producerIn } from "./advice-target.ts";

/** Causes that have to do with what a table holds, what it is computed from, or who fills it. */
export const TABLE_ADVICE = {
  "never-graded": {
    way: "ask",
    first: "look",
    why: () => "Nobody knows yet why the job writes nothing.",
    confirm: ({ grid, tables }) => tables.map((table) => isEmpty(table, grid.range)),
    prevent: ({ group, target }) => ({
      words: "Let a criterion fail as soon as one date is without, so that it cannot stay unseen.",
      yaml: missingDatesYaml(group.tables[0] ?? ""),
      line: command(target, "validate", { "fail-on": "P1" }),
    }),
    repair: (place) => [
      `Ask ${ownersOf(place)} why the job writes nothing. A grade made afterwards is none for the record: no run of this tool fills it.`,
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
        says: "row_count above key_count, or more rows a game than the table declares",
        language: "sql",
        text: duplicateRows(table, group.runs),
      })),
    prevent: ({ target }) => ({
      words:
        "Have the writer replace a date instead of appending to it; until then let a surplus turn the morning's run red.",
      yaml: null,
      line: command(target, "validate", { "fail-on": "P1" }),
    }),
    repair: () => [
      "Rebuild the dates. If the surplus comes back, the source itself is doubled: ask its owner before running again.",
    ],
  },
  "upstream-changed": {
    way: "run",
    first: "run",
    why: () =>
      "What these were computed from has changed since; computing them again is all it takes.",
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
    repair: () => ["Rebuild them after every upstream is as it should be."],
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
      words: "Let such a difference turn the morning's run red.",
      yaml: null,
      line: command(target, "validate", { "fail-on": "P1" }),
    }),
    repair: () => ["Fetch the source that is wrong again; if it is the schedule, refresh that."],
  },
  cascade: {
    way: "run",
    first: "run",
    why: (place) =>
      `It follows from ${upstreamsOf(place).join(", ")}; with that there, it can be computed.`,
    confirm: (place) =>
      place.grid.tables
        .filter(({ id }) => upstreamsOf(place).includes(id))
        .slice(0, 2)
        .map((table) => ({
          says: `${table.id} has no or too few rows on these dates`,
          language: "sql",
          text: rowsByDate(table, place.group.runs),
        })),
    prevent: (place) => ({
      words: "Let the gate stand before the job that reads them.",
      yaml: null,
      line: command(place.target, "gate", { tables: upstreamsOf(place).join(",") }),
    }),
    repair: (place) => [
      `Repair ${upstreamsOf(place).join(", ")} first, or add --with-upstream: a cell whose upstream is missing is not run.`,
    ],
  },
  "source-outage": {
    way: "run",
    first: "run",
    why: () =>
      "The games were played, as the other source shows: this one can be fetched again. The canary shows whether it answers now.",
    confirm: ({ grid, group, tables }) =>
      [...tables, ...otherSources({ grid, group })].slice(0, 2).map((table) => ({
        says: group.tables.includes(table.id)
          ? "nothing comes back, or fewer games than the other source has"
          : "every game of these dates comes back",
        language: "sql",
        text: rowsByDate(table, group.runs),
      })),
    prevent: (place) => ({
      words:
        "A day without it should be seen the next morning and not after weeks: let it fail, and fetch the newest days again daily.",
      yaml: missingDatesYaml(place.group.tables[0] ?? ""),
      line: dailyLine(place, 3),
    }),
    repair: (place) => [
      `Fetch the dates again from ${ownersOf(place)}. If the source answers 403 for single games only, it withholds them: excuse those, and do not try again.`,
    ],
  },
  "phase-failure": {
    way: "run",
    first: "run",
    why: () =>
      "Everything it reads is there, so that the job alone failed: running it again shows why, if it fails again.",
    confirm: ({ group, target }) => [
      {
        says: "the cells are planned, and nothing blocks them",
        language: "sh",
        text: command(target, "plan", {
          tables: group.tables.join(","),
          dates: dateListOf(group.runs),
        }),
      },
    ],
    prevent: (place) => ({
      words: "Look daily at what is past its grace and repair it.",
      yaml: null,
      line: dailyLine(place, 7),
    }),
    repair: (place) => [
      `If a date fails again, the log of ${ownersOf(place)} of that date says why; the other dates go on.`,
    ],
  },
  scattered: {
    way: "run",
    first: "look",
    why: () => "The dates have no shape in common: a run would hide the cause and may not last.",
    confirm: ({ group, target }) => [
      {
        says: "which layer falls short first on these dates",
        language: "sh",
        text: command(target, "completeness", {
          start: group.dates[0] ?? "",
          end: group.dates.at(-1) ?? "",
        }),
      },
    ],
    prevent: () => ({
      words: "Cannot be said before the cause is known.",
      yaml: null,
      line: null,
    }),
    repair: () => ["Take one date, find what its job logged, and only then run the rest."],
  },
} satisfies Record<string, KindAdvice>;

const isEmpty = (table: Place["tables"][number], range: Place["grid"]["range"]) => ({
  says: "row_count is 0",
  language: "sql" as const,
  text: anyRows(table, [range]),
});

const PRODUCERS = {
  recorded: "the recorded files",
  sql: "the SQL models",
  command: "the declared command",
};

/** Who fills the tables, as declared for the environment. */
export function ownersOf({ tables, target }: Pick<Place, "tables" | "target">): string {
  const owners = tables.flatMap((table) => {
    const producer = producerIn(target, table);
    if (producer === undefined) return [];
    return [producer.kind === "service" ? producer.owner : PRODUCERS[producer.kind]];
  });
  return [...new Set(owners)].join(" and ") || "whoever fills it";
}

/** Tables of the same date that the group is computed from and that are missing or short there. */
function upstreamsOf({ grid, group, tables }: Place): string[] {
  const dates = new Set(group.dates);
  const ids = tables.flatMap(({ upstream }) =>
    upstream.filter(({ window }) => window.to === 0).map(({ table }) => table),
  );
  return [...new Set(ids)].filter((id) =>
    columnOf(grid, id).some(
      ({ date, state }) => dates.has(date) && (state === "missing" || state === "partial"),
    ),
  );
}

/** The other tables that count the same games. */
function otherSources({ grid, group }: Pick<Place, "grid" | "group">) {
  const stage = grid.pipeline.score.stages.find(({ kind }) => kind === "games");
  const ids = stage?.kind === "games" ? stage.tables : [];
  return grid.tables.filter(({ id }) => ids.includes(id) && !group.tables.includes(id));
}
