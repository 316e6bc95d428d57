import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import type { DateRange } from "../../dates/range.ts";
import { countQuery, scheduleQuery } from "../../grid/observe/counts.ts";
import { coveredBy, outsideQuery, placementQuery } from "../../grid/observe/placement.ts";
import { COMPARED_DAYS, usualPer } from "../../grid/observe/usual.ts";
import { declaredRange, gamesCalendar } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import type { Params } from "../../warehouse/warehouse.ts";
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

/** Everything that is asked of a table, for pricing it. */
export const questionsOf = (
  { pipeline, range, asOf }: ObserveInput,
  tables: readonly TableConfig[],
  table: TableConfig,
): readonly { readonly table: TableConfig; readonly sql: string; readonly params: Params }[] => [
  { table, sql: countsQuery(pipeline, table), params: countParams(pipeline, table, range) },
  {
    table,
    sql: whereQuery(pipeline, tables, table),
    params: placementParams(pipeline, table, range, asOf),
  },
];

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
