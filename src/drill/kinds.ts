import type { Kind, WideKind } from "./damage.ts";
import { PAIR_KINDS, PLACE_KINDS } from "./kinds-places.ts";
import { ROW_KINDS } from "./kinds-rows.ts";
import { SCHEDULE_KINDS } from "./kinds-schedule.ts";
import { WIDE_KINDS } from "./kinds-wide.ts";

/** On one or a few dates. */
export const KINDS: readonly Kind[] = [
  ...ROW_KINDS,
  ...PLACE_KINDS,
  ...PAIR_KINDS,
  ...SCHEDULE_KINDS,
];
/** Wider than a date. */
export const WIDE: readonly WideKind[] = WIDE_KINDS;
