import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";

// Pieces of pipeline.yaml. Each stands under its top-level key, as it is to be added to what is there under that key.
// Text from outside is written as JSON strings, which YAML reads as they are meant.

const flow = (items: readonly string[]): string => `[${items.join(", ")}]`;

/** An excuse with an end: nothing is expected of these games or dates in these tables until `expires`. */
export function waiverYaml(waiver: {
  readonly games?: readonly string[];
  readonly dates?: readonly CivilDate[];
  readonly tables: readonly string[];
  readonly environment: string;
  readonly reason: string;
  readonly expires: CivilDate;
}): string {
  const { games, dates, tables, environment, reason, expires } = waiver;
  return [
    "waivers:",
    games === undefined
      ? `  - dates: ${flow(dates ?? [])}`
      : `  - games: ${flow(games.map((game) => JSON.stringify(game)))}`,
    `    tables: ${flow(tables)}`,
    `    environments: ${flow([environment])}`,
    `    reason: ${JSON.stringify(reason)}`,
    `    expires: ${expires}`,
  ].join("\n");
}

/** The warm-up as it is declared, with its cells expected to be absent. */
export const warmUpExpectedYaml = ({ warmUp }: PipelineConfig): string =>
  [
    "warmUp:",
    `  days: ${warmUp.days}`,
    "  policy: expected",
    `  tables: ${flow(warmUp.tables)}`,
  ].join("\n");

/** A criterion that fails as soon as a table has no row on a date. */
export const missingDatesYaml = (table: string): string =>
  [
    "criteria:",
    `  - { id: ${table}_every_date, title: dates without ${table}, metric: missing_dates, table: ${table}, below: 1, after: all }`,
  ].join("\n");

/** A season to declare, from what is known of it. */
export function undeclaredYaml(
  { seasons }: PipelineConfig,
  { first, last }: { readonly first: CivilDate; readonly last: CivilDate },
): string {
  const year = Number(first.slice(0, 4));
  const isLong = seasons.some(({ id }) => /^\d{4}-\d{2}$/.test(id));
  const id = isLong ? `${year}-${String((year + 1) % 100).padStart(2, "0")}` : `s-${first}`;
  return ["seasons:", `  - { id: ${id}, opens: ${first}, closes: ${last} }`].join("\n");
}

export const graceYaml = (hours: number): string => `graceHours: ${hours}`;

/** Keys for the entries of tables that are there already. */
export const tableKeysYaml = (
  tables: readonly string[],
  keys: readonly (readonly [string, string])[],
): string =>
  [
    "tables:",
    ...tables.flatMap((id) => [
      `  - id: ${id}`,
      ...keys.map(([key, value]) => `    ${key}: ${value}`),
    ]),
  ].join("\n");

/** The last day of an excuse that is given today. */
export const expiryOf = (asOf: Date, days: number): CivilDate =>
  addDays(asOf.toISOString().slice(0, 10) as CivilDate, days);
