import type { Workflows } from "../../github/workflows.ts";

export type Watchdog = {
  /** A sentence each: schedules that are late, off or have never run. */
  readonly late: readonly string[];
  readonly fine: readonly string[];
};

/**
 * Looks whether each workflow's schedule ran within `maxAgeHours`, and starts GitHub's 60 days of idleness anew for
 * those that are on; one that a person switched off stays off and is said to be.
 */
export async function watchdog(
  files: readonly string[],
  maxAgeHours: number,
  now: Date,
  workflows: Workflows,
): Promise<Watchdog> {
  const late: string[] = [];
  const fine: string[] = [];
  for (const file of files) {
    const { state, createdAt, lastScheduled } = await workflows.look(file);
    if (state === "disabled_manually") late.push(`${file} was switched off by a person.`);
    else await workflows.keepAlive(file);
    if (state === "disabled_inactivity")
      late.push(`${file} was switched off after 60 idle days, and is on again.`);
    const hours = (now.getTime() - Date.parse(lastScheduled?.at ?? createdAt)) / 3_600_000;
    const since =
      lastScheduled === null
        ? `was never started by its schedule in ${hours.toFixed(1)} hours`
        : `was last started by its schedule ${hours.toFixed(1)} hours ago`;
    if (hours > maxAgeHours) late.push(`${file} ${since}; ${maxAgeHours} are allowed.`);
    else fine.push(`${file} ${since}.`);
  }
  return { late, fine };
}
