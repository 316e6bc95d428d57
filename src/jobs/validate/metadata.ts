import { UserError } from "../../errors.ts";
import { type MetadataCheck, metadataCheck } from "../../findings/assess/metadata.ts";
import { buildCalendar, type GameDay } from "../../grid/calendar/calendar.ts";
import { gamesCalendar, tablesOf } from "../../pipeline/rules.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { observeColumns } from "../observe/columns.ts";
import { type ObserveInput, readGames } from "../observe/observe.ts";
import { countsQuery, rangeParams } from "../observe/questions.ts";
import type { Progress } from "../shared/progress.ts";
import { type ObserveRequest, withWarehouse } from "./run-validate.ts";

export type MetadataResult = {
  readonly input: ObserveInput;
  readonly days: readonly GameDay[];
  readonly checks: readonly MetadataCheck[];
};

/** The tables whose rows are read for it: the schedule, which says which dates there are. */
const scheduleOf = (pipeline: PipelineConfig, environment: string) =>
  tablesOf(pipeline, environment).filter(({ id }) => id === gamesCalendar(pipeline)?.table);

/** A first look through the engine's partition metadata. Throws a UserError where the engine keeps none, or a date column is no DATE. */
export const runMetadata = (request: ObserveRequest, progress: Progress): Promise<MetadataResult> =>
  withWarehouse(request, progress, lookAtMetadata, { reads: scheduleOf });

async function lookAtMetadata(input: ObserveInput, warehouse: Warehouse): Promise<MetadataResult> {
  if (!warehouse.abilities.partitionMetadata)
    throw new UserError(
      `${warehouse.label} keeps no partition metadata; leave out --from metadata to count rows.`,
    );
  const { pipeline, environment, range } = input;
  const [schedule] = scheduleOf(pipeline, environment);
  const games =
    schedule === undefined
      ? []
      : await readGames(() => warehouse.query(countsQuery(pipeline, schedule), rangeParams(range)));
  const days = buildCalendar(pipeline, games, range);
  const tables = tablesOf(pipeline, environment);
  await observeColumns({ pipeline, environment }, tables, warehouse, () => undefined);
  const found = await warehouse.partitionRows(
    tables.map(({ name, dateColumn }) => ({ table: name, dateColumn })),
  );
  const byName = new Map(found.map((one) => [one.table, one]));
  const checks = tables.map((table) =>
    metadataCheck(table, days, byName.get(table.name) ?? { status: "absent" }),
  );
  return { input, days, checks };
}
