import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { type Trouble, troubleOf } from "./trouble.ts";

/** Clock, wait and chance, so that a test decides them. */
export type Timing = {
  readonly now: () => Date;
  readonly wait: (ms: number) => Promise<void>;
  /** From 0 to 1, 1 excluded. */
  readonly random: () => number;
};

export type AttemptPolicy = {
  readonly attempts: number;
  /** The longest wait after the first attempt; doubles with each further one. */
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
};

/** Some 20 publishers at once come through; a lone one never waits. An attempt takes GitHub about a second. */
export const DEFAULT_ATTEMPTS: AttemptPolicy = {
  attempts: 12,
  firstWaitMs: 4000,
  maxWaitMs: 60_000,
};

/**
 * Repeats a whole attempt after a conflict or a lost answer, and throws what troubleOf makes of anything else. The wait
 * is anywhere up to its limit, because publishers that started together would otherwise meet again and again.
 */
export async function withAttempts<T>(
  attempt: () => Promise<T>,
  branch: string,
  policy: AttemptPolicy,
  { now, wait, random }: Timing,
): Promise<{ readonly result: T; readonly attempts: number }> {
  let attempts = 0;
  let trouble: Trouble | undefined;
  try {
    const result = await pRetry(
      async (attemptNumber) => {
        attempts = attemptNumber;
        return await attempt();
      },
      {
        retries: policy.attempts - 1,
        minTimeout: 0,
        shouldRetry: () => trouble?.kind !== "final",
        onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
          trouble = troubleOf(error, branch, now());
          if (trouble.kind === "final" || retriesLeft === 0) return;
          const limit = Math.min(policy.maxWaitMs, policy.firstWaitMs * 2 ** (attemptNumber - 1));
          const asked = trouble.kind === "again" ? (trouble.waitMs ?? 0) : 0;
          await wait(asked + random() * limit);
        },
      },
    );
    return { result, attempts };
  } catch (error) {
    if (trouble?.kind === "final") throw trouble.error;
    const why =
      trouble?.kind === "conflict"
        ? "others kept moving the branch"
        : "GitHub did not answer as it should";
    throw new Error(
      `The reports were not published to ${branch} in ${attempts} attempts: ${why}. Run this job again; nothing is published twice.`,
      { cause: error },
    );
  }
}

/** For the entries. */
export const REAL_TIMING: Timing = {
  now: () => new Date(),
  wait: async (ms) => void (await sleep(ms)),
  random: Math.random,
};
