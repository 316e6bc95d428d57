import type { GameDay } from "./calendar/calendar.ts";
import type { Grid } from "./grid.ts";
import { type BoundedScore, boundedAverage, type DayScore } from "./score.ts";

/** Some game days with their scores: a grid of its own, so that each figure of the whole can be had of a part. */
export type Slice = { readonly grid: Grid; readonly scores: readonly DayScore[] };

/** The days by a key, in the order in which the keys first come. The range of a part is from its first to its last day. */
function sliceBy(
  { grid, scores }: Slice,
  keyOf: (day: GameDay) => string,
): ReadonlyMap<string, Slice> {
  const indexes = new Map<string, number[]>();
  grid.days.forEach((day, index) => {
    const known = indexes.get(keyOf(day));
    if (known === undefined) indexes.set(keyOf(day), [index]);
    else known.push(index);
  });
  return new Map(
    [...indexes].map(([key, some]) => {
      const pick = <T>(all: readonly T[]): T[] => some.flatMap((index) => all[index] ?? []);
      const days = pick(grid.days);
      const columns = new Map([...grid.columns].map(([id, cells]) => [id, pick(cells)] as const));
      const range = {
        first: days[0]?.date ?? grid.range.first,
        last: days.at(-1)?.date ?? grid.range.last,
      };
      return [key, { grid: { ...grid, range, days, columns }, scores: pick(scores) }] as const;
    }),
  );
}

export const seasonsOf = (slice: Slice): ReadonlyMap<string, Slice> =>
  sliceBy(slice, ({ season }) => season);

/** Keys as in 2024-10. */
export const monthsOf = (slice: Slice): ReadonlyMap<string, Slice> =>
  sliceBy(slice, ({ date }) => date.slice(0, 7));

export const gamesOf = ({ grid }: Slice): number =>
  grid.days.reduce((sum, { games }) => sum + games.length, 0);

/** Null where nothing is expected on any of the dates. */
export const averageOf = ({ scores }: Slice): BoundedScore | null => boundedAverage(scores);

export type StageLoss = {
  readonly stage: string;
  /** Mean of the stage over the dates that have a value of it. */
  readonly average: number;
  /** Points that it takes from the average score; all stages together take 100 less the average. */
  readonly lost: number;
  /** Dates on which it is below 100. */
  readonly dates: number;
  /** Dates on which some or all of it could not be read. */
  readonly unknown: number;
};

/** What each stage costs, in the pipeline's order; stages without any value are left out. */
export function stageLosses({ grid, scores }: Slice): StageLoss[] {
  const scored = scores.filter(({ value }) => value !== null);
  return grid.pipeline.score.stages.flatMap(({ id }) => {
    let [sum, lost, dates, known] = [0, 0, 0, 0];
    for (const { stages } of scored) {
      const value = stages.find((stage) => stage.id === id)?.value ?? null;
      if (value === null) continue;
      known += 1;
      sum += value;
      lost += (100 - value) / stages.filter((stage) => stage.value !== null).length;
      if (value < 100) dates += 1;
    }
    const unknown = scores.filter(({ stages }) =>
      stages.some((stage) => stage.id === id && stage.state === "unknown"),
    ).length;
    if (known === 0) return [];
    return [{ stage: id, average: sum / known, lost: lost / scored.length, dates, unknown }];
  });
}
