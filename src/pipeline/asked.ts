import { nearest } from "../commands/nearest.ts";
import { addDays, type CivilDate } from "../dates/civil-date.ts";
import type { DateList } from "../dates/list.ts";
import { UserError } from "../errors.ts";
import { environmentOf, tablesOf } from "./rules.ts";
import type { PipelineConfig, TableConfig } from "./schema.ts";

/** What a person names on a command line, as far as the declaration alone can check it. */
export type Asked = {
  /** Ids. */
  readonly tables?: readonly string[] | undefined;
  /** Pipeline phases, by number. */
  readonly phases?: readonly number[] | undefined;
  readonly dates?: DateList | undefined;
};

/** Throws a UserError for a name that nobody declares, and for dates far from every season: before anything is opened. */
export function checkAsked(pipeline: PipelineConfig, environment: string, asked: Asked): void {
  environmentOf(pipeline, environment);
  const tables = tablesOf(pipeline, environment);
  for (const table of asked.tables ?? [])
    if (!tables.some(({ id }) => id === table)) throw noTable(tables, environment, table);
  const numbers = pipeline.phases.map(({ number }) => number);
  for (const phase of asked.phases ?? [])
    if (!numbers.includes(phase))
      throw new UserError(`There is no phase ${phase}; there are ${numbers.join(", ")}.`);
  checkReach(
    pipeline,
    (asked.dates ?? []).flatMap(({ first, last }) => [first, last]),
  );
}

/** A name that nobody declares: the id that was probably meant, by its letters or by the table's own name, and all ids. */
export function noTable(
  tables: readonly TableConfig[],
  environment: string,
  typed: string,
): UserError {
  const ids = tables.map(({ id }) => id);
  const byName = tables.find(({ name }) => name === typed || name.split(".")[1] === typed)?.id;
  const meant = byName ?? nearest(typed, ids);
  const there = `there are ${ids.join(", ")}`;
  return new UserError(
    `There is no table "${typed}" in ${environment}; ${meant === undefined ? there : `did you mean ${meant}? In all ${there}`}.`,
  );
}

/** No data of a pipeline is so old, and a range of centuries would fill the memory with days. */
const MOST_YEARS = 20;
const DAYS_A_YEAR = 365.25;

/** Throws a UserError for a date that is so far from every declared season that it is a slip. */
export function checkReach({ seasons }: PipelineConfig, dates: readonly CivilDate[]): void {
  const [first, last] = [seasons[0], seasons.at(-1)];
  if (first === undefined || last === undefined) return;
  const reach = Math.floor(MOST_YEARS * DAYS_A_YEAR);
  const [from, to] = [addDays(first.opens, -reach), addDays(last.closes, reach)];
  const far = dates.find((date) => date < from || date > to);
  if (far === undefined) return;
  const declared = seasons.map(({ id, opens, closes }) => `${id} (${opens} to ${closes})`);
  throw new UserError(
    `${far} is more than ${MOST_YEARS} years from every declared season; declared are ${declared.join(", ")}. Name dates within them.`,
  );
}
