import type { Cause } from "./cause.ts";
import { FLOW_CAUSES } from "./causes-flow.ts";
import { SEASON_CAUSES } from "./causes-season.ts";
import { SOURCE_CAUSES } from "./causes-source.ts";

/** In the order in which they are tried: the first whose shape fits is the cause. */
export const CAUSE_KINDS = [
  "warm-up",
  "warm-up-tail",
  "stale-schedule",
  "lag",
  "never-graded",
  "wrong-declaration",
  "foreign-writer",
  "duplicates",
  "upstream-changed",
  "disagreement",
  "cascade",
  "withheld-game",
  "source-outage",
  "phase-failure",
  "scattered",
] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

/** Every kind of cause, by shape and evidence (domain.md section 5). What to do about each stands in advice.ts. */
export const CAUSES: Record<CauseKind, Cause> = {
  ...SEASON_CAUSES,
  ...SOURCE_CAUSES,
  ...FLOW_CAUSES,
};
