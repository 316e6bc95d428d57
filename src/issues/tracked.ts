import type { CivilDate } from "../dates/civil-date.ts";
import { daysOf } from "./cause-runs.ts";
import { type IssueTarget, readMarker } from "./marker.ts";
import { type IssueState, newState, readState } from "./state.ts";

/** An issue of our own, as it stands in the tracker. */
export type IssueView = {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly isOpen: boolean;
  /** Nothing can be said on it; its text can still be changed. */
  readonly isLocked: boolean;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
};

/** One that says what it is about. */
export type Tracked = {
  readonly view: IssueView;
  readonly target: IssueTarget;
  readonly state: IssueState;
  /** Every calendar day of the target. */
  readonly days: readonly CivilDate[];
  /** Its hidden lines are damaged, and this is what was remembered of them: it is written anew as a whole, or left alone. */
  readonly isRestored: boolean;
};

/** What was remembered of an issue's hidden lines (src/issues/memory.ts). */
export type Known = {
  readonly number: number;
  readonly target: IssueTarget;
  readonly subject: string | null;
  readonly run: string | null;
};

/**
 * Those with a marker, and those whose damaged lines are remembered. `unreadable` have lines that are not what we write
 * and that nobody remembers, and are left alone. The others are none of ours to keep.
 */
export function readTracked(
  issues: readonly IssueView[],
  remembered: readonly Known[] = [],
): {
  readonly tracked: readonly Tracked[];
  readonly unreadable: readonly IssueView[];
} {
  const tracked: Tracked[] = [];
  const unreadable: IssueView[] = [];
  for (const view of issues) {
    const known = remembered.find(({ number }) => number === view.number);
    if (known === undefined && !view.body.includes("<!-- nba-pipeline-ops ")) continue;
    const [marker, own] = [readMarker(view.body), readState(view.body)];
    const target = marker ?? known?.target;
    const state = own ?? (known && { ...newState(known.subject), run: known.run });
    if (target === undefined || state === undefined) unreadable.push(view);
    else {
      const isRestored = marker === null || own === null;
      tracked.push({ view, target, state, days: daysOf(target.dates), isRestored });
    }
  }
  return { tracked, unreadable };
}
