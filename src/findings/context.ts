import type { CivilDate } from "../dates/civil-date.ts";
import type { GameDay } from "../grid/calendar/calendar.ts";
import { type Cell, cellsOfDay, columnOf, type Grid } from "../grid/grid.ts";
import type { Finding } from "./finding.ts";

/** What a cause is judged by: one date of one finding, with the whole grid around it. */
export type DateContext = {
  readonly grid: Grid;
  readonly finding: Finding;
  readonly day: GameDay;
  readonly dayIndex: number;
  /** The finding's cells of that date. */
  readonly cells: readonly Cell[];
  readonly shapes: ReadonlyMap<string, SeasonShape>;
};

/** How a season begins in the tables that the warm-up rule is about. */
export type SeasonShape = {
  readonly opens: CivilDate;
  /** Game dates of the warm-up that the grid covers, and those of them with none of the tables. */
  readonly warmUpDates: number;
  readonly emptyDates: number;
  /** Game dates right after the warm-up on which one of the tables was missing or thin, without a break. */
  readonly tail: ReadonlySet<CivilDate>;
};

/** True when every game date of the season's warm-up is empty, the shape of the rule and of no outage. */
export const isWarmUpShape = ({ warmUpDates, emptyDates }: SeasonShape): boolean =>
  warmUpDates > 0 && warmUpDates === emptyDates;

export function seasonShapes(grid: Grid): ReadonlyMap<string, SeasonShape> {
  const { warmUp } = grid.pipeline;
  const never = new Set(
    grid.tables
      .filter(({ id }) => columnOf(grid, id).every(({ state }) => state === "missing"))
      .map(({ id }) => id),
  );
  const judged = grid.tables.filter(({ id, shadow }) => warmUp.tables.includes(id) && !shadow);
  const shapes = new Map<string, SeasonShape>();
  for (const season of grid.pipeline.seasons) {
    let [warmUpDates, emptyDates, inTail] = [0, 0, true];
    const tail = new Set<CivilDate>();
    grid.days.forEach((day, index) => {
      if (day.season !== season.id) return;
      const byTable = cellsOfDay(grid, index);
      const cells = judged.flatMap(({ id }) => byTable.get(id) ?? []);
      if (day.seasonDay < warmUp.days) {
        warmUpDates += 1;
        if (cells.length > 0 && cells.every(isEmpty)) emptyDates += 1;
        return;
      }
      const growing = cells.some(
        ({ state, thin, table }) => !never.has(table) && (state === "missing" || thin),
      );
      inTail &&= growing;
      if (inTail) tail.add(day.date);
    });
    shapes.set(season.id, { opens: season.opens, warmUpDates, emptyDates, tail });
  }
  return shapes;
}

/** Without a row, whether or not a rule (`--policy expected`) excuses it. */
export const isEmpty = ({ state, rows }: Cell): boolean =>
  state === "missing" || (state === "expected-absent" && rows === 0);

/** The cells of the same date that a cell is computed from. */
export function sameDateUpstreams({ grid, dayIndex }: DateContext, cell: Cell): Cell[] {
  const table = grid.tables.find(({ id }) => id === cell.table);
  const byTable = cellsOfDay(grid, dayIndex);
  return (table?.upstream ?? [])
    .filter(({ window }) => window.to === 0)
    .flatMap((upstream) => byTable.get(upstream.table) ?? []);
}

/** The tables that count the same games independently of each other: those of the score's stage by games. */
export function independentSources({ grid, dayIndex }: DateContext): Cell[] {
  const stage = grid.pipeline.score.stages.find(({ kind }) => kind === "games");
  if (stage?.kind !== "games") return [];
  const byTable = cellsOfDay(grid, dayIndex);
  return stage.tables.flatMap((id) => byTable.get(id) ?? []);
}
