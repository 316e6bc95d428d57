import { gamesBehind } from "../../findings/behind.ts";
import type { Grid } from "../../grid/grid.ts";
import { tableIn } from "../../pipeline/readings.ts";
import { gamesCalendar } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { type CauseGroup, dateListOf } from "./group.ts";
import { command, isCallable, producerIn, type Target } from "./target.ts";

/** What would show that the cause is the right one. */
export type Check = {
  /** What the answer is if the cause is right. */
  readonly says: string;
  readonly language: "sql" | "sh";
  readonly text: string;
};

/** How it does not come back: a piece of pipeline.yaml, a command with a switch that exists, or both. */
export type Prevention = {
  readonly words: string;
  readonly yaml: string | null;
  readonly line: string | null;
};

/**
 * How the cells come to be as they should. run: a backfill writes them. refresh: the schedule is fetched again, and what
 * nobody played is expected no longer. remove: misplaced rows are taken out, and where they lack their dates are filled. wait: they fill by themselves. declare: the declaration is corrected. ask: rows
 * are there, but somebody else has to make them. never: a row cannot be recreated after the fact.
 */
export const REPAIR_WAYS = ["run", "refresh", "remove", "wait", "declare", "ask", "never"] as const;
export type RepairWay = (typeof REPAIR_WAYS)[number];

/** Where advice is asked for. */
export type Place = {
  readonly grid: Grid;
  readonly group: CauseGroup;
  readonly tables: readonly TableConfig[];
  readonly target: Target;
};

/** What is known about one kind of cause. */
export type KindAdvice = {
  readonly way: RepairWay;
  /** Before a run: go, or look at the cause first. `why` gives the reason in a sentence. */
  readonly first: "run" | "look";
  why(place: Place): string;
  confirm(place: Place): readonly Check[];
  prevent(place: Place): Prevention;
  /** What the repair takes and what may go wrong, in sentences. */
  repair(place: Place): readonly string[];
  /** The command that repairs the group alone, where it is not the backfill of its cells. */
  line?(place: Place): string | null;
};

/** The declared schedule and its table; a grid from a CSV, or of every day, does not have it. */
export function scheduleOf({ grid, target }: Pick<Place, "grid" | "target">) {
  const calendar = gamesCalendar(grid.pipeline);
  const isSchedule = ({ id }: TableConfig) => id === calendar?.table;
  // As the environment has it, where it has one.
  const declared = grid.pipeline.tables.find(isSchedule);
  const table =
    grid.tables.find(isSchedule) ??
    (declared && tableIn(grid.pipeline, declared, target.environment));
  return calendar === undefined || table === undefined ? undefined : { calendar, table };
}

/** What to run every morning: a repair of the newest days, or where nothing can be run from here, a look that turns red. */
export const dailyLine = ({ tables, target }: Place, days: number): string =>
  tables.some((table) => isCallable(target, table))
    ? command(target, "recent", { days: String(days) })
    : redFromP1({ target });

/**
 * Game ids that the group's cells lack, by the tables that count games, without those that were only not computed: nobody
 * is to excuse these. Empty where games are not known by id.
 */
export const missingGamesOf = ({ grid, group }: Place): string[] =>
  [
    ...new Set(
      group.cells.flatMap((cell) => {
        const behind = new Set(gamesBehind(grid, cell));
        return cell.missingGames.filter((game) => !behind.has(game));
      }),
    ),
  ].sort();

const PRODUCERS = {
  recorded: "the recorded files",
  sql: "the SQL models",
  command: "the declared command",
  scraper: "the declared scraper",
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

/** The command that turns the morning's run red from P1 on. */
export const redFromP1 = ({ target }: Pick<Place, "target">): string =>
  command(target, "validate", { "fail-on": "P1" });

/** The command that fetches the schedule of the group's dates again; null where it cannot be fetched from here. */
export const refreshLine = (
  place: Pick<Place, "grid" | "group" | "target">,
  also: readonly string[] = [],
): string | null => {
  const schedule = scheduleOf(place);
  return schedule === undefined || !isCallable(place.target, schedule.table)
    ? null
    : command(place.target, "backfill", {
        tables: [schedule.table.id, ...also].join(","),
        dates: dateListOf(place.group.runs),
      });
};
