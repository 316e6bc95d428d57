import type { CivilDate } from "../dates/civil-date.ts";
import { daysOf } from "./cause-runs.ts";
import { type IssueTarget, readMarker } from "./marker.ts";
import { type IssueState, readState } from "./state.ts";

/** An issue of our own, as it stands in the tracker. */
export type IssueView = {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly isOpen: boolean;
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
};

/** Those with a marker; `unreadable` have one that is not what we write, and are left alone. The others are none of ours to keep. */
export function readTracked(issues: readonly IssueView[]): {
  readonly tracked: readonly Tracked[];
  readonly unreadable: readonly IssueView[];
} {
  const tracked: Tracked[] = [];
  const unreadable: IssueView[] = [];
  for (const view of issues) {
    if (!view.body.includes("<!-- nba-pipeline-ops ")) continue;
    const [target, state] = [readMarker(view.body), readState(view.body)];
    if (target === null || state === null) unreadable.push(view);
    else tracked.push({ view, target, state, days: daysOf(target.dates) });
  }
  return { tracked, unreadable };
}
