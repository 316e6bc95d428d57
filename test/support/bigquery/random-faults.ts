import { expect } from "vitest";
import { seeded } from "../../../src/drill/seeded.ts";
import { errorMessage } from "../../../src/errors.ts";
import { type Fault, type FaultProxy, RECORDED } from "./fault-proxy.ts";

/** What any request may meet. The first line passes by itself, the last but one parks, the last is for good. */
const FAULTS: readonly Fault[] = [
  ...[RECORDED.rateLimit, RECORDED.jobRateLimit, RECORDED.backend, RECORDED.internal],
  { kind: "reset", when: "before" },
  ...([1, 2, 3].map(() => ({ kind: "reset", when: "after" })) as Fault[]),
  ...([
    { kind: "truncated" },
    { kind: "malformed" },
    { kind: "hanging" },
    { kind: "dripping" },
  ] as const),
  RECORDED.dailyQuota,
  ...[RECORDED.unauthenticated, RECORDED.denied, RECORDED.resources],
];

/** Faults of the requests that they can meet: a job that is there and not found, one that is called a duplicate. */
function faultsOf(method: string, path: string): readonly Fault[] {
  if (method === "GET" && /\/(jobs|queries)\/[^/?]/.test(path))
    return [...FAULTS, RECORDED.noSuchJob, RECORDED.noSuchJob];
  if (method === "POST" && /\/jobs(\?|$)/.test(path))
    return [...FAULTS, RECORDED.duplicate, RECORDED.duplicateOfItself];
  return FAULTS;
}

/** One request in `every` meets a fault, the same ones for the same seed and the same order of requests. */
export function randomFaults(seed: number, every: number): FaultProxy["decide"] {
  const random = seeded(seed);
  return (method, path) => {
    if (random() > 1 / every) return null;
    const faults = faultsOf(method, path);
    return faults[Math.floor(random() * faults.length)] ?? null;
  };
}

/**
 * The seeds of one suite: its share of FAULT_SEQUENCES over all suites (10 unless given), from FAULT_SEED on, after
 * those that found something once.
 */
export function seedsOf(share: number, found: readonly number[] = []): readonly number[] {
  const all = Number(process.env["FAULT_SEQUENCES"] ?? 10);
  const first = Number(process.env["FAULT_SEED"] ?? 1);
  const seeds = Array.from({ length: Math.round(all * share) }, (_, n) => first + n);
  return [...new Set([...found, ...seeds])];
}

/**
 * One sequence a seed, each to what it came to; returns how many came to what. All seeds are tried, and those that failed
 * are named with what they found.
 */
export async function everySeed(
  seeds: readonly number[],
  sequence: (seed: number, index: number) => Promise<string>,
): Promise<ReadonlyMap<string, number>> {
  const outcomes = new Map<string, number>();
  const failed: string[] = [];
  for (const [index, seed] of seeds.entries())
    try {
      const outcome = await sequence(seed, index);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (error) {
      failed.push(`seed ${seed}: ${told(error)}`);
      console.log(failed.at(-1));
    } finally {
      if (index % 25 === 24)
        console.log(`${index + 1} of ${seeds.length} sequences: ${listed(outcomes)}`);
    }
  expect(failed).toEqual([]);
  return outcomes;
}

function told(error: unknown): string {
  const { actual, expected } = error as { actual?: unknown; expected?: unknown };
  const compared = actual === undefined ? "" : `\n${JSON.stringify({ actual, expected }, null, 1)}`;
  return `${errorMessage(error)}${compared.slice(0, 3_000)}`;
}

/** Such as "3 done, 1 parked". */
export const listed = (outcomes: ReadonlyMap<string, number>): string =>
  [...outcomes]
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `${n} ${name}`)
    .join(", ");

/** For whoever looks after the faults: a machine that is busy is no fault of the line. */
export const PATIENT_MS = 60_000;
