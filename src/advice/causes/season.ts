import type { Run } from "../../findings/runs.ts";
import { columnOf, isPresent } from "../../grid/grid.ts";
import { expiryOf, waiverYaml, warmUpExpectedYaml } from "../blocks/config.ts";
import type { KindAdvice, Place } from "../blocks/kind.ts";
import { firstDateWithRows, rowsByDate } from "../blocks/sql.ts";
import { command, firstDaysIn } from "../blocks/target.ts";

const WHO_FILLS = {
  filled: "The producers of this environment do not skip these days.",
  "on request": "With --include-warm-up the same producers fill these days.",
  never: "The producers of this environment skip these days, and nothing makes them fill these.",
} as const;

const EXPECT_OR_COMPUTE =
  "There are two ways. Expect these dates to be absent, by the rule below in a pull request: they are then no gap, next season either. Or compute them by SQL models into a dataset of your own and let the reading of the table take both (docs/how-to/first-days.md).";

const LOOK_DAYS = 60;
/** More dates than that are not excused one by one. */
const MOST_EXCUSED = 60;
/** An excuse for a season's start may last the next one out. */
const EXCUSE_DAYS = 365;

/** Causes that have to do with the start of a season. */
export const SEASON_ADVICE = {
  "warm-up": {
    way: "run",
    first: "run",
    why: ({ target, tables }) =>
      `The cause is known: it is by design and no outage. ${WHO_FILLS[firstDaysIn(target, tables)]}`,
    confirm: (place) => [
      ...place.group.runs.slice(0, 3).flatMap((run) => firstRows(place, run)),
      ...(firstDaysIn(place.target, place.tables) !== "filled"
        ? [
            {
              says: "every cell is listed as refused by the rule warm-up",
              language: "sh" as const,
              text: command(place.target, "plan", { "plan-phase": "1" }),
            },
          ]
        : []),
    ],
    prevent: ({ grid, target, tables }) => ({
      words:
        firstDaysIn(target, tables) === "never"
          ? EXPECT_OR_COMPUTE
          : "If models can do without these days, declare that nothing is expected of them; then they are no gap next season either. The command shows the effect before anything is edited. If models need them, repair them once each season, when the warm-up is over.",
      yaml: warmUpExpectedYaml(grid.pipeline),
      line: command(target, "validate", { policy: "expected" }),
    }),
    repair: ({ grid, group, target, tables }) =>
      firstDaysIn(target, tables) === "never"
        ? [
            `In ${target.environment} the producers skip days 0 to ${grid.pipeline.warmUp.days - 1} on purpose, report success all the same, and have no override. No backfill can fill these ${group.dates.length} dates, with --include-warm-up neither; plan refuses them.`,
            EXPECT_OR_COMPUTE,
          ]
        : [
            firstDaysIn(target, tables) === "on request"
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
              expires: expiryOf(grid.asOf, EXCUSE_DAYS),
            }),
      line: null,
    }),
    repair: ({ target, tables }) => [
      firstDaysIn(target, tables) !== "filled"
        ? "Producers that need a minimum number of earlier games may leave the same rows out again. The canary shows it: if its dates do not change, stop and excuse them instead."
        : "The models of this environment need no minimum number of games, so a run fills these dates.",
    ],
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
