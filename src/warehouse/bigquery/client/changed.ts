import { AdvisedError } from "../../retry.ts";
import type { Engine } from "./requests.ts";

/** What a transaction says when the dates no longer hold what was counted before it (`unchangedSql`). */
const CHANGED = /changed while it was being replaced/i;

/** The rows changed under a write. The same statement would find them changed again: they have to be counted anew. */
export class ChangedError extends Error {
  override readonly name = "ChangedError";
}

export const saysChanged = (message: string): boolean => CHANGED.test(message);

/**
 * Does the work anew, with its counting, where rows changed under it. Somebody who keeps writing is waited for by whoever
 * asked, not here.
 */
export async function recounted<T>(
  { retry, signal }: Pick<Engine, "retry" | "signal">,
  work: (isAgain: boolean) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1)
    try {
      return await work(attempt > 0);
    } catch (error) {
      if (!(error instanceof ChangedError)) throw error;
      if (attempt >= retry.retries || signal.aborted)
        throw new AdvisedError(
          `${error.message}, ${attempt + 1} times in a row: somebody else writes these dates. Run it again when they have finished`,
          { kind: "seconds" },
          { cause: error },
        );
    }
}
