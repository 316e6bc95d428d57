import pMap from "p-map";
import { answeredEmpty } from "../../backfill/ledger/answered.ts";
import { partitionsToRead } from "../../backfill/ledger/reading.ts";
import { errorMessage, TableNotFoundError, UnreadableError, UserError } from "../../errors.ts";
import { buildGrid } from "../../grid/build/build.ts";
import { calendarSeen } from "../../grid/build/calendar-seen.ts";
import type { ScheduleRow } from "../../grid/calendar/calendar.ts";
import type { Grid } from "../../grid/grid.ts";
import {
  type Observation,
  observeSchedule,
  readCounts,
  readSchedule,
} from "../../grid/observe/counts.ts";
import { coveredBy, type PlacementRead, readPlacement } from "../../grid/observe/placement.ts";
import { retentionAt } from "../../grid/retention.ts";
import { gamesCalendar, tablesOf } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Row, Warehouse } from "../../warehouse/warehouse.ts";
import type { ContentRead, ContentTask } from "../shared/content.ts";
import { type Ledger, tryReadLedger } from "../shared/ledger.ts";
import type { Progress } from "../shared/progress.ts";
import { observeColumns } from "./columns.ts";
import { foreignChanges } from "./foreign-changes.ts";
import type { ObserveInput } from "./input.ts";
import { refuseNoGames } from "./no-games.ts";
import type { What } from "./questions.ts";
import { plainReader, type Reader } from "./reader.ts";
import { readSources } from "./sources.ts";

export type { ObserveInput };

/**
 * Reads every table of the environment by two statements for the whole range and fills the grid. A table that cannot be
 * read makes its cells unknown and the rest goes on; one that does not exist is a UserError, for then the declaration is
 * wrong. Without the schedule nothing is known to be expected: UnreadableError. `recorded` is the ledger, where it was just
 * read.
 */
export async function observe(
  input: ObserveInput,
  warehouse: Warehouse,
  progress: Progress,
  recorded?: Pick<Ledger, "lineage">,
  reader: Reader = plainReader(input, warehouse),
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
  const ledger =
    recorded === undefined
      ? await tryReadLedger(warehouse)
      : { lineage: recorded.lineage, error: null };
  let games: ScheduleRow[] = [];
  if (schedule !== undefined)
    games = await readGames(() => ask("count", schedule, reader, warehouse));
  const looks = new Map<string, TableLook>();
  const look = (table: TableConfig) => async () => {
    const why = columns.uncountable.get(table.id);
    const seen: TableLook =
      why === undefined
        ? await lookAt(input, table, tables, reader, warehouse, games)
        : unreadLook(why);
    if (seen.observation.status === "unread")
      progress({
        kind: "note",
        message: `UNKNOWN: ${table.id} could not be read: ${seen.observation.error}`,
      });
    step(table);
    looks.set(table.id, seen);
  };
  const contents: ContentRead[] = [];
  const content = (task: ContentTask, at: number) => async () => {
    contents[at] = await reader.readContent(task);
  };
  const wanted = partitionsToRead(tables, input.range, ledger.lineage);
  await pMap(
    [...tables.map(look), ...(await reader.contentTasks(wanted)).map(content)],
    (work) => work(),
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );
  const sources =
    input.sources === true ? await readSources(input, tables, warehouse, reader, progress) : {};
  progress({ kind: "end", title });
  // In the order of the tables, whichever was answered first: the same look says the same.
  const inOrder = tables.flatMap(({ id }) => {
    const seen = looks.get(id);
    return seen === undefined ? [] : [{ id, ...seen }];
  });
  const observations = new Map(inOrder.map(({ id, observation }) => [id, observation]));
  const placements = new Map(inOrder.map(({ id, placement }) => [id, placement]));
  const seen = calendarSeen(input, tables, games, observations, placements);
  const dates = seen.days.map(({ date }) => date);
  const changes = foreignChanges({
    environment: input.environment,
    tables,
    dates,
    ledger,
    contents,
    progress,
    isRead: (id) => observations.get(id)?.status !== "unread",
  });
  const grid = buildGrid({
    ...input,
    ...seen,
    ...changes,
    columnsRead: columns.look,
    ...retentionNow(columns.retentionDays),
    ...sources,
    answeredEmpty: answeredEmpty(tables, dates, ledger.lineage),
    observations,
    placements,
  });
  if (input.isNamed === true) await refuseNoGames(input, grid, warehouse);
  return grid;
}

/** By the clock, whatever instant is judged by: what was removed is gone. */
function retentionNow(days: ReadonlyMap<string, number>) {
  if (days.size === 0) return {};
  const now = new Date();
  return { retention: new Map([...days].map(([id, kept]) => [id, retentionAt(kept, now)])) };
}

type TableLook = { readonly observation: Observation; readonly placement: PlacementRead };

/** A table's counts and where its rows stand: both, or neither, since one without the other would be half a look. */
async function lookAt(
  input: ObserveInput,
  table: TableConfig,
  tables: readonly TableConfig[],
  reader: Reader,
  warehouse: Warehouse,
  games: readonly ScheduleRow[],
): Promise<TableLook> {
  const isSchedule = gamesCalendar(input.pipeline)?.table === table.id;
  try {
    const [counted, placed] = await Promise.all([
      isSchedule ? null : ask("count", table, reader, warehouse),
      places(table, tables, reader, warehouse),
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
  table: TableConfig,
  tables: readonly TableConfig[],
  reader: Reader,
  warehouse: Warehouse,
): Promise<readonly Row[]> {
  try {
    return await ask("place", table, reader, warehouse);
  } catch (error) {
    const upstream = coveredBy(tables, table);
    if (error instanceof UserError || upstream === undefined) throw error;
    return translated(table, warehouse, () => reader.rowsWithout(upstream, table));
  }
}

const ask = (what: What, table: TableConfig, reader: Reader, warehouse: Warehouse) =>
  translated(table, warehouse, () => reader.rows(what, table));

async function translated<T>(
  table: TableConfig,
  warehouse: Warehouse,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
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
