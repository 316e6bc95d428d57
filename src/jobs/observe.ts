import pMap from "p-map";
import { partitionsToRead } from "../backfill/reading.ts";
import type { DateRange } from "../dates/range.ts";
import { errorMessage, TableNotFoundError, UnreadableError, UserError } from "../errors.ts";
import { buildGrid } from "../health/build.ts";
import { buildCalendar, type ScheduleRow } from "../health/calendar.ts";
import type { Grid } from "../health/grid.ts";
import {
  countQuery,
  type Observation,
  observeSchedule,
  readCounts,
  readSchedule,
  scheduleQuery,
} from "../health/observe.ts";
import { gamesCalendar, tablesOf, type WarmUpPolicy } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../pipeline/schema.ts";
import type { Params, Row, Warehouse } from "../warehouse/warehouse.ts";
import { type ContentRead, type ContentTask, contentTasks, readContent } from "./content.ts";
import { foreignChanges } from "./foreign-changes.ts";
import { tryReadLedger } from "./ledger.ts";
import { readSources } from "./observe-sources.ts";
import type { Progress } from "./progress.ts";

export type ObserveInput = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly range: DateRange;
  readonly asOf: Date;
  readonly policy: WarmUpPolicy;
  /** Asks also what sources say of each other, and what they withhold: for reports and issues, and no matter of a repair. */
  readonly sources?: boolean;
};

/** The one statement by which a table is looked at. */
export function lookQuery(pipeline: PipelineConfig, table: TableConfig): string {
  const calendar = gamesCalendar(pipeline);
  return calendar?.table === table.id ? scheduleQuery(calendar, table) : countQuery(table);
}

export const rangeParams = ({ first, last }: DateRange): Params => ({
  first_date: { type: "DATE", value: first },
  last_date: { type: "DATE", value: last },
});

/**
 * Reads every table of the environment once for the whole range and fills the grid. A table that cannot be read makes
 * its cells unknown and the rest goes on; one that does not exist is a UserError, for then the declaration is wrong.
 * Without the schedule nothing is known to be expected: UnreadableError.
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
  const params = rangeParams(input.range);
  const read = async (table: TableConfig) => {
    try {
      return await warehouse.query(lookQuery(input.pipeline, table), params);
    } catch (error) {
      if (error instanceof TableNotFoundError) throw notThere(table, warehouse, error);
      throw error;
    }
  };

  const title = `Reading ${tables.length} tables, ${input.range.first} to ${input.range.last}`;
  progress({ kind: "start", title, total: tables.length });
  let done = 0;
  const step = ({ id }: TableConfig) => {
    done += 1;
    progress({ kind: "step", label: id, done, total: tables.length });
  };

  const ledger = await tryReadLedger(warehouse);
  let games: ScheduleRow[] = [];
  if (schedule !== undefined) {
    games = await readGames(() => read(schedule));
    step(schedule);
  }
  const contents: ContentRead[] = [];
  const content = (task: ContentTask) => async () => {
    contents.push(await readContent(warehouse, task));
  };
  const others = new Map<string, Observation>();
  const counted = (table: TableConfig) => async () => {
    const observation = await observeTable(table, () => read(table));
    if (observation.status === "unread")
      progress({
        kind: "note",
        message: `UNKNOWN: ${table.id} could not be read: ${observation.error}`,
      });
    step(table);
    others.set(table.id, observation);
  };
  const wanted = partitionsToRead(tables, input.range, ledger.lineage);
  await pMap(
    [
      ...tables.filter((table) => table !== schedule).map(counted),
      ...(await contentTasks(warehouse, wanted)).map(content),
    ],
    (work) => work(),
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );
  const sources =
    input.sources === true ? await readSources(input, tables, warehouse, progress) : {};
  progress({ kind: "end", title });
  const days = buildCalendar(input.pipeline, games, input.range);
  const dates = days.map(({ date }) => date);
  const changes = foreignChanges({
    ...{ environment: input.environment, tables, dates, ledger, contents, progress },
    isRead: (id) => others.get(id)?.status !== "unread",
  });
  return buildGrid({
    ...input,
    days,
    ...changes,
    ...sources,
    observations: new Map([
      ...(schedule === undefined ? [] : [[schedule.id, observeSchedule(games)] as const]),
      ...others,
    ]),
  });
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

async function observeTable(
  table: TableConfig,
  read: () => Promise<readonly Row[]>,
): Promise<Observation> {
  try {
    return readCounts(table, await read());
  } catch (error) {
    if (error instanceof UserError) throw error;
    return { status: "unread", error: errorMessage(error) };
  }
}

const notThere = (table: TableConfig, warehouse: Warehouse, cause: Error) =>
  new UserError(
    `Table ${table.id} is declared as ${table.name}, which does not exist in ${warehouse.label}. Correct its name in the pipeline, or create it.`,
    { cause },
  );
