import type { CivilDate } from "../../dates/civil-date.ts";
import type { IssueTracker } from "../../github/issues/port.ts";
import type { CauseRuns } from "../../issues/cause-runs.ts";
import type { Held, IssuePlanInput } from "../../issues/plan/change.ts";
import { planIssues } from "../../issues/plan/plan.ts";
import { type Applied, applyIssues, wouldApply } from "./apply-issues.ts";
import type { Refused } from "./refusals.ts";

export type SyncRequest = {
  readonly file: CauseRuns;
  /** Numbers that were ours before: a list without them is not believed. */
  readonly known: readonly number[];
  /** What was remembered of them, in case their hidden lines were damaged since. */
  readonly remembered?: IssuePlanInput["remembered"];
  readonly today: CivilDate;
  readonly maxNew: number;
  readonly proven: IssuePlanInput["proven"];
  readonly dryRun: boolean;
};

export type Synced = {
  readonly applied: readonly Applied[];
  readonly held: readonly Held[];
  readonly refused: readonly Refused[];
  readonly dryRun: boolean;
  /** Issues of ours, open ones after it. */
  readonly open: number;
};

/** Makes the issues say what a validation found. Throws before the first change where GitHub's list cannot be trusted. */
export async function syncIssues(
  { file, known, remembered = [], today, maxNew, proven, dryRun }: SyncRequest,
  tracker: IssueTracker,
): Promise<Synced> {
  const issues = await tracker.list(known);
  const plan = planIssues({ file, issues, remembered, today, maxNew, proven });
  const { applied, refused } = dryRun
    ? { applied: wouldApply(plan, file), refused: [] }
    : await applyIssues(plan, file, tracker);
  const of = (kind: Applied["kind"]) => applied.filter((one) => one.kind === kind).length;
  const open = issues.filter(({ isOpen }) => isOpen).length;
  return {
    applied,
    held: plan.held,
    refused,
    dryRun,
    open: open + of("opened") + of("reopened") - of("closed"),
  };
}
