import type { CivilDate } from "../dates/civil-date.ts";
import type { Damage } from "./damage.ts";

/** Grades are measured by the predictions, and the gamebook is compared with the box scores. */
const FOLLOWING: Readonly<Record<string, readonly [table: string, finding: string]>> = {
  player_prop_predictions: ["prediction_grades", "over-count"],
  bdl_box_scores: ["nbac_gamebook", "unreconciled"],
};

/** What is true of another table on dates on which this one is damaged. */
export function following(table: string, dates: readonly CivilDate[]): Pick<Damage, "follows"> {
  const [other, finding] = FOLLOWING[table] ?? [];
  const named = new Set<string | null>(dates);
  return {
    follows: (place, kind) => place.table === other && kind === finding && named.has(place.date),
  };
}
