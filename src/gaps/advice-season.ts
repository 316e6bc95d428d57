import { addDays, type CivilDate } from "../dates/civil-date.ts";
import { endOfDay } from "../dates/instant.ts";
import { columnOf, isPresent } from "../health/grid.ts";
import { expiryOf, graceYaml, waiverYaml, warmUpExpectedYaml } from "./advice-config.ts";
import { dateListOf } from "./advice-group.ts";
import {
  dailyLine,
  type KindAdvice,
  missingGamesOf,
  type Place,
  scheduleOf,
} from "./advice-kind.ts";
import { firstDateWithRows, gamesWithoutRows, rowsByDate } from "./advice-sql.ts";
import { command, isCallable, skipsWarmUp } from "./advice-target.ts";
import type { Run } from "./runs.ts";

const LOOK_DAYS = 60;
/** More dates than that are not excused one by one. */
const MOST_EXCUSED = 60;
/** An excuse for a game that may still be played elsewhere must end soon; one for a season's start may last it out. */
const SHORT_EXCUSE_DAYS = 30;
const LONG_EXCUSE_DAYS = 365;

/** Causes that have to do with where a date lies: at the season's start, or at the newest end. */
export const SEASON_ADVICE = {
  "warm-up": {
    way: "run",
    first: "run",
    why: ({ target, tables }) =>
      skipsWarmUp(target, tables)
        ? "The cause is known: it is by design and no outage. With --include-warm-up the same producers fill these days."
        : "The cause is known: it is by design and no outage. The producers of this environment do not skip these days.",
    confirm: (place) => [
      ...place.group.runs.slice(0, 3).flatMap((run) => firstRows(place, run)),
      ...(skipsWarmUp(place.target, place.tables)
        ? [
            {
              says: "every cell is listed as refused by the rule warm-up",
              language: "sh" as const,
              text: command(place.target, "plan", { "plan-phase": "1" }),
            },
          ]
        : []),
    ],
    prevent: ({ grid, target }) => ({
      words:
        "If models can do without these days, declare that nothing is expected of them; then they are no gap next season either. The command shows the effect before anything is edited. If models need them, repair them once each season, when the warm-up is over.",
      yaml: warmUpExpectedYaml(grid.pipeline),
      line: command(target, "validate", { policy: "expected" }),
    }),
    repair: ({ grid, group, target, tables }) => [
      skipsWarmUp(target, tables)
        ? `In ${target.environment} the producers skip days 0 to ${grid.pipeline.warmUp.days - 1} on purpose and report success all the same: without --include-warm-up a run changes nothing.`
        : `--include-warm-up is not needed in ${target.environment}: no producer there is declared to skip these days.`,
      `The earliest of the ${group.dates.length} dates have few games behind them: their rows exist, and the features that need history are empty.`,
    ],
  },
  "warm-up-tail": {
    way: "run",
    first: "run",
    why: () => "The cause is known: the warm-up's tail, by design.",
    confirm: ({ group, tables }) =>
      tables.slice(0, 2).map((table) => ({
        says: `${table.id} has no or few rows at first and fills up towards ${group.dates.at(-1)}`,
        language: "sql",
        text: rowsByDate(table, group.runs),
      })),
    prevent: ({ grid, group, target }) => ({
      words: "If these dates may stay as they are, excuse them, with an end.",
      yaml:
        group.dates.length > MOST_EXCUSED
          ? null
          : waiverYaml({
              dates: group.dates,
              tables: group.tables,
              environment: target.environment,
              reason: "Tail of the season's warm-up: these tables need games behind them.",
              expires: expiryOf(grid.asOf, LONG_EXCUSE_DAYS),
            }),
      line: null,
    }),
    repair: ({ target, tables }) => [
      skipsWarmUp(target, tables)
        ? "Producers that ask for a number of games behind a date may leave the same rows out again. The canary shows it: if its dates do not change, stop and excuse them instead."
        : "The models of this environment ask for no number of games: a run fills these dates.",
    ],
  },
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
                expires: expiryOf(grid.asOf, SHORT_EXCUSE_DAYS),
              }),
        line: null,
      };
    },
    repair: () => [
      "Waiting does not help: no source will ever list these games on these dates.",
      "Refresh the schedule of these dates. If it still lists the games afterwards, excuse them for a while.",
    ],
    line: (place) => {
      const schedule = scheduleOf(place);
      return schedule === undefined || !isCallable(place.target, schedule.table)
        ? null
        : command(place.target, "backfill", {
            tables: schedule.table.id,
            dates: dateListOf(place.group.runs),
          });
    },
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

function firstRows({ grid, tables }: Place, run: Run) {
  const day = grid.days.find(({ date }) => date === run.first);
  const season = grid.pipeline.seasons.find(({ id }) => id === day?.season);
  if (season === undefined) return [];
  const firsts = tables.flatMap((table) => {
    const later = columnOf(grid, table.id).find(
      (cell) => cell.date >= season.opens && cell.date <= season.closes && isPresent(cell),
    );
    return later === undefined ? [] : [{ table, date: later.date }];
  });
  const [earliest] = firsts.sort((a, b) => (a.date < b.date ? -1 : 1));
  const table = earliest?.table ?? tables[0];
  if (table === undefined) return [];
  return [
    {
      says:
        earliest === undefined
          ? `season ${season.id}: first_date is empty`
          : `season ${season.id}: first_date is ${earliest.date}, the first game date after day ${grid.pipeline.warmUp.days - 1}`,
      language: "sql" as const,
      text: firstDateWithRows(table, season.opens, LOOK_DAYS),
    },
  ];
}

/** Every table that lacks one of the games, not only those of one finding: the excuse must hold for all of them. */
const tablesThatLack = ({ grid, group }: Place, games: readonly string[]): string[] =>
  grid.tables
    .filter(({ id }) =>
      columnOf(grid, id).some(
        ({ date, missingGames }) =>
          group.dates.includes(date) && missingGames.some((game) => games.includes(game)),
      ),
    )
    .map(({ id }) => id);

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
