import type { Workflows } from "../../github/workflows.ts";

export type Watchdog = {
  /** A sentence each: schedules that are late, off or have never run. */
  readonly late: readonly string[];
  readonly fine: readonly string[];
};

/** Looks whether each workflow's schedule is on and ran within `maxAgeHours`. It only reads. */
export async function watchdog(
  files: readonly string[],
  maxAgeHours: number,
  now: Date,
  workflows: Pick<Workflows, "look">,
): Promise<Watchdog> {
  const late: string[] = [];
  const fine: string[] = [];
  for (const file of files) {
    const { state, createdAt, lastScheduled } = await workflows.look(file);
    if (state === "disabled_manually") late.push(`${file} was switched off by a person.`);
    if (state === "disabled_inactivity")
      late.push(
        `${file} was switched off after 60 idle days; switch it on: gh workflow enable ${file}`,
      );
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

/**
 * Tells an address outside of GitHub that all is fine, so that somebody hears when nothing does any more. Returns why it
 * was not reached, without the address, which is a secret; null where it was.
 */
export async function ping(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PING_TIMEOUT_MS) });
    return answer.ok ? null : `it answers ${answer.status}`;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError"
      ? `no answer within ${PING_TIMEOUT_MS / 1000} s`
      : "no connection";
  }
}

const PING_TIMEOUT_MS = 10_000;
