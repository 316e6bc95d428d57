import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { RefusedWriteError } from "./warehouse.ts";

/** What trying again can do: help within seconds, help at a later instant, help with fewer dates at once, or nothing. */
export type RetryAdvice =
  /** `waitMs`: at least so long, where the other side has said so. */
  | { readonly kind: "seconds"; readonly waitMs?: number }
  | { readonly kind: "park"; readonly dueAt: Date }
  | { readonly kind: "split" }
  | { readonly kind: "never" };

/** Carries an adapter's or a producer's judgement of its own error. */
export class AdvisedError extends Error {
  override readonly name = "AdvisedError";
  readonly advice: RetryAdvice;

  constructor(message: string, advice: RetryAdvice, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}

/** An error that says nothing about itself is not tried again: most are the statement's own fault. */
export function adviceOf(error: unknown): RetryAdvice {
  if (error instanceof RefusedWriteError) return { kind: "never" };
  for (let at: unknown = error; at instanceof Error; at = at.cause)
    if (at instanceof AdvisedError) return at.advice;
  return { kind: "never" };
}

export type RetryPolicy = {
  /** Attempts after the first. */
  readonly retries: number;
  /** Before the second attempt; doubles, with jitter. */
  readonly minWaitMs: number;
  readonly maxWaitMs: number;
};

export const DEFAULT_RETRY: RetryPolicy = { retries: 4, minWaitMs: 1000, maxWaitMs: 32_000 };

/**
 * Repeats what fails in the class of seconds, with exponential backoff and jitter. The signal ends the waiting; work
 * that came to its end all the same has its result.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<T> {
  let finished: { readonly result: T } | undefined;
  try {
    return await pRetry(
      async () => {
        finished = { result: await work() };
        return finished.result;
      },
      {
        retries: policy.retries,
        minTimeout: policy.minWaitMs,
        maxTimeout: policy.maxWaitMs,
        factor: 2,
        randomize: true,
        signal,
        shouldRetry: async ({ error }) => {
          const advice = adviceOf(error);
          if (advice.kind !== "seconds") return false;
          // Before the policy's own wait, whose jitter keeps those apart that were told the same.
          if (advice.waitMs !== undefined) await sleep(advice.waitMs, undefined, { signal });
          return true;
        },
      },
    );
  } catch (error) {
    // Aborted during the last statement: it is written, and saying otherwise would have it written again.
    if (finished !== undefined) return finished.result;
    throw error;
  }
}
