import { buildGrid } from "../../src/grid/build/build.ts";
import type { GridInput } from "../../src/grid/build/grid-input.ts";
import type { Game, GameDay } from "../../src/grid/calendar/calendar.ts";
import { type Cell, type Grid, NO_DETAIL } from "../../src/grid/grid.ts";
import type { DateCounts, Observation } from "../../src/grid/observe/counts.ts";
import type { TableConfig } from "../../src/pipeline/schema.ts";
import { aPipeline, aTable, day, ENVIRONMENT } from "./pipelines/declarations.ts";

/** A date far from the season's start, and an instant long after its grace. */
export const GAME_DATE = day("2026-01-10");
export const LONG_AFTER = new Date("2026-02-01T12:00:00Z");

export const aGame = (over: Partial<Game> = {}): Game => ({ id: "g1", points: null, ...over });

export const aDay = (over: Partial<GameDay> = {}): GameDay => ({
  date: GAME_DATE,
  season: "2025-26",
  seasonDay: 81,
  games: [aGame(), aGame({ id: "g2" })],
  ...over,
});

/** Game days one after the other from `first`, all of the season 2025-26 unless told otherwise. */
export const daysFrom = (
  dates: readonly string[],
  over: Partial<GameDay> = {},
): readonly GameDay[] => dates.map((text) => aDay({ date: day(text), ...over }));

/** Counts of a table with two games a date and no surplus. */
export const someCounts = (over: Partial<DateCounts> = {}): DateCounts => ({
  rows: 20,
  surplus: 0,
  games: 2,
  gameIds: new Set(["g1", "g2"]),
  points: new Map(),
  measures: {},
  ...over,
});

/** What was read of a table; dates that are not named have no rows. */
export const read = (counts: Readonly<Record<string, DateCounts>>): Observation => ({
  status: "read",
  counts: new Map(Object.entries(counts).map(([text, one]) => [day(text), one])),
});

export const unread = (error = "connection reset"): Observation => ({ status: "unread", error });

/** The grid of one table on one date, built by the real rules. */
export function aGrid(over: Partial<GridInput> = {}): Grid {
  return buildGrid({
    pipeline: aPipeline(),
    environment: ENVIRONMENT,
    range: { first: GAME_DATE, last: GAME_DATE },
    asOf: LONG_AFTER,
    policy: "annotate",
    days: [aDay()],
    observations: new Map([["box_scores", read({ [GAME_DATE]: someCounts() })]]),
    ...over,
  });
}

/** The one cell of a table on one date. */
export function cellOf(
  table: Partial<TableConfig>,
  observation: Observation,
  over: Partial<GridInput> = {},
): Cell {
  const one = aTable(table);
  const pipeline = { ...(over.pipeline ?? aPipeline()), tables: [one] };
  const grid = aGrid({ ...over, pipeline, observations: new Map([[one.id, observation]]) });
  const cell = grid.columns.get(one.id)?.[0];
  if (cell === undefined) throw new Error("The grid has no cell.");
  return cell;
}

/** A complete cell, for what is judged from cells alone. */
export const aCell = (over: Partial<Cell> = {}): Cell => ({
  date: GAME_DATE,
  table: "box_scores",
  state: "complete",
  late: false,
  thin: false,
  rows: 20,
  games: null,
  expected: null,
  unit: "rows",
  surplus: 0,
  detail: NO_DETAIL,
  missingGames: [],
  unreconciled: [],
  measures: {},
  changedOutside: false,
  reason: null,
  ...over,
});

export const aMissing = (over: Partial<Cell> = {}): Cell =>
  aCell({ state: "missing", rows: 0, ...over });

export const anUnknown = (over: Partial<Cell> = {}): Cell =>
  aCell({ state: "unknown", rows: null, reason: "connection reset", ...over });

/** A grid with exactly these columns, whatever the rules would make of the declarations. */
export function gridOfCells(
  cells: Readonly<Record<string, readonly Cell[]>>,
  over: Partial<Grid> = {},
): Grid {
  const pipeline = over.pipeline ?? aPipeline();
  const columns = Object.entries(cells).map(
    ([table, column]) => [table, column.map((cell) => ({ ...cell, table }))] as const,
  );
  const days =
    over.days ??
    [
      ...new Set(
        Object.values(cells)
          .flat()
          .map(({ date }) => date),
      ),
    ]
      .sort()
      .map((date) => aDay({ date }));
  return {
    pipeline,
    environment: ENVIRONMENT,
    range: { first: days[0]?.date ?? GAME_DATE, last: days.at(-1)?.date ?? GAME_DATE },
    asOf: LONG_AFTER,
    policy: "annotate",
    ledgerError: null,
    days,
    tables: pipeline.tables.filter(({ id }) => Object.hasOwn(cells, id)),
    columns: new Map(columns),
    ...over,
  };
}
