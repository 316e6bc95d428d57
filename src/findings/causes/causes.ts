import type { Cause } from "./cause.ts";
import { CONTRADICTION_CAUSES } from "./contradictions.ts";
import { FLOW_CAUSES } from "./flow.ts";
import { OUTSIDE_CAUSES } from "./outside.ts";
import { SEASON_CAUSES } from "./season.ts";
import { SOURCE_CAUSES } from "./source.ts";
import { SURPLUS_CAUSES } from "./surplus.ts";
import { TABLE_CAUSES } from "./table.ts";

/** In the order in which they are tried: the first whose shape fits is the cause. */
export const CAUSE_KINDS = [
  "warm-up",
  "warm-up-tail",
  "stale-schedule",
  "lag",
  "never-graded",
  "wrong-declaration",
  "source-stopped",
  "emptied",
  "off-cadence",
  "column-gone",
  "schedule-stopped",
  "schedule-lost",
  "season-not-declared",
  "moved-game",
  "wrong-day",
  "wrong-date",
  "foreign-game-ids",
  "before-the-first-season",
  "orphans",
  "foreign-writer",
  "duplicates",
  "measure-lost-rows",
  "surplus",
  "contradictory-columns",
  "upstream-changed",
  "disagreement",
  "cascade",
  "withheld-game",
  "source-outage",
  "lost-rows",
  "coverage-drop",
  "phase-failure",
  "scattered",
] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

/** Every kind of cause, by shape and evidence. What to do about each stands in src/advice/advice.ts. */
export const CAUSES: Record<CauseKind, Cause> = {
  ...SEASON_CAUSES,
  ...SOURCE_CAUSES,
  ...SURPLUS_CAUSES,
  ...CONTRADICTION_CAUSES,
  ...FLOW_CAUSES,
  ...OUTSIDE_CAUSES,
  ...TABLE_CAUSES,
};
