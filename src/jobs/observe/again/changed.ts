import type { DateRange } from "../../../dates/range.ts";
import {
  datesOfPartition,
  type PartitionState,
  type TableState,
  UNDATED_PARTITION,
} from "../../../warehouse/states.ts";

/** What may have changed in a table since an earlier look. */
export type Changes =
  | { readonly kind: "all"; readonly why: string }
  /** Rows of these dates, and rows without a date; nothing where both are empty. */
  | { readonly kind: "dates"; readonly ranges: readonly DateRange[]; readonly undated: boolean };

export const NOTHING: Changes = { kind: "dates", ranges: [], undated: false };
const all = (why: string): Changes => ({ kind: "all", why });

/** A look at a table: its state, by the engine's clock. */
export type Seen = { readonly state: TableState; readonly readAt: string };

/** A write moves the time of its partition and of its table at once; they are told to the microsecond and the millisecond. */
const SAME_WRITE_MS = 60_000;

/**
 * What changed between two states, by the bookkeeping alone. Whatever it cannot place is everything. What was written
 * shortly before the earlier look, so that the bookkeeping may not have known of a second write, counts as changed.
 */
export function changesSince(
  before: Seen | undefined,
  now: TableState | "same" | undefined,
  column: string | null,
  lagMs: number,
): Changes {
  if (now === undefined) return all("its state is not known");
  if (before === undefined) return all("its state was not known");
  const { state, readAt } = before;
  const settled = Date.parse(readAt) - lagMs;
  const current = now === "same" ? state : now;
  const moved = movedPartitions(state, current, settled);
  const isSame = now === "same" || now.mark === state.mark;
  if (isSame && moved.length === 0) {
    // Done within the lag, and no partition tells where.
    if (Date.parse(state.modified) >= settled) return all("it was changed as it was last counted");
    return NOTHING;
  }
  if (moved.length === 0) return all("something was done to it, and no partition says where");
  const newest = Math.max(
    ...[...current.partitions.values()].map(({ modified }) => instant(modified)),
  );
  if (!(Date.parse(current.modified) <= newest + SAME_WRITE_MS))
    return all("something was done to it after the last write that its partitions know of");
  if (column === null || current.column !== column || state.column !== column)
    return all("a partition of it changed, and its partitions are not of the counted dates");
  const dated = moved.filter((id) => id !== UNDATED_PARTITION);
  const ranges = dated.map(datesOfPartition);
  if (ranges.includes(null)) return all("rows of it stand in a partition of no date");
  return {
    kind: "dates",
    ranges: ranges.flatMap((range) => range ?? []),
    undated: dated.length < moved.length,
  };
}

/** Ids of partitions that are not as they were, came or went, or whose time is unknown or within the lag. */
function movedPartitions(before: TableState, now: TableState, settled: number): string[] {
  const ids = new Set([...before.partitions.keys(), ...now.partitions.keys()]);
  return [...ids].filter((id) => {
    const [was, is] = [before.partitions.get(id), now.partitions.get(id)];
    return (
      was === undefined || is === undefined || !isSame(was, is) || !(instant(is.modified) < settled)
    );
  });
}

const isSame = (one: PartitionState, other: PartitionState): boolean =>
  one.rows === other.rows && one.bytes === other.bytes && one.modified === other.modified;

/** An instant that is not said is NaN, which is neither before nor after any other. */
const instant = (text: string): number => Date.parse(text);

/** What changed in any of several tables. */
export function together(changes: readonly Changes[]): Changes {
  const whole = changes.find(({ kind }) => kind === "all");
  if (whole !== undefined) return whole;
  const dated = changes.flatMap((one) => (one.kind === "dates" ? [one] : []));
  return {
    kind: "dates",
    ranges: dated.flatMap(({ ranges }) => ranges),
    undated: dated.some(({ undated }) => undated),
  };
}
