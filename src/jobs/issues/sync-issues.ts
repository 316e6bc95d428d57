import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import { lastEndedDay } from "../../dates/instant.ts";
import type { IssueTracker, OwnIssue } from "../../github/issues/port.ts";
import type { CauseRuns } from "../../issues/cause-runs.ts";
import type { Held, IssuePlanInput } from "../../issues/plan/change.ts";
import { planIssues } from "../../issues/plan/plan.ts";
import { readState } from "../../issues/state.ts";
import { standingOf } from "../../render/issue/status.ts";
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

/** Unless the pipeline declares another number. */
const REST_DAYS = 30;

/** Those that a person closed as not planned, each with the last day on which it is left closed. */
function restingOf(
  issues: readonly OwnIssue[],
  { restDays = REST_DAYS, timeZone }: CauseRuns,
  today: CivilDate,
): ReadonlyMap<number, CivilDate> {
  const closed = issues.filter(
    (issue) => issue.closedAs === "not_planned" && standingOf(issue) === "by-hand",
  );
  return new Map(
    restDays === 0
      ? []
      : closed.map(({ number, closedAt, body }) => {
          // Where GitHub does not say when, the day on which it was seen first counts.
          const known = readState(body)?.restsUntil as CivilDate | undefined;
          const from = closedAt === null ? today : dayIn(new Date(closedAt), timeZone);
          return [number, closedAt === null && known ? known : addDays(from, restDays)];
        }),
  );
}

/** The calendar day of an instant. */
const dayIn = (instant: Date, timeZone: string): CivilDate =>
  addDays(lastEndedDay(instant, timeZone), 1);

/** Makes the issues say what a validation found. Throws before the first change where GitHub's list cannot be trusted. */
export async function syncIssues(
  { file, known, remembered = [], today, maxNew, proven, dryRun }: SyncRequest,
  tracker: IssueTracker,
): Promise<Synced> {
  const issues = await tracker.list(known);
  const resting = restingOf(issues, file, today);
  const plan = planIssues({ file, issues, remembered, today, maxNew, proven, resting });
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
