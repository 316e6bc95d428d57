import type { CivilDate } from "../../dates/civil-date.ts";
import { type DateList, printDateList } from "../../dates/list.ts";
import { inRange } from "../../dates/range.ts";
import { NoGamesError, UserError } from "../../errors.ts";
import { topologicalOrder } from "../../pipeline/graph.ts";
import { environmentOf, gamesCalendar, producerOf, tablesOf } from "../../pipeline/rules.ts";
import type { PipelineConfig, ScheduleCalendar, TableConfig } from "../../pipeline/schema.ts";
import { readModel, readSql } from "../../producers/port/sql-file.ts";
import type { RowSource } from "../../warehouse/warehouse.ts";
import type { Scenario } from "./scenario.ts";

/** What is loaded, whatever engine it goes to. */
export type SampleInput = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly scenario: Scenario;
  /** Only these dates of every table; all that are recorded where not given. */
  readonly dates?: DateList | undefined;
  /** Where `sample/` and `pipeline/` are. */
  readonly root: string;
};

export type LoadedTable = { readonly table: string; readonly rows: number };

/** The environment's tables, upstreams first. Throws a UserError where the environment is not for this. */
export function sampleTables({ pipeline, environment }: SampleInput): readonly TableConfig[] {
  if (environmentOf(pipeline, environment).destructive)
    throw new UserError(
      `Environment ${environment} is declared destructive: others use its data, and the sample is never written over it. Name an environment of your own, such as one that is like: sample.`,
    );
  const graph = topologicalOrder(tablesOf(pipeline, environment));
  if ("cycle" in graph) throw new Error("A checked pipeline has no cycle.");
  if (graph.order.length === 0)
    throw new UserError(`Environment ${environment} has no table that anybody fills.`);
  return graph.order;
}

/** What fills the table: SQL over recorded files, or a model. */
export async function sourceOf(
  { pipeline, environment, root }: SampleInput,
  table: TableConfig,
): Promise<Extract<RowSource, { readonly sql: string }>> {
  const producer = producerOf(table, environment);
  if (producer.kind !== "sql" && producer.kind !== "recorded")
    throw new UserError(
      `${table.id} is not filled from files here; the sample is built from recorded sources and models.`,
    );
  const { kind, file } = producer;
  return kind === "sql"
    ? { kind: "select", sql: await readModel({ pipeline, environment, root }, table, file) }
    : { kind, sql: await readSql(root, file) };
}

/** The table that lists the games, and how. */
export function scheduleOf({ pipeline, environment }: SampleInput): {
  readonly calendar: ScheduleCalendar;
  readonly schedule: TableConfig;
} {
  const calendar = gamesCalendar(pipeline);
  const schedule = tablesOf(pipeline, environment).find(({ id }) => id === calendar?.table);
  if (calendar === undefined || schedule === undefined)
    throw new UserError("The sample's dates come from a schedule; declare one as the calendar.");
  return { calendar, schedule };
}

/** SELECT of d, the dates with a game that counts, from a schedule under this name. */
export function gameDatesSql(input: SampleInput, name: string): string {
  const { calendar, schedule } = scheduleOf(input);
  const excluded = calendar.exclude.map(({ game }) => literal(game)).join(", ") || "''";
  return `SELECT DISTINCT \`${schedule.dateColumn}\` AS d FROM \`${name}\`
     WHERE \`${calendar.columns.game}\` NOT IN (${excluded}) ORDER BY d`;
}

export const isAsked = ({ dates }: SampleInput, date: CivilDate): boolean =>
  dates === undefined || dates.some((range) => inRange(date, range));

/** Throws a UserError where nothing is left to load. */
export function someOf(input: SampleInput, dates: readonly CivilDate[]): readonly CivilDate[] {
  const asked = dates.filter((date) => isAsked(input, date));
  if (asked.length === 0)
    throw new NoGamesError(
      `No game is recorded on ${printDateList(input.dates ?? [])}; the recorded games are from ${dates[0]} to ${dates.at(-1)}.`,
    );
  return asked;
}

/** The cells that the scenario empties, by table, of the asked dates alone. */
export function emptied(input: SampleInput): ReadonlyMap<TableConfig, readonly CivilDate[]> {
  const dates = new Map<TableConfig, CivilDate[]>();
  for (const entry of input.scenario.empty)
    for (const id of entry.tables) {
      const table = tablesOf(input.pipeline, input.environment).find((one) => one.id === id);
      if (table === undefined)
        throw new UserError(`The scenario empties "${id}", which the pipeline does not declare.`);
      const own = entry.dates.filter((date) => isAsked(input, date));
      if (own.length > 0) dates.set(table, [...(dates.get(table) ?? []), ...own]);
    }
  return dates;
}

/** The scenario's games that nobody played, as one SELECT each with the date as a date, by date. */
export function phantomGames(input: SampleInput): ReadonlyMap<CivilDate, readonly string[]> {
  const { dateColumn } = scheduleOf(input).schedule;
  const games = input.scenario.phantomGames.filter(({ game_date }) => isAsked(input, game_date));
  const sql = (game: (typeof games)[number]) =>
    `SELECT ${Object.entries(game)
      .map(([name, value]) => {
        const text = typeof value === "number" ? `${value}` : literal(value);
        return `${name === dateColumn ? "DATE " : ""}${text} AS ${name}`;
      })
      .join(", ")}`;
  const byDate = Map.groupBy(games, ({ game_date }) => game_date);
  return new Map([...byDate].map(([date, own]) => [date, own.map(sql)]));
}

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
