import { isWithinGrace } from "../../dates/instant.ts";
import { isEmptyByWord } from "../../grid/build/empty.ts";
import { type Cell, cellsOfDay, columnOf, type Grid, isPresent } from "../../grid/grid.ts";
import { declaredRange, trainingTables } from "../../pipeline/rules.ts";
import type { Priority, TableConfig } from "../../pipeline/schema.ts";
import { isEmpty, isWarmUpShape, seasonShapes } from "../context.ts";
import { isExplainedByAnother } from "../explained.ts";
import type { FindingInput } from "../finding.ts";

/** So many dates past the grace, and a gap is no longer one of single dates. */
const ENOUGH_DATES = 3;
/** Of a part of the declared range, and of tables that may be empty, so many are needed to say so. */
const ENOUGH_DATES_OF_A_PART = 20;
/** After so many lengths of the warm-up a table that has not begun is no longer filling up. */
const MOST_WARM_UPS = 3;

/** A table without a row on any date that expects one, or from a date on. */
export type EmptiedTable = {
  readonly table: TableConfig;
  readonly how: "throughout" | "stopped";
  /** Every date that is empty so, in order, those within the grace too. */
  readonly cells: readonly Cell[];
  /** It is a training table, or one is computed from it. */
  readonly neededForTraining: boolean;
};

/** Tables that were emptied or never filled, and tables that stopped and have not come back. Shadows are left out. */
export function emptiedTables(grid: Grid): readonly EmptiedTable[] {
  const reach = reachOf(grid);
  const needed = neededForTraining(grid);
  return grid.tables.flatMap((table) => {
    const found = table.shadow ? null : emptinessOf(grid, table, reach);
    const isNeeded = needed.has(table.id);
    // What nobody trains on and something else explains is that table's finding, and this one's ordinary gap.
    if (found === null || (!isNeeded && followsFromUpstream(grid, table, found.cells))) return [];
    return [{ table, ...found, neededForTraining: isNeeded }];
  });
}

/** The training tables and everything that they are computed from, by id. */
export function neededForTraining({ pipeline, environment, tables }: Grid): ReadonlySet<string> {
  const needed = new Set<string>();
  const queue = trainingTables(pipeline, environment).map(({ id }) => id);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    queue.push(...(tables.find((one) => one.id === id)?.upstream ?? []).map((one) => one.table));
  }
  return needed;
}

type Reach = { readonly isWhole: boolean; readonly isToTheEnd: boolean };

/** How much of the declared range the grid covers. A CSV is all there is. */
function reachOf({ pipeline, environment, asOf, range }: Grid): Reach {
  if (pipeline.environments[environment] === undefined) return { isWhole: true, isToTheEnd: true };
  const declared = declaredRange(pipeline, asOf);
  const isToTheEnd = range.last >= declared.last;
  return { isWhole: isToTheEnd && range.first <= declared.first, isToTheEnd };
}

function emptinessOf(
  grid: Grid,
  table: TableConfig,
  { isWhole, isToTheEnd }: Reach,
): Pick<EmptiedTable, "how" | "cells"> | null {
  const column = columnOf(grid, table.id);
  // Days on which the schedule is not known say nothing of a table either way.
  const expected = column.filter(
    ({ state }, index) =>
      state !== "expected-absent" &&
      grid.days[index]?.unlisted === undefined &&
      !isExplainedByAnother(grid, table, index),
  );
  const isPast = ({ date }: Cell) =>
    !isWithinGrace(date, grid.asOf, grid.pipeline.graceHours, grid.pipeline.timeZone);
  const hasEnough = (cells: readonly Cell[], enough: number) =>
    cells.length >= enough && cells.findLastIndex(isPast) + 1 >= enough;

  // Single dates may be empty; a table that never has a row was hardly meant.
  if (table.empty === "allowed")
    return expected.every(isEmptyByWord) && hasEnough(expected, ENOUGH_DATES_OF_A_PART)
      ? { how: "throughout", cells: expected }
      : null;
  const lastOther = expected.findLastIndex(({ state }) => state !== "missing");
  const run = expected.slice(lastOther + 1);
  if (isStillFillingUp(grid, table, run)) return null;
  const enough = isWhole ? ENOUGH_DATES : ENOUGH_DATES_OF_A_PART;
  if (lastOther < 0 && hasEnough(run, enough))
    return { how: "throughout", cells: column.filter(({ state }) => state === "missing") };
  return isToTheEnd && hasEnough(run, ENOUGH_DATES) ? { how: "stopped", cells: run } : null;
}

/** At a season's start tables that need games behind them begin one after the other; that is no stop. */
function isStillFillingUp(grid: Grid, { id }: TableConfig, run: readonly Cell[]): boolean {
  const { warmUp } = grid.pipeline;
  const [first, last] = [run[0]?.date, grid.days.at(-1)];
  if (!warmUp.tables.includes(id) || first === undefined || last === undefined) return false;
  if (last.seasonDay >= warmUp.days * MOST_WARM_UPS) return false;
  const ofSeason = columnOf(grid, id).filter(
    (_, index) => grid.days[index]?.season === last.season,
  );
  const shape = seasonShapes(grid).get(last.season);
  return (
    ofSeason.some(({ date }) => date === first) &&
    ofSeason.every(({ date, state }) => date >= first || state === "expected-absent") &&
    shape !== undefined &&
    isWarmUpShape(shape)
  );
}

/** On every one of the cells' dates something that the table is computed from is empty too. */
export function followsFromUpstream(
  grid: Grid,
  table: TableConfig,
  cells: readonly Cell[],
): boolean {
  const indexes = new Map(grid.days.map(({ date }, index) => [date, index]));
  const sameDate = table.upstream.filter((one) => one.window.to === 0 && one.table !== table.id);
  return cells.every(({ date }) =>
    sameDate.some((one) => {
      const cell = columnOf(grid, one.table)[indexes.get(date) ?? -1];
      return cell !== undefined && isEmpty(cell);
    }),
  );
}

/** One finding a table; a table of a phase that has nothing at all on the same dates stands in that phase's finding. */
export const emptiedFindings = (
  grid: Grid,
  emptied: readonly EmptiedTable[],
): readonly FindingInput[] =>
  emptied
    .filter((one) => !isOfMissingPhase(grid, one))
    .map(({ table, how, cells, neededForTraining: needed }): FindingInput => {
      const name = table.title ?? table.id;
      return {
        kind: how === "throughout" ? "zero-everywhere" : "stopped",
        subject: table.id,
        priority: needed ? "P0" : priorityOf(grid, table),
        title:
          how === "throughout"
            ? `${name} is empty on every date`
            : `${name} has no row from ${cells[0]?.date} on and has not come back`,
        cells,
      };
    });

/** Never less than one missing date, and never less than P1. */
function priorityOf({ pipeline }: Grid, table: TableConfig): Priority {
  const phase = pipeline.phases.find(({ id }) => id === table.phase);
  const missing = table.priority.missing ?? phase?.priority.missing ?? "P1";
  return missing === "P0" ? "P0" : "P1";
}

function isOfMissingPhase(grid: Grid, { table, cells }: EmptiedTable): boolean {
  const phase = grid.pipeline.phases.find(({ id }) => id === table.phase);
  if (phase?.judged !== "together") return false;
  const siblings = grid.tables.filter((one) => one.phase === table.phase && !one.shadow);
  const dates = new Set(cells.map(({ date }) => date));
  return grid.days.every(({ date }, index) => {
    if (!dates.has(date)) return true;
    const day = cellsOfDay(grid, index);
    return siblings.every(({ id }) => {
      const cell = day.get(id);
      return cell === undefined || (!isPresent(cell) && cell.state !== "unknown");
    });
  });
}
