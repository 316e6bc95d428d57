/** The same numbers for the same seed: mulberry32. */
export type Random = {
  /** From 0, below `end`. */
  whole(end: number): number;
  chance(share: number): boolean;
  oneOf<T>(values: readonly T[]): T;
};

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (end: number) => Math.floor(next() * end);
  return {
    whole,
    chance: (share) => next() < share,
    oneOf: (values) => {
      const found = values[whole(values.length)];
      if (found === undefined) throw new Error("There is nothing to choose from.");
      return found;
    },
  };
}
