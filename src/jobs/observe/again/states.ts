import type { ObservedState } from "../../../records/observed.ts";
import type { TableState } from "../../../warehouse/states.ts";

export const stateFrom = ({ partitions, ...state }: ObservedState): TableState => ({
  ...state,
  partitions: new Map(
    partitions.map(([id, rows, bytes, modified]) => [id, { rows, bytes, modified }] as const),
  ),
});

export const stateTo = ({ partitions, ...state }: TableState): ObservedState => ({
  ...state,
  partitions: [...partitions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { rows, bytes, modified }]) => [id, rows, bytes, modified]),
});
