import type { CivilDate } from "../dates/civil-date.ts";
import type { Losses, LossGuard, Relations } from "./loss-guard.ts";
import { RefusedWriteError, type Row, type WitnessRequest, type WriteLimits } from "./warehouse.ts";

export const NO_LOSSES: Losses = { why: null, misplaced: new Map() };

/** Of a write that is right whatever it leaves: fewer rows, or none, are its purpose, or were there before all rules. */
export const NO_LIMITS: WriteLimits = { allowShrink: true, rowsExpected: false };

/** One date before and after a write. */
type Change = { readonly date: CivilDate; readonly had: number; readonly has: number };

/** In the words of a write that is about to be made, and of one that somebody else has made. */
const WORDS = {
  ahead: { shrinks: "would shrink", none: "the producer succeeded without a row" },
  after: { shrinks: "shrank", none: "it was answered as done, and there is no row" },
} as const;

/** Why dates may not be written so, a sentence each: more than half of the rows that belonged there go, or none comes. */
export function refusalsOf(
  { allowShrink, rowsExpected }: WriteLimits,
  changes: readonly Change[],
  { misplaced }: Losses,
  when: keyof typeof WORDS,
): string[] {
  const { shrinks, none } = WORDS[when];
  return changes.flatMap(({ date, had, has }) => {
    if (!allowShrink && has < (had - (misplaced.get(date) ?? 0)) / 2)
      return [`${date} ${shrinks} from ${had} to ${has} rows; --allow-shrink accepts that`];
    return rowsExpected && has === 0 && had === 0
      ? [`${date}: ${none} where rows were expected`]
      : [];
  });
}

/** A write was refused for what it would take away. */
export class RefusedLossError extends RefusedWriteError {}

const MOST = 5;

/** One query of the claimed dates' keys, and as few more as are needed where keys would go. */
export async function lossesOf(
  guard: LossGuard,
  relations: Relations,
  allowShrink: boolean,
  ask: (sql: string) => Promise<readonly Row[]>,
): Promise<Losses> {
  const lost = await ask(guard.lost(relations));
  if (lost.length === 0) return NO_LOSSES;
  const evidence: Row[] = [];
  for (const sql of guard.evidence(relations)) evidence.push(...(await ask(sql)));
  const { problems, misplaced } = guard.judge(lost, evidence, allowShrink);
  const more = problems.length - MOST;
  const some = [...problems.slice(0, MOST), ...(more > 0 ? [`and ${more} more`] : [])];
  return {
    why: problems.length === 0 ? null : some.join("; "),
    misplaced,
  };
}

/** The same after somebody else has written: the rows that the run kept before, against what is there. */
export const lostSince =
  (
    { losses, table, allowShrink, ledger }: WitnessRequest,
    kept: string,
    ask: (sql: string) => Promise<readonly Row[]>,
  ) =>
  (dates: readonly CivilDate[]): Promise<Losses> =>
    losses === undefined
      ? Promise.resolve(NO_LOSSES)
      : lossesOf(
          losses,
          {
            before: `(SELECT * FROM \`${kept}\` WHERE kept_run = '${ledger.run}')`,
            after: `\`${table}\``,
            dates,
          },
          allowShrink,
          ask,
        );
