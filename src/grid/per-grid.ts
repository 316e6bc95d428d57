import type { Grid } from "./grid.ts";

/** Computes once for each grid what follows from it alone: a grid is never changed, and is asked many times. */
export function perGrid<V>(compute: (grid: Grid) => V): (grid: Grid) => V {
  const known = new WeakMap<Grid, { readonly value: V }>();
  return (grid) => {
    const found = known.get(grid) ?? { value: compute(grid) };
    known.set(grid, found);
    return found.value;
  };
}
