import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import { endOfDay } from "../../dates/instant.ts";
import { gamesBehind } from "../../findings/behind.ts";
import { columnOf } from "../../grid/grid.ts";
import { expiryOf, graceYaml, waiverYaml } from "../blocks/config.ts";
import { dateListOf } from "../blocks/group.ts";
import {
  dailyLine,
  type KindAdvice,
  missingGamesOf,
  type Place,
  refreshLine,
  scheduleOf,
} from "../blocks/kind.ts";
import { gamesWithoutRows } from "../blocks/sql.ts";
import { command, isCallable } from "../blocks/target.ts";

/** A game that was moved may still be played: its excuse ends soon. */
const EXCUSE_DAYS = 30;

/** Causes that make a date look short, most often one of the newest, though nothing failed. */
export const NEWEST_ADVICE = {
  "stale-schedule": {
    way: "refresh",
    first: "run",
    why: () =>
      "Two independent sources agree: the games were not played. Fetch the schedule again.",
    confirm: (place) => {
      const schedule = scheduleOf(place);
      const stage = place.grid.pipeline.score.stages.find(({ kind }) => kind === "games");
      const source = place.grid.tables.find(
        ({ id }) => stage?.kind === "games" && stage.tables.includes(id),
      );
      if (schedule === undefined || source === undefined) return [];
      return [
        {
          says: "the games come back without a final score, or with a status that says they were moved",
          language: "sql",
          text: gamesWithoutRows(schedule.calendar, schedule.table, source, place.group.runs),
        },
      ];
    },
    prevent: (place) => {
      const games = missingGamesOf(place);
      const { grid, target } = place;
      const statuses = scheduleOf(place)?.calendar.ignoreStatuses.join(", ") ?? "postponed";
      return {
        words: `Refresh the schedule after its dates, not only before: a game whose status is ${statuses} is expected no longer. Where the source of the schedule stays wrong, excuse the games for a month.`,
        yaml:
          games.length === 0
            ? null
            : waiverYaml({
                games,
                tables: tablesThatLack(place, games),
                environment: target.environment,
                reason:
                  "Not played on its date: the box score sources agree, and the schedule has no final score.",
                expires: expiryOf(grid.asOf, EXCUSE_DAYS),
              }),
        line: null,
      };
    },
    repair: () => [
      "Waiting does not help: no source will ever list these games on these dates.",
      "Refresh the schedule of these dates. If it still lists the games afterwards, excuse them for a while.",
    ],
    line: (place) => refreshLine(place, notComputed(place)),
  },
  "withheld-game": {
    way: "declare",
    first: "look",
    why: () =>
      "The source gives other games and refuses these: another run would be refused again. Excuse them for a month, and look again then.",
    confirm: ({ group, target }) => [
      {
        says: "the same games are refused, and others are given",
        language: "sh",
        text: command(target, "backfill", {
          tables: group.tables.join(","),
          dates: dateListOf(group.runs),
        }),
      },
    ],
    prevent: (place) => ({
      words:
        "Games that a source withholds cannot be had from it. An import of files that somebody else has, or an excuse with an end, closes the finding.",
      yaml: waiverYaml({
        games: missingGamesOf(place),
        tables: place.group.tables,
        environment: place.target.environment,
        reason: "Withheld by the source: it answers 403 for it while it gives other games.",
        expires: expiryOf(place.grid.asOf, EXCUSE_DAYS),
      }),
      line: null,
    }),
    repair: () => [
      "Put the excuse into the pipeline, or load the files with import gamebook where somebody has them.",
    ],
    line: () => null,
  },
  lag: {
    way: "wait",
    first: "look",
    why: (place) =>
      `Still within the grace, which ends at ${graceEnd(place)}: they may fill by themselves.`,
    confirm: ({ group, target }) => [
      {
        says: "more games than now, at each look",
        language: "sh",
        text: command(target, "completeness", spanOf(group.dates)),
      },
    ],
    prevent: (place) => ({
      words: `The grace is ${place.grid.pipeline.graceHours} hours. If sources regularly take longer, raise it; if they do not fill by themselves, run the command daily.`,
      yaml: graceYaml(place.grid.pipeline.graceHours),
      line: dailyLine(place, 3),
    }),
    repair: (place) => [`Wait until ${graceEnd(place)}, then look again and repair what is left.`],
    line: (place) =>
      place.tables.some((table) => isCallable(place.target, table))
        ? command(place.target, "recent", { days: recentDays(place) })
        : command(place.target, "completeness", spanOf(place.group.dates)),
  },
} satisfies Record<string, KindAdvice>;

/** Every table that lacks one of the games, not only those of one finding: the excuse must hold for all of them. */
function tablesThatLack({ grid, group }: Place, games: readonly string[]): string[] {
  const dates = new Set(group.dates);
  return grid.tables
    .filter(
      ({ id }) =>
        group.tables.includes(id) ||
        columnOf(grid, id).some(
          ({ date, missingGames }) =>
            dates.has(date) && missingGames.some((game) => games.includes(game)),
        ),
    )
    .map(({ id }) => id);
}

function spanOf(dates: readonly CivilDate[]): Record<string, string> {
  const [start, end] = [dates[0], dates.at(-1)];
  return start === undefined || end === undefined ? {} : { start, end };
}

/** When the newest date of the group is no longer given time. */
export function graceEnd({ grid, group }: Pick<Place, "grid" | "group">): string {
  const last = group.dates.at(-1) ?? grid.range.last;
  const ms = endOfDay(last, grid.pipeline.timeZone).getTime();
  const end = new Date(ms + grid.pipeline.graceHours * 3_600_000);
  return end.toISOString().replace(".000Z", "Z");
}

/** Enough calendar days back from the end of the grace to reach the group's first date. */
function recentDays(place: Place): string {
  const first = place.group.dates[0] ?? place.grid.range.last;
  const end = graceEnd(place).slice(0, 10) as CivilDate;
  let days = 1;
  while (addDays(end, -days) > first) days += 1;
  return String(days);
}

/** Tables that lack games which their sources have. */
const notComputed = ({ grid, group }: Place): string[] => [
  ...new Set(
    group.cells.filter((cell) => gamesBehind(grid, cell).length > 0).map(({ table }) => table),
  ),
];
