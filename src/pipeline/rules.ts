import { type CivilDate, daysBetween } from "../dates/civil-date.ts";
import { lastEndedDay } from "../dates/instant.ts";
import { type DateRange, dateRange } from "../dates/range.ts";
import { UserError } from "../errors.ts";
import { tableIn } from "./readings.ts";
import type { Environment } from "./schema/environments.ts";
import type { Producer } from "./schema/producers.ts";
import type { PipelineConfig, ScheduleCalendar, TableConfig, Waiver } from "./schema.ts";

/** Rows that a repair replaced are kept for so many days, for an undo. */
export const KEEP_DAYS = 7;

export type WarmUpPolicy = PipelineConfig["warmUp"]["policy"];

/** How a schedule says which dates have games; undefined where every day is a date. */
export function gamesCalendar({ calendar }: PipelineConfig): ScheduleCalendar | undefined {
  return calendar.kind === "daily" ? undefined : calendar;
}

/** The declared season of a date and its day in it (opening night is 0); undefined between seasons. */
export function seasonOf(pipeline: PipelineConfig, date: CivilDate) {
  const season = pipeline.seasons.find(({ opens, closes }) => date >= opens && date <= closes);
  return season && { season: season.id, seasonDay: daysBetween(season.opens, date) };
}

/** The whole declared range: from the first opening night to the newest day that has ended at `asOf`. */
export function declaredRange(pipeline: PipelineConfig, asOf: Date): DateRange {
  const opens = pipeline.seasons[0]?.opens as CivilDate;
  const ended = lastEndedDay(asOf, pipeline.timeZone);
  const closes = pipeline.seasons.at(-1)?.closes as CivilDate;
  const last = ended < closes ? ended : closes;
  if (last < opens)
    throw new UserError(`As of ${asOf.toISOString()} no declared season has begun (${opens}).`);
  return dateRange(opens, last);
}

export function environmentOf(pipeline: PipelineConfig, name: string): Environment {
  const environment = pipeline.environments[name];
  if (environment === undefined)
    throw new UserError(
      `There is no environment "${name}"; declared are ${Object.keys(pipeline.environments).join(", ")}.`,
    );
  return environment;
}

/** How many dates repairs may write in 24 hours without an approval: what the workflow allows, up to what is declared. */
export const dailyDatesIn = (pipeline: PipelineConfig, name: string, allowed: number): number =>
  Math.min(allowed, environmentOf(pipeline, name).dailyDates ?? allowed);

/** The tables that somebody fills in this environment, as it has them; the others are not part of it. */
export function tablesOf(pipeline: PipelineConfig, environment: string): readonly TableConfig[] {
  const known = TABLES.get(pipeline) ?? new Map<string, readonly TableConfig[]>();
  TABLES.set(pipeline, known);
  const found = known.get(environment);
  if (found !== undefined) return found;
  const tables = pipeline.tables
    .filter(({ producers }) => producers[environment] !== undefined)
    .map((table) => tableIn(pipeline, table, environment));
  known.set(environment, tables);
  return tables;
}

/** The same tables for the same pipeline: they are keys of maps. */
const TABLES = new WeakMap<PipelineConfig, Map<string, readonly TableConfig[]>>();

export function producerOf(table: TableConfig, environment: string): Producer {
  const producer = table.producers[environment];
  if (producer === undefined)
    throw new UserError(`Nobody is declared to fill ${table.id} in ${environment}.`);
  return producer;
}

/** Waivers in force at `asOf` for a table: an expired one has no effect. The last day is included, in UTC. */
export function waiversFor(
  pipeline: PipelineConfig,
  table: TableConfig,
  environment: string,
  asOf: Date,
): readonly Waiver[] {
  const today = asOf.toISOString().slice(0, 10);
  return pipeline.waivers.filter(
    ({ tables, environments, expires }) =>
      tables.includes(table.id) &&
      (environments?.includes(environment) ?? true) &&
      expires >= today,
  );
}

/** The tables of the phases that training needs, shadows left out: the set behind `phase4_completion`. */
export function trainingTables(
  pipeline: PipelineConfig,
  environment: string,
): readonly TableConfig[] {
  const phases = new Set(
    pipeline.phases.filter(({ requiredForTraining }) => requiredForTraining).map(({ id }) => id),
  );
  return tablesOf(pipeline, environment).filter(
    ({ phase, shadow }) => phases.has(phase) && !shadow,
  );
}

/** The column that names a row's game; undefined for a table whose rows are not about a game. */
export const gameColumnOf = ({ gameColumn, full }: TableConfig): string | undefined =>
  gameColumn ?? (typeof full === "object" && "games" in full ? full.games.column : undefined);

/** The column that says where a game was moved to; null where the table's old listings are not read. */
export const movedColumn = (
  { columns: { movedTo } }: ScheduleCalendar,
  { reading }: TableConfig,
): string | null =>
  movedTo !== undefined && reading?.outputs.some(({ name }) => name === movedTo) === true
    ? movedTo
    : null;

/** Whether nobody but this tool writes the table, as declared: a service writes when it likes. */
export const writtenHere = (table: TableConfig, environment: string): boolean =>
  producerOf(table, environment).kind !== "service";

/** The tables that training needs, and all that these are computed from. */
export function trainingLineage(
  pipeline: PipelineConfig,
  environment: string,
): ReadonlySet<string> {
  const tables = new Map(tablesOf(pipeline, environment).map((table) => [table.id, table]));
  const found = new Set(trainingTables(pipeline, environment).map(({ id }) => id));
  for (const id of found)
    for (const { table } of tables.get(id)?.upstream ?? []) if (tables.has(table)) found.add(table);
  return found;
}

/** A CSV does not say where it comes from: the first declared environment whose schedule is no recording. */
export function warehouseBehindCsv(pipeline: PipelineConfig): string {
  const names = Object.keys(pipeline.environments);
  const growing = names.find((name) => {
    const kinds = pipeline.tables.flatMap(({ producers }) => producers[name]?.kind ?? []);
    return kinds.length > 0 && !kinds.includes("recorded");
  });
  return growing ?? names[0] ?? "";
}
