import { type IssueState, readState } from "../state.ts";
import type { IssueView } from "../tracked.ts";
import type { Change } from "./change.ts";

type Edited = Exclude<Change, { kind: "open" }>;

/**
 * The change to an issue as it stands now. What was written since it was listed is kept: people's notes and labels, and
 * of its state what a command or a repair sets.
 */
export function onto<C extends Edited>(change: C, now: IssueView): C {
  const there = readState(now.body);
  const state = there === null ? change.state : newer(change.state, change.issue.state, there);
  return { ...change, state, issue: { ...change.issue, view: now } };
}

/** `wanted` was made from `listed`; what is another by now has been set in between. */
const newer = (wanted: IssueState, listed: IssueState, there: IssueState): IssueState => ({
  ...wanted,
  ack: same(there.ack, listed.ack) ? wanted.ack : there.ack,
  run: there.run === listed.run ? wanted.run : there.run,
});

/** A state is read through its schema, which orders the keys. */
const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
