import type { Lateness } from "../../records/lateness.ts";
import { count } from "./words.ts";

/** How late the schedule starts its runs, in one sentence without a full stop. */
export function latenessText(lateness: Lateness | null): string {
  if (lateness === null) return "unknown: the history has no run that a schedule started";
  const { runs, median, p90, worst } = lateness;
  return `median ${hours(median)}, 90th percentile ${hours(p90)}, worst ${hours(worst)} (last ${count(runs, "scheduled run")})`;
}

/** "7 h 37 min"; minutes are cut, not rounded up. */
function hours(minutes: number): string {
  const whole = Math.floor(minutes);
  return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}
