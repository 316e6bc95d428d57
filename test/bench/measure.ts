/** The middle of several runs; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error("Nothing was measured.");
  return (low + high) / 2;
}

/** Milliseconds that `work` takes, the median of `repeats`. */
export async function timed(repeats: number, work: () => Promise<unknown>): Promise<number> {
  const [ms] = await byTurns(repeats, [work]);
  return ms ?? Number.NaN;
}

/** The same for several works done by turns, so that what else the machine does falls on all of them. */
export async function byTurns(
  repeats: number,
  works: readonly (() => Promise<unknown>)[],
): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let n = 0; n < repeats; n += 1)
    for (const [index, work] of works.entries()) {
      const started = performance.now();
      await work();
      times[index]?.push(performance.now() - started);
    }
  return times.map(median);
}

/** One line of the result: what was compared in this run, and by how much the second differs from the first. */
export type Figure = {
  readonly id: string;
  readonly what: string;
  readonly value: number;
  readonly unit: "ms" | "ratio" | "queries" | "dates" | "MB" | "a second";
};

export const figure = (id: string, what: string, value: number, unit: Figure["unit"]): Figure => ({
  id,
  what,
  value: round(value, unit),
  unit,
});

const DIGITS: Record<Figure["unit"], number> = {
  ms: 0,
  ratio: 2,
  queries: 0,
  dates: 0,
  MB: 2,
  "a second": 1,
};

const round = (value: number, unit: Figure["unit"]): number => Number(value.toFixed(DIGITS[unit]));
