import { addDays } from "../dates/civil-date.ts";
import { undeclaredYaml } from "./advice-config.ts";
import { dateListOf } from "./advice-group.ts";
import { type KindAdvice, ownersOf, type Place, scheduleOf } from "./advice-kind.ts";
import { gamesOfDates, rowsByDate } from "./advice-sql.ts";
import { command, isCallable } from "./advice-target.ts";

const P1_RED = (place: Place) => command(place.target, "validate", { "fail-on": "P1" });

const refresh = (place: Place): string | null => {
  const schedule = scheduleOf(place);
  return schedule === undefined || !isCallable(place.target, schedule.table)
    ? null
    : command(place.target, "backfill", {
        tables: schedule.table.id,
        dates: dateListOf(place.group.runs),
      });
};

/** Rebuilding a date replaces all of its rows; a date that nothing is due on has nothing to rebuild. */
const removeStrays = (place: Place): string | null =>
  place.tables.some((table) => table.rebuildable && isCallable(place.target, table))
    ? command(place.target, "backfill", {
        tables: place.group.tables.join(","),
        "remove-strays": true,
      })
    : null;

const misplacedAdvice = (why: string, prevention: string): KindAdvice => ({
  way: "remove",
  first: "look",
  why: () => why,
  confirm: (place) =>
    place.tables.map((table) => ({
      says: "rows on dates, or under games, that the schedule does not list",
      language: "sql" as const,
      text:
        place.group.dates.length === 0
          ? `SELECT COUNT(*) AS row_count FROM ${table.name} WHERE ${table.dateColumn} IS NULL`
          : gamesOfDates(table, place.group.runs),
    })),
  prevent: (place) => ({ words: prevention, yaml: null, line: P1_RED(place) }),
  repair: (place) => [
    "--remove-strays takes exactly the misplaced rows out. It keeps them for 7 days, and undo puts them back.",
    ...(lacking(place)
      ? ["The dates on which these rows are lacking are rebuilt by the same run."]
      : []),
  ],
  line: removeStrays,
});

const lacking = ({ group }: Place): boolean =>
  group.cells.some(({ state }) => state === "partial" || state === "missing");

/** What to do about a calendar that cannot be relied on, and about rows outside it. */
export const OUTSIDE_ADVICE = {
  "schedule-stopped": {
    way: "refresh",
    first: "run",
    why: () => "Without a schedule nobody knows what is missing. Fetch it again first.",
    confirm: (place) => {
      const schedule = scheduleOf(place);
      return schedule === undefined
        ? []
        : [
            {
              says: "no row comes back",
              language: "sql",
              text: rowsByDate(schedule.table, place.group.runs),
            },
          ];
    },
    prevent: (place) => ({
      words:
        "If there really were no games on these days, declare the break. If the season ended earlier, correct the day on which it closes.",
      yaml: breakYaml(place),
      line: null,
    }),
    repair: () => [
      "Fetch the schedule of these days. Days without games stay empty, and that is no failure.",
    ],
    line: refresh,
  },
  "schedule-lost": {
    way: "refresh",
    first: "run",
    why: () =>
      "Tables that do not read each other hold these games, so the schedule lost them. Nothing is removed on its word.",
    confirm: (place) => {
      const holders = new Set((place.grid.outside?.suspects ?? []).flatMap(({ tables }) => tables));
      return place.grid.tables
        .filter(({ id }) => holders.has(id))
        .slice(0, 2)
        .map((table) => ({
          says: "the games come back",
          language: "sql",
          text: gamesOfDates(table, place.group.runs),
        }));
    },
    prevent: (place) => ({
      words:
        "Let a lost game turn the morning's run red, and load the schedule by dates as a whole.",
      yaml: null,
      line: P1_RED(place),
    }),
    repair: () => [
      "Fetch the schedule of these dates again before any other table of them is rebuilt.",
    ],
    line: refresh,
  },
  "season-not-declared": {
    way: "declare",
    first: "look",
    why: () => "What is not declared is not validated, so no verdict covers it.",
    confirm: () => [],
    prevent: ({ grid }) => {
      const season = grid.outside?.undeclared ?? null;
      return {
        words: "Declare the season. Correct its first and last day, then validate again.",
        yaml: season === null ? null : undeclaredYaml(grid.pipeline, season),
        line: null,
      };
    },
    repair: () => ["Add the season to pipeline.yaml."],
    line: () => null,
  },
  "before-the-first-season": {
    way: "declare",
    first: "look",
    why: () => "For information: these rows are older than everything that is declared.",
    confirm: () => [],
    prevent: () => ({
      words: "If they are to be validated, declare their season.",
      yaml: null,
      line: null,
    }),
    repair: () => ["Nothing has to be done."],
    line: () => null,
  },
  "moved-game": misplacedAdvice(
    "The game was moved, and what was made of it before stays on the old date.",
    "Let whatever refreshes the schedule also rebuild the date that a game has left.",
  ),
  "wrong-day": misplacedAdvice(
    "The games belong to the day before: they were stored under the UTC date.",
    "Have the writer take the date from the schedule, or convert to the pipeline's time zone first.",
  ),
  "wrong-date": misplacedAdvice(
    "Nothing is due where these rows stand.",
    "Have the writer refuse rows whose date it was not asked for.",
  ),
  "foreign-game-ids": {
    ...misplacedAdvice(
      "The rows carry game ids that the schedule does not know, most often a second form of the same id.",
      "Have the writer use the schedule's ids.",
    ),
    way: "run",
    repair: () => [
      "Rebuild the dates: a rebuild replaces all of their rows. If the foreign ids come back, the writer has to be corrected first.",
    ],
    line: rebuild,
  },
  orphans: {
    way: "run",
    first: "run",
    why: () =>
      "The rows have no counterpart in what they are computed from; a rebuild leaves them out.",
    confirm: ({ group, tables }) =>
      tables.map((table) => ({
        says: "more rows than the table that it covers has keys",
        language: "sql",
        text: rowsByDate(table, group.runs),
      })),
    prevent: (place) => ({
      words: "Have the writer replace a date as a whole, so that rows of an earlier attempt go.",
      yaml: null,
      line: P1_RED(place),
    }),
    repair: () => ["Rebuild the dates."],
  },
  "lost-rows": {
    way: "run",
    first: "run",
    why: ({ tables }) =>
      tables.some(({ upstream }) => upstream.length > 0)
        ? "What they are computed from is there, so a rebuild brings the rows back."
        : "The source has the date, for a part of its rows is there. Fetching it again brings the others.",
    confirm: ({ group, tables }) =>
      tables.map((table) => ({
        says: "fewer rows than on the dates around",
        language: "sql",
        text: rowsByDate(table, [
          ...group.runs.slice(0, 1).map(({ first, last }) => ({
            first: addDays(first, -7),
            last: addDays(last, 7),
          })),
        ]),
      })),
    prevent: (place) => ({
      words: "Let a date with too few rows turn the morning's run red.",
      yaml: null,
      line: P1_RED(place),
    }),
    repair: (place) => [`Rebuild the dates. If they stay short, ask ${ownersOf(place)}.`],
  },
  "coverage-drop": {
    way: "ask",
    first: "look",
    why: () => "Rows are there for a part of what they should cover.",
    confirm: ({ group, tables }) =>
      tables.map((table) => ({
        says: "fewer rows than on the dates around",
        language: "sql",
        text: rowsByDate(table, group.runs),
      })),
    prevent: (place) => ({
      words: "Let the job that writes them fail when it covers less than it was given.",
      yaml: null,
      line: P1_RED(place),
    }),
    repair: (place) => [`Ask ${ownersOf(place)} why the others were left out.`],
  },
} satisfies Record<string, KindAdvice>;

function rebuild(place: Place): string | null {
  const own = place.tables.filter((table) => table.rebuildable && isCallable(place.target, table));
  return own.length === 0
    ? null
    : command(place.target, "backfill", {
        tables: own.map(({ id }) => id).join(","),
        dates: dateListOf(place.group.runs),
      });
}

function breakYaml({ group }: Place): string | null {
  const [first, last] = [group.runs[0]?.first, group.runs.at(-1)?.last];
  return first === undefined || last === undefined
    ? null
    : [
        "calendar:",
        "  breaks:",
        `    - { first: ${first}, last: ${last}, reason: "say why no game is played" }`,
      ].join("\n");
}
