import type { RetryAdvice } from "../../warehouse/retry.ts";

/** A wait that the other side asks for and that is longer is a later run's. */
const MAX_WAIT_MS = 5 * 60_000;
/** The network's own trouble, which passes. */
const PASSING = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

export const isPassing = (code: string): boolean => PASSING.has(code);

/** Retry-After in seconds or as a date; nothing, or nonsense, is the policy's own wait. */
export function waitAdvice(retryAfter: string | undefined, now: Date): RetryAdvice {
  const waitMs = /^\d+$/.test(retryAfter ?? "")
    ? Number(retryAfter) * 1000
    : Date.parse(retryAfter ?? "") - now.getTime();
  if (!(waitMs > 0)) return { kind: "seconds" };
  if (waitMs <= MAX_WAIT_MS) return { kind: "seconds", waitMs };
  const day = 86_400_000; // who asks for more is not believed
  return { kind: "park", dueAt: new Date(now.getTime() + Math.min(waitMs, day)) };
}
