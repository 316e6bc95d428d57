import type { CivilDate } from "../dates/civil-date.ts";
import type { Losses, LossGuard, Relations } from "./loss-guard.ts";
import { RefusedWriteError, type Row, type WitnessRequest } from "./warehouse.ts";

export const NO_LOSSES: Losses = { why: null, misplaced: new Map() };

/** Whether a date loses more than half of the rows that belonged there. */
export const isShrunk = (
  date: CivilDate,
  { had, has }: { readonly had: number; readonly has: number },
  { misplaced }: Losses,
): boolean => has < (had - (misplaced.get(date) ?? 0)) / 2;

/** A write was refused for what it would take away. */
export class RefusedLossError extends RefusedWriteError {}

const MOST = 5;

/** One query of the claimed dates' keys, and one more where keys would go. */
export async function lossesOf(
  guard: LossGuard,
  relations: Relations,
  allowShrink: boolean,
  ask: (sql: string) => Promise<readonly Row[]>,
): Promise<Losses> {
  const lost = await ask(guard.lost(relations));
  if (lost.length === 0) return NO_LOSSES;
  const evidence = await ask(guard.evidence(relations));
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
