import type { CivilDate } from "../dates/civil-date.ts";
import { RefusedWriteError, type Row, type WitnessRequest } from "./warehouse.ts";

/** Where the rows are, as FROM takes them in the common SQL. */
export type Relations = {
  readonly before: string;
  readonly after: string;
  readonly dates: readonly CivilDate[];
};

/** What a write may not take away (src/backfill/losses.ts): two SELECTs of the common SQL, and what their rows mean. */
export type LossGuard = {
  /** What the new rows lack of those that are there. */
  readonly lost: (relations: Relations) => string;
  /** What others know of it; asked only where something is lost. */
  readonly evidence: (relations: Relations) => string;
  /** What is wrong, a sentence each; empty where the loss is right, or was accepted. */
  readonly problems: (
    lost: readonly Row[],
    evidence: readonly Row[],
    allowShrink: boolean,
  ) => readonly string[];
};

/** A write was refused for what it would take away. */
export class RefusedLossError extends RefusedWriteError {}

const MOST = 5;

/** One query of the claimed dates' keys, and one more where keys would go. Null where nothing is wrong. */
export async function whyLost(
  guard: LossGuard,
  relations: Relations,
  allowShrink: boolean,
  ask: (sql: string) => Promise<readonly Row[]>,
): Promise<string | null> {
  const lost = await ask(guard.lost(relations));
  if (lost.length === 0) return null;
  const problems = guard.problems(lost, await ask(guard.evidence(relations)), allowShrink);
  if (problems.length === 0) return null;
  const more = problems.length - MOST;
  return [...problems.slice(0, MOST), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

/** The same after somebody else has written: the rows that the run kept before, against what is there. */
export const lostSince =
  (
    { losses, table, allowShrink, ledger }: WitnessRequest,
    kept: string,
    ask: (sql: string) => Promise<readonly Row[]>,
  ) =>
  (dates: readonly CivilDate[]): Promise<string | null> =>
    losses === undefined
      ? Promise.resolve(null)
      : whyLost(
          losses,
          {
            before: `(SELECT * FROM \`${kept}\` WHERE kept_run = '${ledger.run}')`,
            after: `\`${table}\``,
            dates,
          },
          allowShrink,
          ask,
        );
