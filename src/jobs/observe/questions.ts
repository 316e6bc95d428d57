import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import type { DateRange } from "../../dates/range.ts";
import { compareQuery } from "../../grid/observe/compare.ts";
import { countQuery, scheduleQuery } from "../../grid/observe/counts.ts";
import { coveredBy, outsideQuery, placementQuery } from "../../grid/observe/placement.ts";
import { COMPARED_DAYS, usualPer } from "../../grid/observe/usual.ts";
import { declaredRange, gamesCalendar } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import type { Params } from "../../warehouse/warehouse.ts";
import type { Question } from "./again/piece.ts";
import type { ObserveInput } from "./input.ts";

/** The statement by which a table is counted. */
export function countsQuery(pipeline: PipelineConfig, table: TableConfig): string {
  const calendar = gamesCalendar(pipeline);
  return calendar?.table === table.id ? scheduleQuery(calendar, table) : countQuery(table);
}

/** The statement that says where its rows stand, and which keys it shares with what it covers. */
export function whereQuery(
  pipeline: PipelineConfig,
  tables: readonly TableConfig[],
  table: TableConfig,
): string {
  return gamesCalendar(pipeline)?.table === table.id
    ? outsideQuery(table)
    : placementQuery(table, coveredBy(tables, table));
}

export const rangeParams = ({ first, last }: DateRange): Params => ({
  first_date: { type: "DATE", value: first },
  last_date: { type: "DATE", value: last },
});

/** What a table's count reads: the range, the whole schedule, or some days more to compare with. */
export function countParams(
  pipeline: PipelineConfig,
  table: TableConfig,
  range: DateRange,
): Params {
  const opens = pipeline.seasons[0]?.opens ?? range.first;
  if (gamesCalendar(pipeline)?.table === table.id)
    return rangeParams({ first: opens < range.first ? opens : range.first, last: LAST_DAY });
  if (usualPer(pipeline, table) === null) return rangeParams(range);
  const earlier = addDays(range.first, -COMPARED_DAYS);
  const first = [earlier > opens ? earlier : opens, range.first].sort()[0] as CivilDate;
  return rangeParams({ ...range, first });
}

/** A schedule lists games that are still to come, and moved ones among them. A reading may look 300 days further. */
export const LAST_DAY = "9998-12-31" as CivilDate;

/** How many rows, where they stand, and whether two sources agree. */
export type What = "count" | "place" | "compare";

/** One question about a table, over the whole range. A table is compared only where it says with which. */
export function questionOf(
  { pipeline, range, asOf }: ObserveInput,
  tables: readonly TableConfig[],
  table: TableConfig,
  what: What,
): Question {
  switch (what) {
    case "count":
      return { sql: countsQuery(pipeline, table), params: countParams(pipeline, table, range) };
    case "place":
      return {
        sql: whereQuery(pipeline, tables, table),
        params: placementParams(pipeline, table, range, asOf),
      };
    case "compare": {
      const { compare } = table;
      const other = tables.find(({ id }) => id === compare?.with);
      if (compare === undefined || other === undefined)
        throw new Error(`${table.id} is compared with nothing.`);
      return { sql: compareQuery(table, other, compare), params: rangeParams(range) };
    }
  }
}

/** Everything that is asked of the tables, for pricing it. */
export function questionsOf(
  input: ObserveInput,
  tables: readonly TableConfig[],
): readonly (Question & { readonly table: string })[] {
  const ask = (what: What) => (table: TableConfig) => ({
    ...questionOf(input, tables, table, what),
    table: table.id,
  });
  return [
    ...tables.flatMap((table) => [ask("count")(table), ask("place")(table)]),
    ...(input.sources === true ? tables.filter(isCompared(tables)).map(ask("compare")) : []),
  ];
}

/** Whether a table says with which it is compared, and that one is there. */
export const isCompared =
  (tables: readonly TableConfig[]) =>
  ({ compare }: TableConfig): boolean =>
    compare !== undefined && tables.some(({ id }) => id === compare.with);

export function placementParams(
  pipeline: PipelineConfig,
  table: TableConfig,
  range: DateRange,
  asOf: Date,
): Params {
  const declared = declaredRange(pipeline, asOf);
  const ownRange = gamesCalendar(pipeline)?.table === table.id ? {} : rangeParams(range);
  return {
    ...ownRange,
    declared_first: { type: "DATE", value: declared.first },
    declared_last: { type: "DATE", value: declared.last },
  };
}
