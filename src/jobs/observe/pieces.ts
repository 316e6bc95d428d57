import { addDays } from "../../dates/civil-date.ts";
import type { DateRange } from "../../dates/range.ts";
import { compareQuery } from "../../grid/observe/compare.ts";
import {
  coveredBy,
  datedPlacement,
  looksForTwice,
  outsideQuery,
  wholePlacement,
} from "../../grid/observe/placement.ts";
import { declaredRange, gamesCalendar } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { boundsOf } from "../../pipeline/sql/read-from.ts";
import type { Params } from "../../warehouse/warehouse.ts";
import type { Piece, Question } from "./again/piece.ts";
import type { ObserveInput } from "./input.ts";
import { countParams, countsQuery, placementParams, rangeParams, type What } from "./questions.ts";
import { readsOf, volatileOf } from "./separable.ts";

export const pieceId = (table: TableConfig, what: What): string => `${table.id} ${what}`;

/** Days after the range that are asked too, so that the days to come are in the record: they hold little or nothing. */
const HORIZON_DAYS = 45;

/** All that a validation asks of the tables, cut so that it can be asked again in part. */
export const piecesOf = (input: ObserveInput, tables: readonly TableConfig[]): readonly Piece[] =>
  tables.flatMap((table) => [
    countPiece(input, table),
    placePiece(input, tables, table),
    ...(input.sources === true ? comparePiece(input, tables, table) : []),
  ]);

const beyond = ({ first, last }: DateRange): DateRange => ({
  first,
  last: last > "9000" ? last : addDays(last, HORIZON_DAYS),
});

function countPiece({ pipeline, range }: ObserveInput, table: TableConfig): Piece {
  const sql = countsQuery(pipeline, table);
  const wanted = rangeOf(countParams(pipeline, table, range));
  const dated = (dates: DateRange): Question => ({ sql, params: rangeParams(dates) });
  const span = beyond(wanted);
  return {
    ...{ id: pieceId(table, "count"), table: table.id, reads: readsOf(table) },
    ...{ volatile: volatileOf([table]), wanted, span, dated, whole: null, everything: dated(span) },
  };
}

function placePiece(
  { pipeline, range, asOf }: ObserveInput,
  tables: readonly TableConfig[],
  table: TableConfig,
): Piece {
  const isSchedule = gamesCalendar(pipeline)?.table === table.id;
  const upstream = isSchedule ? undefined : coveredBy(tables, table);
  const sql = isSchedule ? null : datedPlacement(table, upstream);
  const span = beyond(range);
  const params = placementParams(pipeline, table, range, asOf);
  const whole = isSchedule ? outsideQuery(table) : wholePlacement(table);
  const bounds = boundsOf([span.first, span.last]);
  const both = upstream === undefined ? [table] : [table, upstream];
  return {
    ...{ id: pieceId(table, "place"), table: table.id, reads: both.flatMap(readsOf) },
    ...{ volatile: volatileOf(both), wanted: range, span },
    dated: sql === null ? null : (dates) => ({ sql, params: rangeParams(dates) }),
    whole: {
      question: { sql: whole, params },
      declared: declaredRange(pipeline, asOf),
      twiceIn: !isSchedule && looksForTwice(table) ? range : null,
    },
    everything: {
      sql: sql === null ? whole : wholePlacement(table, { upstream, bounds }),
      params,
    },
  };
}

function comparePiece(
  { range }: ObserveInput,
  tables: readonly TableConfig[],
  table: TableConfig,
): Piece[] {
  const { compare } = table;
  const other = tables.find(({ id }) => id === compare?.with);
  if (compare === undefined || other === undefined) return [];
  const sql = compareQuery(table, other, compare);
  const dated = (dates: DateRange): Question => ({ sql, params: rangeParams(dates) });
  const span = beyond(range);
  return [
    {
      ...{ id: pieceId(table, "compare"), table: table.id },
      reads: [table, other].flatMap(readsOf),
      ...{ volatile: volatileOf([table, other]), wanted: range, span },
      ...{ dated, whole: null, everything: dated(span) },
    },
  ];
}

const rangeOf = ({ first_date: first, last_date: last }: Params): DateRange =>
  ({ first: first?.value, last: last?.value }) as DateRange;
