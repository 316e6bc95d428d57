import type { Timing } from "./attempts.ts";
import { isLostAnswer } from "./trouble.ts";

/** Before a list is asked for again: GitHub's lists lag behind its writes by seconds. */
const WAIT_MS = 2000;
/** Before the second listing, which is always asked for: at once it may be the same server's, which agrees with itself. */
const MOMENT_MS = 1000;
const MAX_LISTINGS = 6;

/**
 * A list that two listings in a row agree on, by `keyOf`. A page of GitHub's may come empty or short; what is decided on
 * such a one opens a second issue. Null where no two of six agree. A listing that `isEnough` is taken at once.
 */
export async function agreed<T>(
  ask: () => Promise<readonly T[]>,
  keyOf: (one: T) => string | number,
  { wait }: Timing,
  isEnough: (found: readonly T[]) => boolean = () => false,
): Promise<readonly T[] | null> {
  let before: string | null = null;
  for (let listing = 0; listing < MAX_LISTINGS; listing++) {
    if (listing > 0) await wait(listing === 1 ? MOMENT_MS : WAIT_MS);
    const found = await ask();
    if (isEnough(found)) return found;
    const now = JSON.stringify(found.map(keyOf));
    if (now === before) return found;
    before = now;
  }
  return null;
}

/** GitHub shows in its lists after seconds what it accepted. */
export const SETTLE_MS = 5000;
const MAX_CREATIONS = 3;

/**
 * Sends what creates something. After a lost answer nobody knows whether it was carried out: it is looked for before it
 * is sent again.
 */
export async function createdOnce<T>(
  send: () => Promise<T>,
  find: () => Promise<T | null>,
  failed: string,
  { wait }: Timing,
): Promise<T> {
  let lost: unknown;
  for (let attempt = 1; attempt <= MAX_CREATIONS; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (!isLostAnswer(error)) throw error;
      lost = error;
    }
    await wait(SETTLE_MS * attempt);
    const found = await find();
    if (found !== null) return found;
  }
  throw new Error(
    `GitHub ${failed} in ${MAX_CREATIONS} attempts. Run this job again: what is there already is looked for first.`,
    { cause: lost },
  );
}
