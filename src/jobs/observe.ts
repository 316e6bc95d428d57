import pMap from "p-map";
import { answeredEmpty } from "../backfill/answered.ts";
import { staleCells } from "../backfill/lineage.ts";
import { addDays, type CivilDate } from "../dates/civil-date.ts";
import type { DateRange } from "../dates/range.ts";
import { errorMessage, TableNotFoundError, UnreadableError, UserError } from "../errors.ts";
import { buildGrid } from "../health/build.ts";
import type { ScheduleRow } from "../health/calendar.ts";
import { calendarSeen } from "../health/calendar-seen.ts";
import type { Grid } from "../health/grid.ts";
import {
  countQuery,
  type Observation,
  observeSchedule,
  readCounts,
  readSchedule,
  scheduleQuery,
} from "../health/observe.ts";
import {
  coveredBy,
  outsideQuery,
  type PlacementRead,
  placementQuery,
  readPlacement,
} from "../health/placement.ts";
import { COMPARED_DAYS, usualPer } from "../health/usual.ts";
import { declaredRange, gamesCalendar, tablesOf, type WarmUpPolicy } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../pipeline/schema.ts";
import type { Params, Row, Warehouse } from "../warehouse/warehouse.ts";
import { tryReadLedger } from "./ledger.ts";
import { type ColumnInput, observeColumns } from "./observe-columns.ts";
import { readSources } from "./observe-sources.ts";
import type { Progress } from "./progress.ts";

export type ObserveInput = ColumnInput & {
  readonly range: DateRange;
  readonly asOf: Date;
  readonly policy: WarmUpPolicy;
  /** Asks also what sources say of each other, and what they withhold: for reports and issues, and no matter of a repair. */
  readonly sources?: boolean;
};

/** The statement by which a table is counted. */
export function lookQuery(pipeline: PipelineConfig, table: TableConfig): string {
  const calendar = gamesCalendar(pipeline);
  return calendar?.table === table.id ? scheduleQuery(calendar, table) : countQuery(table);
}

/** The statement that says where its rows stand, and which keys it shares with what it covers. */
function whereQuery(
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
function countParams(pipeline: PipelineConfig, table: TableConfig, range: DateRange): Params {
  const opens = pipeline.seasons[0]?.opens ?? range.first;
  if (gamesCalendar(pipeline)?.table === table.id)
    return rangeParams({ first: opens < range.first ? opens : range.first, last: LAST_DAY });
  if (usualPer(pipeline, table) === null) return rangeParams(range);
  const earlier = addDays(range.first, -COMPARED_DAYS);
  const first = [earlier > opens ? earlier : opens, range.first].sort()[0] as CivilDate;
  return rangeParams({ ...range, first });
}

/** A schedule lists games that are still to come, and moved ones among them. */
const LAST_DAY = "9999-12-31" as CivilDate;

/** Everything that is asked of a table, for pricing it. */
export const questionsOf = (
  { pipeline, range, asOf }: ObserveInput,
  tables: readonly TableConfig[],
  table: TableConfig,
): readonly { readonly table: TableConfig; readonly sql: string; readonly params: Params }[] => [
  { table, sql: lookQuery(pipeline, table), params: countParams(pipeline, table, range) },
  {
    table,
    sql: whereQuery(pipeline, tables, table),
    params: placementParams(pipeline, table, range, asOf),
  },
];

function placementParams(
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

/**
 * Reads every table of the environment by two statements for the whole range and fills the grid. A table that cannot be
 * read makes its cells unknown and the rest goes on; one that does not exist is a UserError, for then the declaration is
 * wrong. Without the schedule nothing is known to be expected: UnreadableError.
 */
export async function observe(
  input: ObserveInput,
  warehouse: Warehouse,
  progress: Progress,
): Promise<Grid> {
  const tables = tablesOf(input.pipeline, input.environment);
  const calendar = gamesCalendar(input.pipeline);
  const schedule = tables.find(({ id }) => id === calendar?.table);
  if (calendar !== undefined && schedule === undefined)
    throw new UserError(`Nobody is declared to fill the schedule in ${input.environment}.`);
  const title = `Reading ${tables.length} tables, ${input.range.first} to ${input.range.last}`;
  progress({ kind: "start", title, total: tables.length });
  let done = 0;
  const step = ({ id }: TableConfig) => {
    done += 1;
    progress({ kind: "step", label: id, done, total: tables.length });
  };

  const columns = await observeColumns(input, tables, warehouse, progress);
  const ledger = await tryReadLedger(warehouse);
  let games: ScheduleRow[] = [];
  if (schedule !== undefined)
    games = await readGames(() => ask(input, schedule, "count", tables, warehouse));
  const looks = await pMap(
    tables,
    async (table): Promise<readonly [string, TableLook]> => {
      const why = columns.uncountable.get(table.id);
      const look: TableLook =
        why === undefined ? await lookAt(input, table, tables, warehouse, games) : unreadLook(why);
      if (look.observation.status === "unread")
        progress({
          kind: "note",
          message: `UNKNOWN: ${table.id} could not be read: ${look.observation.error}`,
        });
      step(table);
      return [table.id, look];
    },
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );
  const sources =
    input.sources === true ? await readSources(input, tables, warehouse, progress) : {};
  progress({ kind: "end", title });
  const observations = new Map(looks.map(([id, { observation }]) => [id, observation]));
  const placements = new Map(looks.map(([id, { placement }]) => [id, placement]));
  const seen = calendarSeen(input, tables, games, observations, placements);
  const dates = seen.days.map(({ date }) => date);
  return buildGrid({
    ...input,
    ...seen,
    ledgerError: ledger.error,
    columnLook: columns.look,
    ...sources,
    answeredEmpty: answeredEmpty(tables, dates, ledger.lineage),
    stale: staleCells(tables, dates, ledger.lineage),
    observations,
    placements,
  });
}

type TableLook = { readonly observation: Observation; readonly placement: PlacementRead };

/** A table's counts and where its rows stand: both, or neither, since one without the other would be half a look. */
async function lookAt(
  input: ObserveInput,
  table: TableConfig,
  tables: readonly TableConfig[],
  warehouse: Warehouse,
  games: readonly ScheduleRow[],
): Promise<TableLook> {
  const isSchedule = gamesCalendar(input.pipeline)?.table === table.id;
  try {
    const [counted, placed] = await Promise.all([
      isSchedule ? null : ask(input, table, "count", tables, warehouse),
      places(input, table, tables, warehouse),
    ]);
    const observation = counted === null ? observeSchedule(games) : readCounts(table, counted);
    return { observation, placement: { status: "read", placement: readPlacement(placed) } };
  } catch (error) {
    if (error instanceof UserError) throw error;
    return unreadLook(errorMessage(error));
  }
}

function unreadLook(error: string): TableLook {
  const unread = { status: "unread", error } as const;
  return { observation: unread, placement: unread };
}

/** An upstream that cannot be read leaves its keys out; that it is unknown is said of itself. */
async function places(
  input: ObserveInput,
  table: TableConfig,
  tables: readonly TableConfig[],
  warehouse: Warehouse,
): Promise<readonly Row[]> {
  try {
    return await ask(input, table, "place", tables, warehouse);
  } catch (error) {
    const upstream = coveredBy(tables, table);
    if (error instanceof UserError || upstream === undefined) throw error;
    const others = tables.filter((one) => one !== upstream);
    return ask(input, table, "place", others, warehouse);
  }
}

async function ask(
  { pipeline, range, asOf }: ObserveInput,
  table: TableConfig,
  what: "count" | "place",
  tables: readonly TableConfig[],
  warehouse: Warehouse,
): Promise<readonly Row[]> {
  try {
    return what === "count"
      ? await warehouse.query(lookQuery(pipeline, table), countParams(pipeline, table, range))
      : await warehouse.query(
          whereQuery(pipeline, tables, table),
          placementParams(pipeline, table, range, asOf),
        );
  } catch (error) {
    if (error instanceof TableNotFoundError) throw notThere(table, warehouse, error);
    throw error;
  }
}

export async function readGames(read: () => Promise<readonly Row[]>) {
  try {
    return readSchedule(await read());
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UnreadableError(
      "The schedule could not be read, so nothing is known to be expected",
      {
        cause,
      },
    );
  }
}

export const notThere = (table: TableConfig, warehouse: Warehouse, cause?: Error) =>
  new UserError(
    `Table ${table.id} is declared as ${table.name}, which does not exist in ${warehouse.label}. Correct its name in the pipeline, or create it.`,
    { cause },
  );
