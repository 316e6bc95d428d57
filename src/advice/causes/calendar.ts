import { undeclaredYaml } from "../blocks/config.ts";
import { type KindAdvice, type Place, redFromP1, refreshLine, scheduleOf } from "../blocks/kind.ts";
import { gamesOfDates, rowsByDate } from "../blocks/sql.ts";

/** What to do about a calendar that cannot be relied on. */
export const CALENDAR_ADVICE = {
  "schedule-stopped": {
    way: "refresh",
    first: "run",
    why: () => "Without a schedule, what is missing is not known. Fetch it again first.",
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
    line: refreshLine,
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
      words: "Fail the morning's run on a lost game, and load the schedule by whole dates.",
      yaml: null,
      line: redFromP1(place),
    }),
    repair: () => [
      "Fetch the schedule of these dates again before any other table of them is rebuilt.",
    ],
    line: refreshLine,
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
    why: () => "For information: these rows are older than every declared season.",
    confirm: () => [],
    prevent: () => ({
      words: "To validate them, declare their season.",
      yaml: null,
      line: null,
    }),
    repair: () => ["Nothing has to be done."],
    line: () => null,
  },
} satisfies Record<string, KindAdvice>;

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
