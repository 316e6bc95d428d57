import { setTimeout as sleep } from "node:timers/promises";

export type Pace = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** Lets so many run at once, and none begin sooner than the spacing after the one before it. */
export function paceOf({
  spacingMs,
  concurrency,
}: {
  readonly spacingMs: number;
  readonly concurrency: number;
}): Pace {
  const waiting: (() => void)[] = [];
  let free = concurrency;
  let nextStart = 0;
  return async (work, signal) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      signal.throwIfAborted();
      const at = Math.max(performance.now(), nextStart);
      nextStart = at + spacingMs;
      const waitMs = at - performance.now();
      if (waitMs > 0) await sleep(waitMs, undefined, { signal });
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
