import { addDays, type CivilDate, daysBetween } from "../../../dates/civil-date.ts";
import type { DateRange } from "../../../dates/range.ts";
import type { Age } from "./spans.ts";

/** A piece that could be counted in full, though nothing of it seems to have changed. */
export type Candidate = {
  readonly id: string;
  /** About what counting all of it reads, in bytes. */
  readonly weight: number;
  readonly ages: readonly Age[];
  /** Until here its dates are divided; the last part reaches to the end of the span. */
  readonly until: CivilDate;
};

/** Dates of a piece whose turn it is; `isAll` where it is the whole piece. */
export type Turn = DateRange & { readonly isAll: boolean };

/**
 * Whose turn it is: what was counted longest ago, up to a budget in bytes, and one in any case. A piece above the budget
 * is cut by dates. So nobody has to remember which day's turn a failed run missed.
 */
export function takeTurns(candidates: readonly Candidate[], budget: number): Map<string, Turn> {
  const turns = new Map<string, Turn>();
  let spent = 0;
  for (const { id, weight, ages, until } of [...candidates].sort(byAge)) {
    const cost = Math.min(weight, budget);
    if (turns.size > 0 && spent + cost > budget) continue;
    const turn = turnOf(ages, until, weight <= budget ? 1 : budget / weight);
    if (turn === null) continue;
    spent += cost;
    turns.set(id, turn);
  }
  return turns;
}

const oldest = (ages: readonly Age[]): Age | undefined =>
  ages.reduce<Age | undefined>(
    (old, age) => (old === undefined || age.at < old.at ? age : old),
    undefined,
  );

function byAge(one: Candidate, other: Candidate): number {
  const [a, b] = [oldest(one.ages)?.at ?? "", oldest(other.ages)?.at ?? ""];
  if (a !== b) return a < b ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

function turnOf(ages: readonly Age[], until: CivilDate, share: number): Turn | null {
  const [begin, end] = [ages[0], ages.at(-1)];
  const old = oldest(ages);
  if (begin === undefined || end === undefined || old === undefined) return null;
  if (share === 1) return { first: begin.first, last: end.last, isAll: true };
  const days = daysBetween(begin.first, until > end.last ? end.last : until) + 1;
  const last = addDays(old.first, Math.max(1, Math.floor(days * share)) - 1);
  return { first: old.first, last: last >= until ? end.last : last, isAll: false };
}
